import { normalizeText } from '../../text/fold.ts';
import { termsOf } from '../../text/terms.ts';

/** Two to twelve, by language. "One" and its like are articles and pronouns more often than numbers. */
const COUNTS: Readonly<Record<string, string>> = {
  en: 'two three four five six seven eight nine ten eleven twelve',
  de: 'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf',
  fr: 'deux trois quatre cinq six sept huit neuf dix onze douze',
  es: 'dos tres cuatro cinco seis siete ocho nueve diez once doce',
  it: 'due tre quattro cinque sei sette otto nove dieci undici dodici',
  pt: 'dois três quatro cinco seis sete oito nove dez onze doze',
  nl: 'twee drie vier vijf zes zeven acht negen tien elf twaalf',
};
const ORDINALS: Readonly<Record<string, string>> = {
  en: 'second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth',
  de: 'zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft',
};

const SCALES: readonly [pattern: RegExp, factor: number][] = [
  [/^[\s-]?(?:thousand|tausend|tsd|mille|mil|duizend)(?!\p{L})/iu, 1e3],
  [
    /^[\s-]?(?:millions?|mio|million(?:en)?|millones|mill[oó]n|milion[ei]|milh(?:ão|ões)|miljoen|млн)(?!\p{L})/iu,
    1e6,
  ],
  [/^[\s-]?(?:milliarden?|mrd|milliards?|miliard[oi]|miljard|млрд)(?!\p{L})/iu, 1e9],
  [/^[万萬]/u, 1e4],
  [/^[亿億]/u, 1e8],
];
/** A thousand millions in English, a million millions elsewhere. */
const BILLION = /^[\s-]?billion(?:s|en)?(?!\p{L})/iu;

const FIGURES = /\d+(?:[.,'’]\d+)*|\p{L}+/gu;

const words = new Map<string, ReadonlyMap<string, string>>();

function numberWords(language: string): ReadonlyMap<string, string> {
  const key = language === 'und' ? 'en' : language;
  let known = words.get(key);
  if (!known) {
    const counts = COUNTS[key]?.split(' ') ?? [];
    const ordinals = ORDINALS[key]?.split(' ') ?? [];
    const endings = key === 'de' ? ['e', 'er', 'es', 'en', 'em'] : [''];
    known = new Map([
      ...ordinals.flatMap((word, index) =>
        endings.map((ending): [string, string] => [word + ending, String(index + 2)]),
      ),
      ...counts.map((word, index): [string, string] => [word, String(index + 2)]),
    ]);
    words.set(key, known);
  }
  return known;
}

/** A number that a text names, in each spelling that means the same. */
export interface NamedNumber {
  /** Without grouping signs and leading zeros, with a decimal point; multiplied out where a scale word follows. */
  value: string;
  /** The figures alone; differs from `value` only before a scale word ("2.5" of "2.5 million"). */
  figures: string;
}

/**
 * The numbers of a text: figures of any script, with the format taken out ("1,000" is "1000", "3rd" and "third" are "3",
 * "45 %" is "45"), small number words of the major European languages, scale words multiplied out ("2.5 million").
 * A date in figures is three numbers.
 *
 * @param language BCP-47 tag; decides which number words are known.
 */
export function numbersIn(text: string, language: string): NamedNumber[] {
  const plain = normalizeText(text);
  const known = numberWords(language);
  return [...plain.matchAll(FIGURES)].flatMap(({ 0: match, index }) => {
    const after = plain.slice(index + match.length, index + match.length + 16);
    if (/^\d/.test(match)) return figuresOf(match).map((figures) => scale(figures, after, language));
    const figures = known.get(match.toLowerCase());
    return figures ? [scale(figures, after, language)] : [];
  });
}

/** True for a word that `numbersIn` reads as a number. */
export function isNumberWord(word: string, language: string): boolean {
  return numberWords(language).has(word.toLowerCase());
}

function figuresOf(match: string): string[] {
  const terms = termsOf(match).filter((term) => /^\d+(?:\.\d+)?$/.test(term));
  // Of a date the terms begin with the whole, written together.
  const parts = terms.length > 1 ? terms.slice(1) : terms;
  return parts.map((part) => part.replace(/^0+(?=\d)/, ''));
}

function scale(figures: string, after: string, language: string): NamedNumber {
  const factor = scaleOf(after, language);
  // Twelve digits are enough for what people write and keep 1.1 million from becoming 1100000.0000000002.
  const value = factor === 1 ? figures : String(Number((Number(figures) * factor).toPrecision(12)));
  return { value, figures };
}

function scaleOf(after: string, language: string): number {
  if (BILLION.test(after)) return language === 'en' || language === 'und' ? 1e9 : 1e12;
  return SCALES.find(([pattern]) => pattern.test(after))?.[1] ?? 1;
}
