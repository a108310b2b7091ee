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
const VECTOR_SHARE = 2;
/** How many terms are added. */
const TERMS = 40;
/** Share of the expanded question in the result. */
const SHARE = 0.9;
/**
 * How much more the better passages say: each counts by e to the power of this times its score. The relevance model weighs
 * passages by the likelihood of the question, of which a score is about the logarithm.
 */
const SHARPNESS = 5;

/**
 * The question as the best passages of a first search would put it (pseudo-relevance feedback): their most telling
 * words are added to its own (relevance model RM3, Abdul-Jaleel et al. 2004), their vectors to its vector (Rocchio
 * 1971). Finds what says the same in other words; blurs a question that was met exactly, so mix the two results by
 * `feedbackShare`. Its constants were picked from a few by Cranfield and XQuAD-en (both halves of the
 * questions seen), and looked at on MED, CISI and CACM, which would like a little less of it.
 */
export function expandQuery(
  query: Query,
  passages: readonly FeedbackPassage[],
  statistics: WordStatistics,
): Query {
  if (!passages.some(({ score }) => score > 0)) return query;
  const shares = sharesOf(passages);
  const terms = addTerms(query.terms, passages, shares, statistics);
  const vector = query.vector && addVectors(query.vector, passages, shares);
  return { terms, ...(vector && { vector }) };
}

function sharesOf(passages: readonly FeedbackPassage[]): number[] {
  const best = Math.max(...passages.map(({ score }) => score));
  const weights = passages.map(({ score }) => Math.exp(SHARPNESS * (score - best)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function addTerms(
  own: readonly QueryTerm[],
  passages: readonly FeedbackPassage[],
  shares: readonly number[],
  statistics: WordStatistics,
): QueryTerm[] {
  const gains = new Map<string, number>();
  for (const [at, { terms }] of passages.entries()) {
    for (const term of terms) gains.set(term, (gains.get(term) ?? 0) + (shares[at] ?? 0) / terms.length);
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

function addVectors(
  own: Float32Array,
  passages: readonly FeedbackPassage[],
  shares: readonly number[],
): Float32Array {
  const vector = Float32Array.from(own);
  for (const [at, { vector: other }] of passages.entries()) {
    if (other?.length !== vector.length) continue;
    const weight = VECTOR_SHARE * (shares[at] ?? 0);
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) + weight * (other[i] ?? 0);
  }
  return vector;
}

/**
 * Share of the expanded question in the result: all the same for every question but those that one passage answers by
 * itself, as nothing else comes near.
 */
export function feedbackShare(hits: readonly FusedHit[]): number {
  const rival = hits[3] ?? hits.at(-1);
  if (!rival || hits.length < 2) return 0;
  return (hits[0]?.score ?? 0) - rival.score < 1 ? SHARE : 0;
}

/**
 * Mixes the results of the question and of its expansion; best first, ties by key. Ranks stay those of the question. Its
 * first hit stays first: it is what the expansion takes for right, and what an answer that was met exactly must not lose.
 */
export function mixHits(own: readonly FusedHit[], expanded: readonly FusedHit[], share: number): FusedHit[] {
  const hits = new Map<number, FusedHit>();
  for (const hit of own) hits.set(hit.key, { ...hit, score: (1 - share) * hit.score });
  for (const [at, { key, score }] of expanded.entries()) {
    const hit = hits.get(key) ?? { key, score: 0, matchedTerms: [] };
    hits.set(key, { ...hit, score: hit.score + share * score, feedbackRank: at + 1, feedbackScore: score });
  }
  const mixed = [...hits.values()].sort((a, b) => b.score - a.score || a.key - b.key);
  return own[0] ? keepFirst(mixed, own[0].key) : mixed;
}

/** Puts a hit first that `Why.leads` tells of. */
export function lead(hits: readonly FusedHit[], key: number): FusedHit[] {
  if (hits[0]?.key === key) return [...hits];
  return keepFirst(hits, key).map((hit) => (hit.key === key ? { ...hit, leads: true } : hit));
}

/** Puts a hit first, with a score that is no less than the best. */
function keepFirst(hits: readonly FusedHit[], key: number): FusedHit[] {
  const first = hits.find((hit) => hit.key === key);
  if (!first) return [...hits];
  const score = Math.max(...hits.map((hit) => hit.score));
  return [{ ...first, score }, ...hits.filter((hit) => hit !== first)];
}
