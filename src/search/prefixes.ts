import { UNSPACED } from '../text/cjk.ts';
import { normalizeText } from '../text/fold.ts';
import { foldWord } from '../text/stemmer.ts';
import type { PhraseMatch } from '../types.ts';

/** A word of two letters or more and a star, as in "(kündig*)". */
const PREFIXED =
  /(?<![\p{L}\p{N}\p{M}*_-])([\p{L}\p{N}][\p{L}\p{N}\p{M}]+|\p{Script=Han})\*(?![\p{L}\p{N}*])/gu;

/** The beginnings that a piece of a question asks for with a star, without it. */
export function prefixesIn(words: string): string[] {
  const beginnings = [...normalizeText(words).matchAll(PREFIXED)].map(([, beginning = '']) => beginning);
  // Terms of longer words of these scripts are pairs of characters, which are found without a star.
  return beginnings.filter((beginning) => beginning.length === 1 || !UNSPACED.test(beginning));
}

/** The beginning that a word of a question asks for with a star; undefined for any other word. */
export function starredBeginning(word: string): string | undefined {
  return prefixesIn(word)[0];
}

/**
 * Which beginnings of a question the hits of its search have a word for.
 *
 * @param languages Those of the corpus: each folds words in its own way.
 */
export function foundPrefixes(
  question: string,
  languages: readonly string[],
  hits: readonly { readonly matchedTerms: readonly string[] }[],
): PhraseMatch[] {
  const matched = new Set(hits.flatMap(({ matchedTerms }) => matchedTerms));
  return [...new Set(prefixesIn(question))].map((text) => {
    const folded = languages.map((language) => foldWord(text.toLowerCase(), language));
    return { text, found: [...matched].some((term) => folded.some((start) => term.startsWith(start))) };
  });
}
