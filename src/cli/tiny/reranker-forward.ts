import { applyLinear, lookUp } from './forward.ts';
import {
  EPSILON,
  LEAST_COSINE,
  LOWEST_SCORE,
  SCORE_RANGE,
  type RerankerWeights,
} from './reranker-weights.ts';

/** The score of one pair of texts. `types` has 0 for the tokens of the question and 1 for those of the passage. */
export function scorePair(
  weights: RerankerWeights,
  ids: readonly number[],
  types: readonly number[],
): number {
  const directions = directionsOf(weights, ids);
  const passage = directions.filter((_, token) => types[token] === 1);
  const importance = lookUp(weights.importance, ids).filter((_, token) => types[token] === 0);
  let [found, total] = [0, EPSILON];
  for (const [token, weight] of importance.entries()) {
    const own = directions[token] ?? [];
    const best = Math.max(...passage.map((other) => cosineOf(own, other)));
    found += weight * Math.max(0, (best - LEAST_COSINE) / (1 - LEAST_COSINE));
    total += weight;
  }
  return LOWEST_SCORE + SCORE_RANGE * (found / total);
}

function directionsOf({ words, continues, turn }: RerankerWeights, ids: readonly number[]): number[][] {
  const rows = ids.map((id) => lookUp(words, [id]));
  const gates = lookUp(continues, ids);
  return rows.map((own, token) => {
    const before = rows[token - 1];
    const turned = before ? applyLinear(before, { weight: turn }) : own.map(() => 0);
    const both = Array.from(
      own,
      (value, i) => value + (gates[token] ?? Number.NaN) * (turned[i] ?? Number.NaN),
    );
    const length = Math.sqrt(both.reduce((sum, value) => sum + value * value, EPSILON));
    return both.map((value) => value / length);
  });
}

function cosineOf(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);
}
