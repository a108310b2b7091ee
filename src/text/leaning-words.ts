/**
 * How a question leans on what was said: it asks something of its own about a subject that was named before ('subject':
 * "When do we get it back?", "Why?"), or the earlier question about another subject ('question': "And for pets?").
 */
export type Leaning = 'subject' | 'question';

/**
 * The words by which a question leans on what was said before, by language; lower case, as they are written. Which of
 * them a language lacks here, its follow-ups are told by the other signs (see `leaningOf`).
 */
export interface LeaningWords {
  /** May stand before a whole question: "and", "but", "also". */
  openers: ReadonlySet<string>;
  /** Stand for something that was named before. */
  pronouns: ReadonlySet<string>;
  /** … where no word with a meaning of its own stands before them: what they point at would else be that. */
  possessives: ReadonlySet<string>;
  /** Pronouns where nothing follows that they could belong to, articles elsewhere: "that", "das". */
  demonstratives: ReadonlySet<string>;
  /** Verb forms that show a whole clause. */
  verbs: ReadonlySet<string>;
  /** Begin a piece of a sentence: "in winter?". */
  prepositions: ReadonlySet<string>;
  /** Ask for something besides: "else". */
  others: ReadonlySet<string>;
}

type Lists = Partial<Record<keyof LeaningWords, string>>;

const LISTS: Readonly<Record<string, Lists>> = {
  en: {
    openers: 'and but or so then also ok okay well even only just plus yes no thanks',
    pronouns: 'it they them he him she her',
    possessives: 'his hers its their theirs',
    demonstratives: 'this that these those there one ones',
    verbs: `is are was were am be been do does did can could may might must shall should will would has have had isn't
      aren't wasn't don't doesn't didn't can't won't what's who's where's when's how's`,
    prepositions: `for in on at with without to from by of about after before during since until under over between
      against within outside inside through per up because if when while unless`,
    others: 'else otherwise',
  },
  de: {
    openers: 'und aber oder auch also dann nur sogar ok okay gut ja nein danke',
    pronouns: `es er ihn ihm sie ihnen davon dafür darüber dazu darin daran darauf dabei dagegen danach daraus dahin
      dort dorthin deswegen damit hierfür hiervon derselbe dieselbe dasselbe`,
    possessives: 'sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer dessen deren',
    demonstratives: 'das dies dieser diese dieses diesen diesem der die den dem denen',
    verbs: `ist sind war waren bin wird werden wurde wurden hat haben hatte hatten kann können konnte darf dürfen durfte
      muss müssen musste soll sollen sollte will wollen gibt gab geht bekomme bekommen macht mache machen kostet gilt`,
    prepositions: `für in im am an auf bei beim mit ohne von vom zu zum zur nach vor seit bis unter über zwischen gegen
      ab aus durch während wegen wenn falls weil ins`,
    others: 'sonst außerdem',
  },
  fr: {
    openers: 'et mais ou alors aussi même seulement ok oui non merci donc',
    pronouns: 'il elle ils elles lui eux ça cela ceci celui celle ceux celles',
    verbs: `est sont était étaient a ont avait peut peuvent doit doivent faut fait font dois puis suis sera seront va
      vont est-ce`,
    prepositions: `pour dans en sur avec sans de du des à au aux par après avant pendant depuis sous entre contre chez
      si quand`,
    others: 'autre autrement',
  },
  es: {
    openers: 'y e pero o entonces también solo sólo sí no gracias ok',
    pronouns: 'él ella ellos ellas eso esto ello',
    verbs:
      'es son fue fueron está están hay puede pueden debe deben tiene tienen ha han se será puedo debo tengo',
    prepositions:
      'para en con sin de del a al por tras antes después durante desde hasta bajo sobre entre contra si',
    others: 'además demás',
  },
  it: {
    openers: 'e ed ma o allora anche solo sì no grazie ok',
    pronouns: 'lui esso essa essi esse ciò',
    verbs: 'è sono era erano ha hanno può possono deve devono fa fanno posso devo ho si sarà',
    prepositions:
      'per in nel nella con senza di del della a al alla da dal dopo prima durante sotto sopra tra fra se',
    others: 'altro altrimenti',
  },
  pt: {
    openers: 'e mas ou então também só sim não obrigado ok',
    pronouns: 'ele ela eles elas isso isto',
    verbs: 'é são foi foram está estão há pode podem deve devem tem têm posso devo tenho será',
    prepositions:
      'para em no na com sem de do da a ao à por após antes durante desde até sob sobre entre contra se',
    others: 'além',
  },
  nl: {
    openers: 'en maar of dan ook alleen zelfs oké ja nee dus',
    pronouns: 'hij hem ze hen daarvoor daarvan daarover ervoor ervan erover daarin daarmee ermee',
    demonstratives: 'dat dit deze die',
    verbs:
      'is zijn was waren wordt worden werd heeft hebben kan kunnen mag mogen moet moeten zal zullen wil krijgen',
    prepositions: 'voor in op met zonder van naar na tijdens sinds tot onder over tussen tegen bij per als',
    others: 'anders',
  },
  ru: {
    openers: 'и а но или тогда также только да нет',
    pronouns:
      'он она оно они его её ее их ему ей им него неё нее них нему ней ним нём это этого этому этим там',
    prepositions: 'для в во на с со без от до по за при после перед через у о об из к если',
  },
  bg: { openers: 'а и но или тогава също само да не' },
  uk: {
    openers: 'і й та а але або тоді також лише так ні',
    pronouns: 'він вона воно вони його її їх йому їй їм нього неї них це цього там',
    prepositions: 'для в у на з із без від до по за при після перед через о про якщо',
  },
  pl: {
    openers: 'i a ale lub albo więc także też tylko tak nie',
    pronouns: 'on ona ono oni one jego jej ich go mu im nim nią nimi to tego temu tam',
    prepositions: 'dla w we na z ze bez od do po za przy przed przez o u jeśli',
  },
  cs: {
    openers: 'a ale nebo také jen ano ne',
    pronouns: 'on ona ono oni jeho její jich ho mu jim něj ní nich to toho tam',
    prepositions: 'pro v ve na s se bez od do po za při před přes o u pokud',
  },
  sv: {
    openers: 'och men eller då också bara ja nej',
    pronouns: 'han hon honom henne dem',
    prepositions: 'för i på med utan av till från efter före under över mellan mot vid om',
  },
  da: {
    openers: 'og men eller så også kun ja nej',
    pronouns: 'han hun ham hende dem',
    prepositions: 'for i på med uden af til fra efter før under over mellem mod ved om hvis',
  },
  nb: {
    openers: 'og men eller så også bare ja nei',
    pronouns: 'han hun ham henne dem',
    prepositions: 'for i på med uten av til fra etter før under over mellom mot ved om hvis',
  },
  ro: { openers: 'și dar sau atunci doar da nu' },
  hu: { openers: 'és de vagy akkor csak igen nem' },
  fi: { openers: 'ja mutta tai entä vain kyllä ei' },
  tr: { openers: 've ama peki ya sadece evet hayır' },
  vi: { openers: 'còn và nhưng thế vậy' },
  id: { openers: 'dan tapi atau lalu kalau' },
  el: { openers: 'και αλλά ή τότε μόνο ναι όχι' },
};

const KEYS: readonly (keyof LeaningWords)[] = [
  'openers',
  'pronouns',
  'possessives',
  'demonstratives',
  'verbs',
  'prepositions',
  'others',
];

const known = new Map<string, LeaningWords>();

/** The lists of a language; empty ones where it is not known. */
export function leaningWordsOf(language: string): LeaningWords {
  let words = known.get(language);
  if (!words) {
    const lists = LISTS[language] ?? {};
    const sets = KEYS.map((key) => [key, new Set((lists[key] ?? '').split(/\s+/).filter(Boolean))] as const);
    known.set(language, (words = Object.fromEntries(sets) as unknown as LeaningWords));
  }
  return words;
}

/** Ask the earlier question again about something else: "what about the garage?". Followed by what it is about. */
export const ABOUT: RegExp =
  /^(?:(?:and|but|so|ok|okay|und|aber|et|mais|y|pero|e|ma|mas|en|maar|а|и),? )?(?:what about|how about|what's about|what if|was ist (?:denn )?mit|wie ist es (?:denn )?(?:mit|bei)|wie sieht es (?:denn )?(?:mit|bei)|was gilt (?:für|bei)|gilt das(?: auch)? (?:für|bei|im|in|am)|does that (?:also )?(?:apply|go|hold) (?:to|for|in)|qu'en est-il (?:de|du|des|pour)|et pour|qué (?:hay|pasa) (?:de|con)|qué tal|cosa (?:succede|ne è) (?:con|di)|e quanto a|hoe zit het met|как насчёт|что насчёт|bagaimana dengan|peki ya|còn)(?![\p{L}\p{N}])/iu;

/** Empty "it": the clause after it says what it is. */
export const EMPTY_IT: Readonly<Record<string, RegExp>> = {
  en: /(?<![\p{L}'’])(?:it|this|that)(?=(?: \p{L}+){1,3} (?:to|that|if|when|whether|for|until|before|how|who|what|why|where) )(?!(?: \p{L}+){0,2} (?:have|has|had|need|needs|going|supposed|able|due|used|want|wants|apply|applies|belong|belongs) to )/iu,
  de: /(?<!\p{L})(?:(?:gibt|gab|geht|handelt|regnet|brennt|klingelt) es|es (?:gibt|geht|handelt|regnet)|es (?:[\p{L}\p{N}]+ ){0,3}[\p{L}\p{N}]+,|es (?:[\p{L}\p{N}]+ ){0,6}zu \p{L})/iu,
  fr: /(?<!\p{L})(?:y a[- ]t[- ]il|il y a|faut[- ]il|il faut|s'agit[- ]il|est[- ]il (?:possible|permis|interdit|nécessaire|obligatoire|autorisé))/iu,
};

/** Says something of a subject that stands elsewhere, or is a part of one: alone they name nothing. */
export const INCOMPLETE: ReadonlySet<string> = new Set(
  (
    'allowed permitted forbidden necessary needed required enough included excluded valid due covered missing exception exceptions ' +
    'reason reasons condition conditions consequence consequences alternative alternatives difference ' +
    'erlaubt verboten nötig notwendig erforderlich genug inbegriffen enthalten gültig fällig ausnahme ausnahmen grund gründe ' +
    'voraussetzung voraussetzungen bedingung bedingungen folge folgen alternative alternativen unterschied ' +
    'permis interdit nécessaire obligatoire exception exceptions raison condition conditions ' +
    'permitido prohibido necesario obligatorio excepción excepciones razón'
  ).split(' '),
);

/** A verb that says little without what it is about; added to a question it would only blur it. */
export const LIGHT: ReadonlySet<string> = new Set(
  (
    'get gets got getting go goes going gone come comes make makes made take takes taken took need needs needed want wants put puts let lets use uses ' +
    'used pay pays keep happens please exactly still back each yet already ever anything something nothing everything ' +
    'bekomme bekommen bekommt gehen geht kommen kommt machen macht nehmen nimmt brauchen brauche braucht bitte genau lassen ' +
    'jeweils noch schon wieder zurück etwas nichts alles'
  ).split(' '),
);

/** Point at the file at hand, not at what was said: "What is this document about?". */
export const DOCUMENT_NOUNS: ReadonlySet<string> = new Set(
  (
    'document documents file files text texts page pages paper papers article articles report reports manual contract lease letter study studies author authors ' +
    'dokument dokumente dokumenten datei dateien seite seiten bericht vertrag artikel brief handbuch ' +
    'fichier fichiers rapport contrat lettre documento documentos archivo informe contrato documenti contratto'
  ).split(' '),
);
