import { UNSPACED } from '../../text/cjk.ts';
import { CHINESE_FUNCTION_CHARACTERS } from '../../text/stopwords.ts';
import { isStopWord, termsOf } from '../../text/terms.ts';
import { isNumberWord, numbersIn } from './numbers.ts';

/** What a sentence says that can be looked up. */
export interface Claims {
  /** Content words, as terms of the search. */
  words: string[];
  numbers: string[];
  /** Each in its spellings: "Müller-Lüdenscheidt" may stand as one word or as two. */
  names: string[][];
}

/** What a piece of text offers to look up in. */
export interface Lexicon {
  terms: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
}

/** Words by which a model speaks about what it read; they are no claims. */
const ABOUT_THE_TEXT = termSetOf(
  'according text texts passage document documents source sources states stated mentions mentioned says said provided given information ' +
    'context answer question based following described describes includes including however therefore additionally also overall specifically',
  'en',
);
const ENUMERATOR = /^\s*(?:[-*•–#>]+\s*)?(?:\(?(?:\d{1,3}|\p{L})[.)]\s+)?/u;
/** Pairs across the edge of a word: with a Chinese particle, or of a kanji and the ending behind it. */
const JOINT = new RegExp(
  `^(?:[${CHINESE_FUNCTION_CHARACTERS}]\\p{Script=Han}|\\p{Script=Han}[${CHINESE_FUNCTION_CHARACTERS}]|\\p{Script=Han}\\p{Script=Hiragana}|\\p{Script=Hiragana}\\p{Script=Han})$`,
  'u',
);
/** Words, with what may stand before them. */
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’.&‐‑-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu;
/** After these a capital may be the grammar's. */
const OPENING = /(?:^|[:.!?…¿¡]["”’»]?\s*|[“"„«(‘*_]\s*)$/u;
/** Languages that write every noun with a capital. */
const CAPITAL_NOUNS: ReadonlySet<string> = new Set(['de', 'lb']);

function termSetOf(text: string, language: string): ReadonlySet<string> {
  return new Set(termsOf(text, language));
}

/** @param language BCP-47 tag of the text that the claims are looked up in, so that both are stemmed alike. */
export function claimsOf(sentence: string, language: string): Claims {
  const text = sentence.replace(ENUMERATOR, '');
  const numbers = [...new Set(numbersIn(text, language).map(({ value }) => value))];
  const names = namesIn(text, language);
  const isNamed = new Set(names.flat());
  const words = [...new Set(termsOf(text, language))].filter(
    (term) =>
      !isNamed.has(term) &&
      !/^\d/.test(term) &&
      !isNumberWord(term, language) &&
      !isStopWord(term, language) &&
      !JOINT.test(term) &&
      !ABOUT_THE_TEXT.has(term),
  );
  return { words, numbers, names };
}

export function lexiconOf(text: string, language: string): Lexicon {
  const numbers = numbersIn(text, language).flatMap(({ value, figures }) => [value, figures]);
  return { terms: termSetOf(text, language), numbers: new Set(numbers) };
}

/**
 * Proper names as far as capitals tell: capitalised words that do not begin the sentence, or begin it and are followed by
 * another one. Where all nouns have capitals, only two in a row and words in capitals throughout. None in scripts
 * without case.
 */
function namesIn(text: string, language: string): string[][] {
  if (!/\p{Ll}/u.test(text)) return [];
  const words = [...text.matchAll(WORD)].map(({ 0: word, index }) => ({
    word,
    isFirst: OPENING.test(text.slice(0, index)),
    isCapital: /^\p{Lu}/u.test(word) && !UNSPACED.test(word),
    isStop: termsOf(word, language).every((term) => isStopWord(term, language)),
    follows: (end: number) => /^[ \u00A0]$/.test(text.slice(end, index)),
    end: index + word.length,
  }));
  return words.flatMap(({ word, isFirst, isCapital, isStop, end, follows }, index) => {
    if (!isCapital || isStop) return [];
    const previous = words[index - 1];
    const next = words[index + 1];
    const leads = Boolean(next?.isCapital && !next.isStop && next.follows(end));
    const trails = Boolean(
      previous?.isCapital && !previous.isStop && !previous.isFirst && follows(previous.end),
    );
    const isAcronym = /^\p{Lu}[\p{Lu}\p{N}]+$/u.test(word);
    const isName = CAPITAL_NOUNS.has(language)
      ? isAcronym || (!isFirst && (leads || trails))
      : !isFirst || leads || isAcronym || (index === 0 && isSubject(text, word));
    if (!isName || isNumberWord(word, language)) return [];
    const terms = termsOf(word, language).filter((term) => !/^\d/.test(term));
    return terms.length > 0 ? [terms] : [];
  });
}

/**
 * Whether the first word may be what the sentence is about: "Berlin lies …", "Students must …", not "Additionally, …" or
 * "Using …". If so, it must be looked up like a name: a wrong subject makes all the rest wrong.
 */
function isSubject(text: string, word: string): boolean {
  if (/(?:ing|ly)$/.test(word) || termsOf(word, 'en').some((term) => ABOUT_THE_TEXT.has(term))) return false;
  return !text.slice(text.indexOf(word) + word.length).startsWith(',');
}

/** Whether a name stands in one of the texts: as one word, or all its parts. */
export function hasName(name: readonly string[], has: (term: string) => boolean): boolean {
  const [whole, ...parts] = name;
  return (whole !== undefined && has(whole)) || (parts.length > 0 && parts.every(has));
}
