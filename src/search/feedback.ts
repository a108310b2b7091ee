import type { FusedHit } from './fuse.ts';
import type { QueryTerm } from './lexical-index.ts';
import { rarity, type WordStatistics } from './question-profile.ts';

/** A passage that the first search put near the top. */
export interface FeedbackPassage {
  /** Fused score. */
  score: number;
  /** Its terms, repeats included, without function words. */
  terms: readonly string[];
  /** Its vector, where it says something about the question (see `FuseOptions.trustsVector`). */
  vector?: Float32Array;
}

export interface Query {
  terms: readonly QueryTerm[];
  vector?: Float32Array;
}

/** How many of a first search's passages are taken for relevant; one a document, or a long one would speak alone. */
export const FEEDBACK_PASSAGES = 5;
/** Weight of all that is added, relative to the question's own. */
const TERMS_SHARE = 0.5;
const VECTOR_SHARE = 1;
/** How many terms are added. */
const TERMS = 20;

/**
 * The question as the best passages of a first search would put it (pseudo-relevance feedback): their most telling
 * words are added to its own (relevance model RM3, Abdul-Jaleel et al. 2004), their vectors to its vector (Rocchio
 * 1971). Finds what says the same in other words; blurs a question that was met exactly, so mix the two results by
 * `feedbackShare`.
 */
export function expandQuery(
  query: Query,
  passages: readonly FeedbackPassage[],
  statistics: WordStatistics,
): Query {
  const total = passages.reduce((sum, { score }) => sum + score, 0);
  if (!(total > 0)) return query;
  const terms = addTerms(query.terms, passages, total, statistics);
  const vector = query.vector && addVectors(query.vector, passages, total);
  return { terms, ...(vector && { vector }) };
}

function addTerms(
  own: readonly QueryTerm[],
  passages: readonly FeedbackPassage[],
  total: number,
  statistics: WordStatistics,
): QueryTerm[] {
  const gains = new Map<string, number>();
  for (const { score, terms } of passages) {
    for (const term of terms) gains.set(term, (gains.get(term) ?? 0) + score / total / terms.length);
  }
  const best = [...gains]
    .map(([term, gain]) => ({ term, weight: gain * rarity(term, statistics) }))
    .sort((a, b) => b.weight - a.weight || (a.term < b.term ? -1 : 1))
    .slice(0, TERMS);
  const sum = best.reduce((weight, entry) => weight + entry.weight, 0);
  const weights = new Map(own.map(({ term, weight }) => [term, weight]));
  const mass = TERMS_SHARE * own.reduce((weight, entry) => weight + entry.weight, 0);
  for (const { term, weight } of best) {
    weights.set(term, (weights.get(term) ?? 0) + (sum > 0 ? (mass * weight) / sum : 0));
  }
  const asked = new Map(own.map((entry) => [entry.term, entry]));
  return [...weights].map(([term, weight]) => ({ ...asked.get(term), term, weight }));
}

function addVectors(own: Float32Array, passages: readonly FeedbackPassage[], total: number): Float32Array {
  const vector = Float32Array.from(own);
  for (const { score, vector: other } of passages) {
    if (other?.length !== vector.length) continue;
    const weight = (VECTOR_SHARE * score) / total;
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) + weight * (other[i] ?? 0);
  }
  return vector;
}

/**
 * The more one passage stands out from the others, the less its question needs help: 1 minus the gap between the first
 * and the fourth hit (the last, where there are fewer), cubed so that only close calls are reopened; nothing for a single
 * hit.
 */
export function feedbackShare(hits: readonly FusedHit[]): number {
  const rival = hits[3] ?? hits.at(-1);
  if (!rival || hits.length < 2) return 0;
  return Math.max(0, 1 - ((hits[0]?.score ?? 0) - rival.score)) ** 3;
}

/** Mixes the results of the question and of its expansion; best first, ties by key. Ranks stay those of the question. */
export function mixHits(own: readonly FusedHit[], expanded: readonly FusedHit[], share: number): FusedHit[] {
  const hits = new Map<number, FusedHit>();
  for (const hit of own) hits.set(hit.key, { ...hit, score: (1 - share) * hit.score });
  for (const { key, score } of expanded) {
    const hit = hits.get(key) ?? { key, score: 0, matchedTerms: [] };
    hits.set(key, { ...hit, score: hit.score + share * score });
  }
  return [...hits.values()].sort((a, b) => b.score - a.score || a.key - b.key);
}
