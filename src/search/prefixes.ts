import { UNSPACED } from '../text/cjk.ts';
import { foldWord } from '../text/stemmer.ts';
import { normalizeText } from '../text/fold.ts';

/** A word of two letters or more and a star, as in "(kündig*)". */
const PREFIXED =
  /(?<![\p{L}\p{N}\p{M}*_-])([\p{L}\p{N}][\p{L}\p{N}\p{M}]+|\p{Script=Han})\*(?![\p{L}\p{N}*])/gu;

/** The beginnings that a piece of a question asks for with a star, without it. */
export function prefixesIn(words: string): string[] {
  const beginnings = [...normalizeText(words).matchAll(PREFIXED)].map(([, beginning = '']) => beginning);
  // Terms of longer words of these scripts are pairs of characters, which are found without a star.
  return beginnings.filter((beginning) => beginning.length === 1 || !UNSPACED.test(beginning));
}

/**
 * The question with the words in place of those with a star that the best passage holds. What compares a question with
 * texts knows words only.
 *
 * @param terms Those of the question that the best passage holds.
 */
export function resolvePrefixes(question: string, language: string, terms: readonly string[]): string {
  return question.replace(PREFIXED, (starred, beginning: string) => {
    const folded = foldWord(beginning.toLowerCase(), language);
    return terms.find((term) => term.startsWith(folded)) ?? starred;
  });
}
