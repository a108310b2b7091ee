import { foldWord } from '../text/stemmer.ts';
import { starredBeginning } from './prefixes.ts';
import type { WordStatistics } from './question-profile.ts';
import { tellingTerms, wordsOf } from './telling-terms.ts';
import { closestTerms } from './typos.ts';

/**
 * What the words of a question stand for that no document holds as they are written: a word with a star for a term that
 * goes on like it, a misspelt one for its nearest term. What compares a question with texts takes these instead, or it
 * would miss what the search has found.
 *
 * @param matched Terms of the question that the best passages hold, as the search took them.
 * @returns By the words as `wordsOf` gives them.
 */
export function meantTerms(
  question: string,
  language: string,
  matched: Iterable<string>,
  statistics: WordStatistics,
): Map<string, string> {
  const known = [...new Set(matched)].sort();
  const meant = new Map<string, string>();
  for (const word of wordsOf(question)) {
    const beginning = starredBeginning(word);
    const term =
      beginning === undefined
        ? nearestTerm(word, language, known, statistics)
        : known.find((candidate) => candidate.startsWith(foldWord(beginning.toLowerCase(), language)));
    if (term !== undefined) meant.set(word, term);
  }
  return meant;
}

function nearestTerm(
  word: string,
  language: string,
  known: readonly string[],
  statistics: WordStatistics,
): string | undefined {
  const [term, ...others] = tellingTerms(word, language, language);
  if (term === undefined || others.length > 0 || statistics.documentFrequency(term) > 0) return undefined;
  return closestTerms(term, known)[0];
}
