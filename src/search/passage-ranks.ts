import type { Why } from '../types.ts';
import type { FusedHit } from './fuse.ts';
import type { RankRequest } from './rank-passages.ts';
import { searchTerms } from './telling-terms.ts';

/** Where a passage stands among all that are searched, in each half. */
export type HalfRanks = Pick<
  Why,
  'denseRank' | 'denseScore' | 'lexicalRank' | 'lexicalScore' | 'matchedTerms'
>;

/** A passage that somebody asks for; `place` is its number in the list of what was found. */
export interface ExaminedHit {
  hit: FusedHit;
  place?: number;
}

/**
 * The ranks of these passages in each half of a search, however far behind they are: for explaining, as it ranks everything
 * there is. A half without ranks holds none of the words, or no vector.
 */
export function ranksOf(request: RankRequest, keys: readonly number[]): Map<number, HalfRanks> {
  const { question, language = 'und', languages, lexical, dense, vector, accept } = request;
  const ranks = new Map(keys.map((key): [number, HalfRanks] => [key, { matchedTerms: [] }]));
  const terms = searchTerms(question, language, languages);
  const byWords = lexical && lexical.size > 0 ? lexical.search(terms, lexical.size, accept) : [];
  for (const [index, { key, score, terms: held }] of byWords.entries()) {
    const known = ranks.get(key);
    if (known)
      ranks.set(key, { ...known, lexicalRank: index + 1, lexicalScore: score, matchedTerms: [...held] });
  }
  const byMeaning = dense && vector && dense.size > 0 ? dense.search(vector, dense.size, accept) : [];
  for (const [index, { key, score }] of byMeaning.entries()) {
    const known = ranks.get(key);
    if (known) ranks.set(key, { ...known, denseRank: index + 1, denseScore: score });
  }
  return ranks;
}
