import type { LexicalHit } from './lexical-index.ts';
import type { VectorHit } from './vector-index.ts';
import type { Why } from '../types.ts';

/** A passage found by either half. `score` is comparable within one search only. */
export interface FusedHit extends Why {
  key: number;
  score: number;
}

export interface FuseOptions {
  /** Share of the vectors in the score, 0 to 1. Default 0.5. */
  denseWeight?: number;
  /**
   * Whether a passage's vector says something about this question: it exists, and the embedder was trained on the
   * language of both. Where it does not, the passage is judged by its words alone. Default: always.
   */
  trustsVector?: (key: number) => boolean;
}

/** Half and half: best or equal to the best on the even-numbered half of both evaluation collections. */
const DENSE_WEIGHT = 0.5;

/**
 * How near by its vector a passage with good words is on average, relative to the nearest: measured as .66 (Cranfield)
 * and .94 (XQuAD-en).
 */
const EXPECTED_MEANING = 0.8;

/**
 * Mixes both halves of the search into one list, best first, ties by key.
 *
 * A BM25 score has a natural zero (no word in common), so it is divided by the best one. A cosine has none (unrelated
 * texts lie at .1 with one model and at .75 with another), so the worst one of the list counts as zero; the longer
 * the list, the truer that zero: ask for 200 hits. Only scores within one list are compared, never a cosine with a
 * fixed number. A passage whose vector says nothing is taken to be as near as
 * passages with such words are on average.
 */
export function fuse(
  dense: readonly VectorHit[],
  lexical: readonly LexicalHit[],
  { denseWeight = DENSE_WEIGHT, trustsVector = () => true }: FuseOptions = {},
): FusedHit[] {
  const trusted = dense.filter(({ key }) => trustsVector(key));
  const cosines = relativeToWorst(trusted);
  const words = relativeToZero(lexical);
  const weight = trusted.length === 0 ? 0 : denseWeight;
  const hits = new Map<number, FusedHit>();
  for (const [index, { key, score, terms }] of lexical.entries()) {
    hits.set(key, { key, score: 0, lexicalRank: index + 1, lexicalScore: score, matchedTerms: [...terms] });
  }
  for (const [index, { key, score }] of dense.entries()) {
    const hit = hits.get(key) ?? { key, score: 0, matchedTerms: [] };
    hits.set(key, { ...hit, denseRank: index + 1, denseScore: score });
  }
  for (const hit of hits.values()) {
    const word = words.get(hit.key) ?? 0;
    const meaning = trustsVector(hit.key) ? (cosines.get(hit.key) ?? 0) : EXPECTED_MEANING * word;
    hit.score = weight * meaning + (1 - weight) * word;
  }
  // With words to go by, what only meaningless vectors found is noise; without any, it is all there is.
  if (weight === 0 && lexical.length === 0) return nearestByVector(dense);
  return [...hits.values()]
    .filter(({ key, lexicalRank }) => lexicalRank !== undefined || trustsVector(key))
    .sort((a, b) => b.score - a.score || a.key - b.key);
}

function nearestByVector(dense: readonly VectorHit[]): FusedHit[] {
  const relative = relativeToWorst(dense);
  return dense.map(({ key, score }, index) => ({
    key,
    score: relative.get(key) ?? 0,
    denseRank: index + 1,
    denseScore: score,
    matchedTerms: [],
  }));
}

function relativeToZero(hits: readonly { key: number; score: number }[]): Map<number, number> {
  const best = Math.max(0, ...hits.map(({ score }) => score));
  return new Map(hits.map(({ key, score }) => [key, best > 0 ? score / best : 0]));
}

function relativeToWorst(hits: readonly { key: number; score: number }[]): Map<number, number> {
  const scores = hits.map(({ score }) => score);
  const best = Math.max(...scores);
  const worst = Math.min(...scores);
  const range = best - worst;
  return new Map(hits.map(({ key, score }) => [key, range > 0 ? (score - worst) / range : 1]));
}
