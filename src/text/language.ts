import { FUNCTION_WORDS } from './stopwords.ts';

/** This much of a text decides, in characters; more changes nothing. */
const SAMPLE = 10_000;

/** Scripts that one language uses, or one by far the most. */
const SCRIPTS: readonly [script: string, language: string][] = [
  ['Hangul', 'ko'],
  ['Thai', 'th'],
  ['Hebrew', 'he'],
  ['Greek', 'el'],
  ['Devanagari', 'hi'],
  ['Bengali', 'bn'],
  ['Tamil', 'ta'],
  ['Telugu', 'te'],
  ['Kannada', 'kn'],
  ['Malayalam', 'ml'],
  ['Gujarati', 'gu'],
  ['Gurmukhi', 'pa'],
  ['Sinhala', 'si'],
  ['Georgian', 'ka'],
  ['Armenian', 'hy'],
  ['Ethiopic', 'am'],
  ['Khmer', 'km'],
  ['Lao', 'lo'],
  ['Myanmar', 'my'],
];

const LATIN = 'en de fr es it pt nl pl cs sv da nb fi hu ro tr vi id'.split(' ');
const CYRILLIC = ['ru', 'uk', 'bg'];

/** Letters that few languages use; a word with one counts as half a function word for each of them. */
const LETTERS: Readonly<Record<string, RegExp>> = {
  de: /[äöüß]/,
  fr: /[çœêèàùîôâûë]|^[ldjcnsm]['’]|qu['’]/,
  es: /[ñ¿¡áéíóú]|ción$/,
  it: /[àèìòù]$|^(?:l|un|dell|nell|all|sull|dall|quell)['’]/,
  pt: /[ãõçâêôáéíóú]|ção$|ções$/,
  pl: /[łąęćńśźżó]/,
  cs: /[řěůščžýáíéúťďň]/,
  sv: /[åäö]/,
  da: /[åøæ]/,
  nb: /[åøæ]/,
  fi: /[äö]|aa|ää|uu|ii|ssa$|ssä$|sta$|lla$|llä$/,
  hu: /[őűáéíóúöü]/,
  ro: /[ășțşţâî]/,
  tr: /[ğışçöü]/,
  vi: /[đơưăạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/,
  ru: /[ыэё]/,
  uk: /[іїєґ]/,
  bg: /ът$|ъ\p{L}/u,
  en: /ing$|tion$|ght/,
  nl: /ij|aa|oe|ee|heid$/,
  id: /^(?:ber|men|mem|per|pen|ke)\p{L}{3,}(?:kan|an|nya)?$/u,
};

/** A function word with a capital within a sentence is part of a name, which any language may mention: "Los Angeles". */
const WITHIN_NAME = 0.2;

/** A language must be this much ahead of English-like noise: half a word proves nothing. */
const MIN_SCORE = 0.6;

const languagesByWord = new Map<string, string[]>();
for (const [language, words] of Object.entries(FUNCTION_WORDS))
  for (const word of new Set(words.split(/\s+/)))
    languagesByWord.set(word, [...(languagesByWord.get(word) ?? []), language]);

/**
 * The language that most of a text is written in, as a BCP-47 primary tag ('en', 'de', 'zh' …), or 'und' where the text
 * does not say. Other scripts than Latin and Cyrillic tell by themselves; those two are told by function words, each
 * counting the more the fewer languages share it, and by letters. Right for a paragraph; for a question, right or
 * 'und' where it has a function word or an own letter.
 */
export function detectLanguage(text: string): string {
  const sample = text.slice(0, SAMPLE).normalize('NFC');
  const count = (pattern: string): number => sample.match(new RegExp(pattern, 'gu'))?.length ?? 0;
  const latin = count('\\p{Script=Latin}');
  const cyrillic = count('\\p{Script=Cyrillic}');
  const arabic = count('\\p{Script=Arabic}');
  const kana = count('[\\p{Script=Hiragana}\\p{Script=Katakana}]');
  const han = count('\\p{Script=Han}');
  // A character of these scripts says as much as a word or half of one, so a few weigh up many Latin letters.
  const candidates: [weight: number, language: () => string][] = [
    [latin, () => bestByWords(sample, LATIN)],
    [cyrillic, () => bestByWords(sample, CYRILLIC, 'ru')],
    [arabic, () => arabicScriptLanguage(sample)],
    [(kana + han) * 3, () => (kana * 20 > han ? 'ja' : 'zh')],
  ];
  for (const [script, language] of SCRIPTS)
    candidates.push([count(`\\p{Script=${script}}`) * (script === 'Hangul' ? 2 : 1), () => language]);
  const best = candidates.reduce((a, b) => (b[0] > a[0] ? b : a));
  return best[0] === 0 ? 'und' : best[1]();
}

function bestByWords(sample: string, languages: readonly string[], fallback = 'und'): string {
  const scores = new Map(languages.map((language) => [language, 0]));
  const raise = (language: string, by: number): void => {
    const score = scores.get(language);
    if (score !== undefined) scores.set(language, score + by);
  };
  for (const { 0: match, index } of sample.matchAll(/\p{L}[\p{L}\p{M}'’-]*/gu)) {
    const word = match.toLowerCase().replace(/’/g, "'");
    const sharing = languagesByWord.get(word)?.filter((language) => scores.has(language)) ?? [];
    const weight = sharing.length > 0 && isWithinName(sample, match, index) ? WITHIN_NAME : 1;
    for (const language of sharing) raise(language, weight * (1 / sharing.length + 0.1));
    const lettered = languages.filter((language) => LETTERS[language]?.test(word));
    for (const language of lettered) raise(language, 0.5 / lettered.length);
  }
  const [best] = [...scores].sort((a, b) => b[1] - a[1]);
  return best && best[1] >= MIN_SCORE ? best[0] : fallback;
}

function isWithinName(sample: string, word: string, index: number): boolean {
  if (!/^\p{Lu}/u.test(word) || !/\p{Ll}/u.test(sample)) return false;
  const before = sample.slice(Math.max(0, index - 20), index);
  return !/(?:^|\n|[.!?:…¿¡"“„«»•*#|-])\s*$/u.test(before);
}

function arabicScriptLanguage(sample: string): string {
  if (/[ٹڈڑںےھ]/.test(sample)) return 'ur';
  return (sample.match(/[پچژگیک]/g)?.length ?? 0) * 20 > sample.length ? 'fa' : 'ar';
}
