import { describe, expect, it } from 'vitest';
import { matchWords, tokenVectors } from '../../../src/inference/word-match.ts';

/** One row of a batch, a token each. */
const states = (...tokens: [number, number][]): Float32Array => Float32Array.from(tokens.flat());

describe('matchWords', () => {
  it('takes for each word the nearest token of a sentence, whatever their lengths, and the mean over its tokens', () => {
    // Opening token, a word of one token, a word of two.
    const question = tokenVectors(states([9, 9], [2, 0], [0, 3], [1, 1]), 0, 4, 2, [
      [1, 2],
      [2, 4],
    ]);
    const text = tokenVectors(
      states([0, 0], [5, 5], [7, 7], [9, 9], [0, 0], [4, 0], [0, -2], [3, 3]),
      1,
      4,
      2,
      [
        [1, 3],
        [3, 4],
      ],
    );
    const half = Math.SQRT1_2;
    const expected = [1, (0 + half) / 2, half, (half + 1) / 2];
    const matches = [...matchWords(question, text, 2)];
    expect(matches).toHaveLength(4);
    matches.forEach((match, index) => expect(match).toBeCloseTo(expected[index] ?? Number.NaN, 6));
  });

  it('has no number for a sentence that did not fit, nor for a word without tokens', () => {
    const question = tokenVectors(states([1, 0], [0, 1]), 0, 2, 2, [
      [0, 1],
      [1, 1],
    ]);
    const text = tokenVectors(states([1, 0]), 0, 1, 2, [
      [0, 1],
      [1, 1],
    ]);
    expect([...matchWords(question, text, 2)]).toEqual([1, Number.NaN, Number.NaN, Number.NaN]);
  });
});
