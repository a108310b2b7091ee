import { describe, expect, it } from 'vitest';
import { readCanaries, runSelfTest } from '../../../src/inference/self-test.ts';
import type { Tokenizer } from '../../../src/inference/transformers/tokenizer.ts';

const CANARIES = [
  { text: 'ab', tokens: [97, 98], vector: [1, 0] },
  { text: 'c', tokens: [99], vector: [0, 1] },
];
/** One token a character. */
const tokenizer: Pick<Tokenizer, 'encode'> = {
  encode: (text) => Array.from(text, (character) => character.charCodeAt(0)),
};
const bytesOf = (value: unknown): ArrayBuffer => new TextEncoder().encode(JSON.stringify(value)).buffer;

const proof = (vectors: Record<string, number[]>, minCosine = 0.999): ReturnType<typeof runSelfTest> =>
  runSelfTest(CANARIES, minCosine, tokenizer, (ids) =>
    Promise.resolve(Float32Array.from(vectors[ids.join()] ?? [])),
  );

describe('runSelfTest', () => {
  it('reports the lowest cosine when all are near enough', async () => {
    const { lowest, failure } = await proof({ '97,98': [1, 0.01], '99': [0, 1] });
    expect(failure).toBeUndefined();
    expect(lowest).toBeCloseTo(0.99995, 5);
  });

  it.each([
    ['one vector is off', { '97,98': [1, 0], '99': [0.2, 1] }],
    ['one is not a number', { '97,98': [1, 0], '99': [Number.NaN, 1] }],
    ['one is all zeros', { '97,98': [0, 0], '99': [0, 1] }],
    ['one is too short', { '97,98': [1], '99': [0, 1] }],
  ])('fails when %s', async (_what, vectors) => {
    expect((await proof(vectors)).failure).toContain('cosine');
  });

  it('fails when the tokens differ', async () => {
    const other: Pick<Tokenizer, 'encode'> = { ...tokenizer, encode: () => [1] };
    const result = await runSelfTest(CANARIES, 0.9, other, () => Promise.resolve(Float32Array.of(1, 0)));
    expect(result).toMatchObject({ lowest: 0, failure: expect.stringContaining('tokens') as string });
  });
});

describe('readCanaries', () => {
  it('picks the named ones', () => {
    expect(readCanaries(bytesOf({ canaries: CANARIES }), [1], 2)).toEqual([CANARIES[1]]);
  });

  it.each([
    ['there is no such text', { canaries: CANARIES }, [2]],
    ['there are none', {}, [0]],
    ['its vector has other dimensions', { canaries: [{ text: 'a', tokens: [1], vector: [1] }] }, [0]],
    ['its vector is no list of numbers', { canaries: [{ text: 'a', tokens: [1], vector: ['1', '2'] }] }, [0]],
  ])('refuses a file in which %s', (_what, reference, indexes) => {
    expect(() => readCanaries(bytesOf(reference), indexes, 2)).toThrow(
      expect.objectContaining({ code: 'bad_manifest' }) as Error,
    );
  });
});
