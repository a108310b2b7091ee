import { describe, expect, it } from 'vitest';
import { cosine, normaliseRows, poolStates } from '../../../src/inference/pooling.ts';

describe('poolStates', () => {
  // Two rows of three tokens in two dimensions; the second row has one token and padding.
  const states = Float32Array.of(1, 2, 3, 4, 5, 12, 7, 8, 99, 99, 99, 99);

  it('takes the mean over the tokens and leaves padding out', () => {
    expect([...poolStates(states, [3, 1], 3, 2, 'mean')]).toEqual([3, 6, 7, 8]);
  });

  it("takes the first token's with 'cls'", () => {
    expect([...poolStates(states, [3, 1], 3, 2, 'cls')]).toEqual([1, 2, 7, 8]);
  });
});

describe('normaliseRows', () => {
  it('scales each row on its own and leaves zeros alone', () => {
    const rows = Float32Array.of(3, 4, 0, 0, 0, -2);
    normaliseRows(rows, 2);
    expect([...rows]).toEqual([Math.fround(0.6), Math.fround(0.8), 0, 0, 0, -1]);
  });
});

describe('cosine', () => {
  it('compares directions', () => {
    expect(cosine([1, 0], [5, 0])).toBe(1);
    expect(cosine([1, 0], [0, 2])).toBe(0);
    expect(cosine([1, 1], [-2, -2])).toBeCloseTo(-1, 12);
    expect(cosine([0, 0], [1, 1])).toBe(0);
    expect(cosine([Number.NaN, 0], [1, 1])).toBeNaN();
  });
});
