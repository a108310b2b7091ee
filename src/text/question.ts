import { foldAccents, normalizeText } from './fold.ts';

/** What a question asks for; 'other' when its words do not tell. */
export type AnswerKind =
  'number' | 'date' | 'person' | 'place' | 'reason' | 'definition' | 'yes-no' | 'other';

/*
 * Words that open or carry a question, accents and case folded. English, German, French, Spanish, Italian, Portuguese
 * and Dutch share one pattern a kind: no word of one of them misleads in another. CJK, Arabic and Russian by their own words.
 * Order matters: "how long ago" is a date before it is a number.
 */
const PATTERNS: readonly [AnswerKind, RegExp][] = [
  [
    'date',
    words(
      'when|(?:what|which) (?:exact )?(?:year|date|day|month|century|decade|time|season|weekday)|how long ago|' +
        'since when|until when|by when|deadline|wann|welche[mnrs]? (?:jahr|tag|monat|datum|jahrhundert)|seit wann|bis wann|' +
        'quand|quelle (?:annee|date|heure)|quel (?:jour|mois|siecle)|cuando|(?:que|cual) (?:ano|fecha|dia|mes|siglo)|' +
        'en que ano|quando|(?:che|quale|que|qual) (?:anno|giorno|mese|data|dia)|wanneer|welk jaar|когда|каком году',
    ),
  ],
  ['date', /何年|何月|何日|いつ|什么时候|何时|哪一?年|哪天|几月|언제|몇 ?년|متى/u],
  [
    'number',
    words(
      'how (?:many|much|long|old|tall|large|big|far|high|fast|often|deep|wide|heavy|hot|cold|thick|soon)|' +
        'what (?:is|was|are|were)? ?(?:the |an? )?(?:\\p{L}+ ){0,2}(?:number|percentage|percent|amount|proportion|fraction|price|cost|' +
        'population|size|area|length|height|width|depth|weight|temperature|speed|rate|distance|age|value|rent|fee|limit|' +
        'maximum|minimum|total|salary|budget|voltage|score)|' +
        '(?:what|which) (?:\\p{L}+ )?(?:temperature|speed|rate|price|percentage|amount|version|wavelength|frequency|pressure|height|width)|' +
        'which (?:number|percentage|fraction|proportion)|wie ?(?:viele?[nr]?|lange?|alt|hoch|gross|weit|oft|schnell|schwer|tief|breit|teuer|warm)|' +
        'wieviele?|combien|quel(?:le)? (?:est|etait) (?:le|la) (?:nombre|prix|montant|taille|poids|hauteur|duree|pourcentage)|' +
        'cuant[oa]s?|quant[oiaei]s?|hoeveel|hoe (?:lang|oud|groot|hoog|vaak)|сколько',
    ),
  ],
  ['number', /多少|多大|多长|多高|几个|何人|何個|いくつ|いくら|どのくらい|얼마|몇|كم/u],
  [
    'person',
    words(
      "who|whom|whose|who's|what (?:person|man|woman|author|king|queen|president|company|team|organi[sz]ation)|" +
        'wer|wem|wen|wessen|qui|quien(?:es)?|chi|quem|wie(?= (?:is|was|heeft|schreef))|кто|кого|кому',
    ),
  ],
  ['person', /谁|哪位|誰|누구|누가|(?:^|\s)من(?=\s)/u],
  [
    'place',
    words(
      '(?:from )?where|(?:what|which) (?:city|country|state|place|location|town|river|island|region|continent|address|street|room|county|province)|' +
        'wo|wohin|woher|welche[mnrs]? (?:stadt|land|ort)|ou(?= (?:se|est|sont|a|puis|peut|dois|trouve|etait|vit))|quel(?:le)? (?:ville|pays|endroit)|' +
        'd.ou|donde|adonde|(?:que|cual) (?:ciudad|pais|lugar)|dove|onde|waar|где|куда|откуда',
    ),
  ],
  ['place', /哪里|哪儿|在哪|何处|哪个城市|哪个国家|どこ|어디|أين/u],
  [
    'reason',
    words(
      'why|what (?:caused|causes|is the reason|was the reason|made)|for what reason|how come|warum|wieso|weshalb|weswegen|' +
        'pourquoi|por que|perche|waarom|почему|зачем',
    ),
  ],
  ['reason', /为什么|为何|なぜ|どうして|왜|لماذا/u],
  [
    'definition',
    words(
      'what (?:is|are) (?:an? )?\\p{L}+(?: \\p{L}+)?\\??$|what does .{1,40} mean|define|definition of|meaning of|was (?:ist|sind|bedeutet)|' +
        "qu'est[- ]ce qu[e']|que (?:es|son|significa)|(?:che )?cos'e|o que e|wat is|что такое",
    ),
  ],
  ['definition', /是什么(?:意思)?|とは|무엇|ما هو|ما هي/u],
];

/** Words that ask, near the beginning: those further on open clauses ("what happened when", "a dive in which"). */
const ASKING_FIRST = /(?<=^(?:\S+ ){0,2})(?:what|which|how) /u;

const YES_NO =
  /^(?:is|are|was(?! (?:ist|sind|war|wird|bedeutet|heisst|kostet|passiert|geschieht|muss|kann|darf|soll|hat|gilt|macht)\b)|were|do|does|did|can|could|may|must|shall|should|will|would|has|have|had|ist|sind|war|darf|kann|muss|hat|haben|est-ce|puis-je|peut-on|es|puede|hay)\s/;

function words(alternatives: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives})(?![\\p{L}\\p{N}])`, 'u');
}

/** The kind of thing that would answer the question, by its question words; several languages, no model. */
export function answerKindOf(question: string): AnswerKind {
  const folded = foldAccents(normalizeText(question).toLowerCase()).trim();
  if (YES_NO.test(folded)) return 'yes-no';
  let first: AnswerKind | undefined;
  let start = ASKING_FIRST.exec(folded)?.index ?? Infinity;
  for (const [kind, pattern] of PATTERNS) {
    const at = pattern.exec(folded)?.index ?? Infinity;
    if (at > start || at === Infinity || (at === start && first)) continue;
    start = at;
    first = kind;
  }
  return first ?? 'other';
}

const NUMBER_WORDS = words(
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|hundreds?|thousands?|millions?|billions?|' +
    'half|third|quarter|dozen|twice|once|none|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|zwolf|hundert|tausend|' +
    'deux|trois|quatre|cinq|sept|huit|neuf|dix|cent|mille|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil',
);
const MONTHS_AND_DAYS = words(
  'january|february|march|april|june|july|august|september|october|november|december|' +
    'monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|winter|century|decade|' +
    'januar|februar|marz|mai|juni|juli|oktober|dezember|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|jahrhundert|' +
    'janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|' +
    'enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|lunes|martes|miercoles|jueves|viernes|sabado|domingo',
);
const YEAR_OR_DATE =
  /(?<!\d)(?:1\d{3}|20\d\d)(?!\d)|(?<!\d)\d{1,2}(?:st|nd|rd|th|[./-]\d{1,2}[./-]\d{2,4})(?!\p{L})|\d+ ?[年月日년월일]/u;
const REASON_MARKS = words(
  'because|since|due to|so that|in order to|cause[sd]?|reasons?|therefore|thus|as a result|owing to|weil|da|denn|wegen|damit|deshalb|aufgrund|' +
    'parce que|car|afin|grace a|en raison|puisque|porque|debido|para que|ya que|perche|poiche|потому что|из-за',
);
const CJK_REASON = /因为|由于|所以|ため|ので|から|때문|لأن/u;
const DEFINITION_MARKS = words(
  'is an?|are|is the|means?|refers? to|defined as|called|known as|denotes?|ist ein[e]?|bezeichnet|bedeutet|heisst|est une?|designe|signifie|es una?|significa|se llama',
);

/** Proper names cannot be told by capitals in German (all nouns) or in scripts without case: then this says nothing. */
const NAME = /(?<=[\p{Ll}\p{N},;:'’"”)] +["“(']?)\p{Lu}[\p{L}'’-]+/gu;

/**
 * How well a sentence could hold an answer of the kind: 1 it shows such a thing that the question did not name, 0 it
 * does not, 0.5 nothing can be said.
 *
 * @param questionWords The question's words in lower case: a year that the question named is not its answer.
 */
export function answerFit(kind: AnswerKind, sentence: string, questionWords: ReadonlySet<string>): number {
  const folded = (): string => foldAccents(normalizeText(sentence).toLowerCase());
  switch (kind) {
    case 'number':
      return hasNew(sentence, /\d[\d.,]*/gu, questionWords) || NUMBER_WORDS.test(folded()) ? 1 : 0;
    case 'date':
      return (YEAR_OR_DATE.test(sentence) && hasNew(sentence, /\d+/gu, questionWords)) ||
        MONTHS_AND_DAYS.test(folded())
        ? 1
        : 0;
    case 'person':
    case 'place':
      return /\p{Lu}/u.test(sentence) ? Number(hasNew(sentence, NAME, questionWords)) : 0.5;
    case 'reason':
      return REASON_MARKS.test(folded()) || CJK_REASON.test(sentence) ? 1 : 0;
    case 'definition':
      return DEFINITION_MARKS.test(folded()) || isEntry(sentence, questionWords) ? 1 : 0.3;
    default:
      return 0.5;
  }
}

/** An entry of a list of terms: "crit: conditions are critical". */
function isEntry(sentence: string, questionWords: ReadonlySet<string>): boolean {
  const head = /^[^\p{L}\p{N}]*([\p{L}\p{N}][^\s:：–—=]*)\s*[:：–—=]/u.exec(sentence)?.[1];
  return head !== undefined && questionWords.has(head.toLowerCase());
}

function hasNew(sentence: string, pattern: RegExp, questionWords: ReadonlySet<string>): boolean {
  for (const [match] of sentence.matchAll(pattern)) {
    if (!questionWords.has(match.toLowerCase().replace(/[.,]+$/, ''))) return true;
  }
  return false;
}

/** Words that ask rather than name: their absence from every document says nothing about the subject. */
const ASKING = new Set(
  (
    'tell explain describe give list name mention show find say define mean meaning happen happened called known kind type sort example ' +
    'anyone anybody someone somebody paper papers article articles study studies author authors information available exist exists ' +
    'possible discover discovered deal deals dealing investigate investigated discuss discussed determine determined know details ' +
    'much many long often ago according exactly document text file page following main different work works function high old far fast big large small ' +
    'erklare erklaren beschreibe nenne nennen bedeutet heisst gibt genannt passiert dokument funktioniert hoch lange alt gross weit oft viel viele ' +
    'explique expliquer decrire decris donne signifie appelle existe document fonctionne haut grand ' +
    'explica explicar describe nombra significa llama existe documento funciona alto grande'
  ).split(' '),
);

/** True for a word of a question that does not belong to its subject ("explain", "called"); folded, lower case. */
export function isAskingWord(word: string): boolean {
  return ASKING.has(word);
}

/** What stands for the answer in a question; accents and case folded. */
const QUESTION_WORDS = new Set(
  (
    'what which who whom whose when where why how many much wer was wem wen wessen wann wo wohin woher warum wieso weshalb wie viel viele ' +
    'welche welcher welches welchen welchem wieviel wieviele womit wofur qui que quoi quand ou pourquoi comment combien quel quelle quels quelles ' +
    'quien quienes cuando donde como cuanto cuanta cuantos cuantas cual cuales chi che cosa quando dove perche come quanto quanta quanti quante quale quali ' +
    'onde qual quais quem wat wanneer waar waarom hoe hoeveel welke кто кого что когда где почему как сколько какой какая какие каком'
  ).split(' '),
);

/** True for the word of a question that stands for its answer ("who", "how", "much"). */
export function isQuestionWord(word: string): boolean {
  return QUESTION_WORDS.has(foldAccents(normalizeText(word).toLowerCase()));
}

/** Question words that may be followed by the name of a kind of thing: "which group", "how many players"; folded. */
const CHOOSING_WORDS = new Set(
  (
    'what which whose many much welche welcher welches welchen welchem viel viele wieviel wieviele quel quelle quels quelles que cual cuales ' +
    'cuanto cuanta cuantos cuantas che quale quali quanto quanta quanti quante qual quais wat welk welke hoeveel какой какая какие каком сколько'
  ).split(' '),
);

/** True for a word of a question that chooses among things of the kind that may follow ("which", "how many"). */
export function isChoosingWord(word: string): boolean {
  return CHOOSING_WORDS.has(foldAccents(normalizeText(word).toLowerCase()));
}
