/** Scripts that are written without spaces and have no dependable word list in the browser. */
const CJK = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}ー々〆〇]';
/** Scripts without spaces that `Intl.Segmenter` cuts into words by a dictionary. */
const DICTIONARY = '[\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';

/** True where a text holds a script that is written without spaces between words. */
export const UNSPACED: RegExp = new RegExp(`${CJK}|${DICTIONARY}`, 'u');
const RUNS = new RegExp(`(${CJK}+)|(${DICTIONARY}(?:${DICTIONARY}|\\p{M})*)`, 'gu');
const FUNCTION_KANA = /^[\p{Script=Hiragana}ー]+$/u;

/**
 * Pairs of neighbouring characters, or the single one. Pairs find every word of two characters or more, wherever it
 * stands, without a dictionary; they are the usual index terms for Chinese, Japanese and Korean.
 */
export function bigramsOf(run: string): string[] {
  const characters = [...run];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** Read at once, in characters: engines take quadratic time for long texts that are not Latin. */
const WINDOW = 1_000;
let segmenter: Intl.Segmenter | undefined;

function dictionaryWords(run: string): string[] {
  segmenter ??= new Intl.Segmenter('th', { granularity: 'word' });
  const words: string[] = [];
  for (let start = 0; start < run.length; start += WINDOW)
    for (const part of segmenter.segment(run.slice(start, start + WINDOW)))
      if (part.isWordLike) words.push(part.segment);
  return words;
}

/** Terms of a chunk that holds unspaced scripts; `other` makes terms of what stands between them. */
export function unspacedTerms(chunk: string, other: (text: string) => string[]): string[] {
  const terms: string[] = [];
  let end = 0;
  for (const match of chunk.matchAll(RUNS)) {
    if (match.index > end) terms.push(...other(chunk.slice(end, match.index)));
    terms.push(...(match[1] ? bigramsOf(match[1]) : dictionaryWords(match[0])));
    end = match.index + match[0].length;
  }
  if (end < chunk.length) terms.push(...other(chunk.slice(end)));
  return terms;
}

const DICTIONARY_WORD = new RegExp(DICTIONARY, 'u');
const UNSPACED_CHARACTERS = new RegExp(`${CJK}|${DICTIONARY}\\p{M}*`, 'gu');

/** True for a term that a dictionary cut out: alone, or in other company, the same characters may be cut elsewhere. */
export function isSegmented(term: string): boolean {
  return DICTIONARY_WORD.test(term);
}

/** The text with each character of unspaced scripts apart, so that any run of them can be found within a longer one. */
export function spaceCharacters(text: string): string {
  return text.replace(UNSPACED_CHARACTERS, ' $& ');
}

/** True for terms of hiragana alone: endings, particles and auxiliaries. */
export function isKanaOnly(term: string): boolean {
  return FUNCTION_KANA.test(term);
}
