import { describe, expect, it } from 'vitest';
import { openSampler, rankTokens } from '../../../src/inference/transformers/token-sampler.ts';

/** Scores whose softmax at temperature 1 is this distribution. */
function scoresOf(...probabilities: number[]): Float32Array {
  return Float32Array.from(probabilities, Math.log);
}

function shares(count: number, scores: Float32Array, options: Parameters<typeof openSampler>[0]): number[] {
  const sample = openSampler(options);
  const drawn = Array.from(scores, () => 0);
  for (let at = 0; at < count; at++) {
    const id = sample(scores);
    drawn[id] = (drawn[id] ?? 0) + 1 / count;
  }
  return drawn;
}

describe('openSampler', () => {
  const scores = scoresOf(0.1, 0.5, 0.25, 0.15);

  it('takes the likeliest token by default, the first of equals', () => {
    expect(openSampler({})(scores)).toBe(1);
    expect(openSampler({})(scoresOf(0.2, 0.4, 0.4))).toBe(1);
  });

  it('draws each token as often as its probability says', () => {
    const drawn = shares(20_000, scores, { temperature: 1, seed: 1 });
    for (const [id, share] of [0.1, 0.5, 0.25, 0.15].entries()) expect(drawn[id]).toBeCloseTo(share, 1.5);
  });

  it('sharpens the distribution below temperature 1 and flattens it above', () => {
    // Squares of the probabilities, and their square roots, each divided by their sum.
    const cold = shares(20_000, scores, { temperature: 0.5, seed: 2 });
    const hot = shares(20_000, scores, { temperature: 2, seed: 2 });
    expect(cold[1]).toBeCloseTo(0.25 / 0.345, 1.5);
    expect(hot[1]).toBeCloseTo(Math.sqrt(0.5) / 1.9107, 1.5);
  });

  it('draws only from the likeliest tokens that together reach topP', () => {
    const drawn = shares(5000, scores, { temperature: 1, topP: 0.7, seed: 3 });
    expect(drawn[0]).toBe(0);
    expect(drawn[3]).toBe(0);
    expect(drawn[1]).toBeCloseTo(0.5 / 0.75, 1.5);
    expect(shares(500, scores, { temperature: 1, topP: 0.5, seed: 3 })[1]).toBeCloseTo(1, 9);
  });

  it('keeps a flat distribution whole as far as topP asks for it', () => {
    const flat = new Float32Array(1000);
    const drawn = shares(20_000, flat, { temperature: 1, topP: 0.9, seed: 4 });
    expect(drawn.filter((share) => share > 0)).toHaveLength(900);
  });

  it('draws the same tokens from the same seed, others from another, and any without one', () => {
    const flat = new Float32Array(50_000);
    const draw = (seed?: number): number[] => {
      const sample = openSampler({ temperature: 1, ...(seed !== undefined && { seed }) });
      return Array.from({ length: 8 }, () => sample(flat));
    };
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
    expect(draw()).not.toEqual(draw());
  });

  it('refuses a temperature or share that is none', () => {
    for (const options of [{ temperature: -1 }, { temperature: Number.NaN }, { topP: 0 }, { topP: 1.1 }])
      expect(() => openSampler(options)).toThrow(RangeError);
  });
});

describe('rankTokens', () => {
  it('gives the likeliest first, with logarithms of probabilities, however large the scores are', () => {
    const scores = scoresOf(0.1, 0.5, 0.25, 0.15).map((score) => score + 1000);
    const ranked = rankTokens(scores, 3, (id) => `token ${id}`);
    expect(ranked.map(([token]) => token)).toEqual(['token 1', 'token 2', 'token 3']);
    for (const [at, probability] of [0.5, 0.25, 0.15].entries())
      expect(ranked[at]?.[1]).toBeCloseTo(Math.log(probability), 3);
  });
});
