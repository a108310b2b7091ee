import type { ChatOptions, TokenChance } from '../chat-engine.ts';

/** Picks the next token from the scores (logits) of all tokens. */
export type Sampler = (scores: Float32Array) => number;

/**
 * Opens a sampler: the likeliest token at temperature 0, else a draw from the softmax of `scores / temperature`, of
 * which only the likeliest tokens stay that together have the probability `topP` (nucleus sampling, Holtzman et al.
 * 2019). The same seed draws the same tokens from the same scores.
 *
 * @throws {RangeError} a temperature below 0, or `topP` outside of 0 to 1.
 */
export function openSampler({ temperature = 0, topP = 1, seed }: ChatOptions): Sampler {
  if (!(temperature >= 0 && Number.isFinite(temperature)))
    throw new RangeError(`temperature must be a number from 0, but is ${temperature}.`);
  if (!(topP > 0 && topP <= 1)) throw new RangeError(`topP must be above 0 and at most 1, but is ${topP}.`);
  if (temperature === 0) return findLargest;
  const random = openRandom(seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0);
  return (scores) => draw(scores, temperature, topP, random());
}

/** The likeliest tokens with the natural logarithms of their probabilities, likeliest first. */
export function rankTokens(
  scores: Float32Array,
  count: number,
  nameOf: (id: number) => string,
): TokenChance[] {
  const largest = scores[findLargest(scores)] ?? 0;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - largest);
  const logSum = largest + Math.log(sum);
  const ids = Array.from(scores.keys()).sort((a, b) => at(scores, b) - at(scores, a));
  return ids.slice(0, count).map((id) => [nameOf(id), at(scores, id) - logSum]);
}

function findLargest(scores: Float32Array): number {
  let best = 0;
  for (let id = 1; id < scores.length; id++) if (at(scores, id) > at(scores, best)) best = id;
  return best;
}

/** @param share Where in the probability that is drawn from, 0 to 1. */
function draw(scores: Float32Array, temperature: number, topP: number, share: number): number {
  const largest = at(scores, findLargest(scores));
  const weights = scores.map((score) => Math.exp((score - largest) / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const ids = topP < 1 ? findNucleus(weights, sum, topP) : Array.from(weights.keys());
  const total = topP < 1 ? ids.reduce((part, id) => part + at(weights, id), 0) : sum;
  let rest = share * total;
  for (const id of ids) {
    rest -= at(weights, id);
    if (rest < 0) return id;
  }
  // Rounding may leave a remainder.
  return ids.findLast((id) => at(weights, id) > 0) ?? 0;
}

/** The likeliest tokens that together reach `topP`, likeliest first. */
function findNucleus(weights: Float32Array, sum: number, topP: number): number[] {
  // All tokens below this bound together are less than what is left out, so that none of them is needed.
  const bound = ((1 - topP) * sum) / weights.length;
  const ids: number[] = [];
  for (const [id, weight] of weights.entries()) if (weight >= bound) ids.push(id);
  ids.sort((a, b) => at(weights, b) - at(weights, a));
  let mass = 0;
  const end = ids.findIndex((id) => (mass += at(weights, id)) >= topP * sum);
  return end === -1 ? ids : ids.slice(0, end + 1);
}

function at(values: Float32Array, index: number): number {
  return values[index] ?? Number.NEGATIVE_INFINITY;
}

/** Numbers from 0 to 1 by a 32-bit counter with a mixing step (the finaliser of MurmurHash3, Appleby 2011). */
function openRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}
