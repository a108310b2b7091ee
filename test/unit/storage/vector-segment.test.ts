import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantise } from '../../../src/search/vector-rows.ts';
import type { VectorOrigin } from '../../../src/storage/schema.ts';
import {
  decodeVectors,
  encodeVectors,
  mergeVectors,
  pickRows,
  selectVectors,
  type StoredVectors,
} from '../../../src/storage/vector-segment.ts';

const DIMS = 5;
const GPU: VectorOrigin = { device: 'webgpu', adapter: 'Äußerst schnell', selfTest: 0.9999 };
const CPU: VectorOrigin = { device: 'wasm' };

/** Vectors under these keys, whose numbers tell the key; made by one device for even keys and by the other for odd ones. */
function vectorsOf(keys: readonly number[]): StoredVectors {
  const numbers = keys.flatMap((key) => Array.from({ length: DIMS }, (_, at) => Math.sin(key * 7 + at)));
  return {
    rows: quantise(keys, Float32Array.from(numbers), DIMS),
    origins: keys.map((key) => ({ rows: 1, made: key % 2 === 0 ? GPU : CPU })),
  };
}

/** What is known of each key: its vector's bits, and what made it. */
function contentOf({ rows, origins }: StoredVectors): Map<number, unknown> {
  const made = origins.flatMap((run) => Array.from({ length: run.rows }, () => run.made));
  expect(made).toHaveLength(rows.keys.length);
  return new Map(
    [...rows.keys].map((key, at) => [
      key,
      [rows.scales[at], [...rows.values.subarray(at * DIMS, (at + 1) * DIMS)], made[at]],
    ]),
  );
}

describe('the bytes of vectors', () => {
  it('give back what went in, to the last bit', () => {
    const stored = vectorsOf([4, 0, 4_294_967_295]);
    const { rows, bytes } = encodeVectors(stored);
    expect(rows).toBe(3);
    expect(decodeVectors(bytes)).toEqual(stored);
  });

  it('are two a number and eight a row, and little more', () => {
    const keys = Array.from({ length: 1000 }, (_, key) => key);
    const rows = quantise(keys, new Float32Array(384 * 1000).fill(1), 384);
    const { bytes } = encodeVectors({ rows, origins: [{ rows: 1000, made: GPU }] });
    expect(bytes.byteLength).toBeLessThan(1000 * (2 * 384 + 8) + 200);
  });

  it('are refused when they are cut, or of something else', () => {
    const { bytes } = encodeVectors(vectorsOf([1, 2]));
    for (const broken of [bytes.slice(0, -2), bytes.slice(0, 8), new ArrayBuffer(0), new ArrayBuffer(64)])
      expect(() => decodeVectors(broken)).toThrow();
  });
});

describe('mergeVectors', () => {
  it('keeps exactly the live rows with their origins, whatever the segments', () => {
    const segments = fc.array(fc.uniqueArray(fc.nat(40), { maxLength: 8 }), { maxLength: 6 });
    fc.assert(
      fc.property(segments, fc.uniqueArray(fc.nat(40)), (keyLists, live) => {
        const seen = new Set<number>();
        const unique = keyLists.map((keys) => keys.filter((key) => !seen.has(key) && seen.add(key)));
        const parts = unique.map((keys) => decodeVectors(encodeVectors(vectorsOf(keys)).bytes));
        const merged = mergeVectors(parts, (key) => live.includes(key));
        const expected = contentOf(vectorsOf(unique.flat().filter((key) => live.includes(key))));
        expect(merged ? contentOf(merged) : new Map()).toEqual(expected);
      }),
    );
  });

  it('joins neighbouring rows of one origin to one run', () => {
    const merged = mergeVectors([vectorsOf([2, 4]), vectorsOf([6, 7])], () => true);
    expect(merged?.origins).toEqual([
      { rows: 3, made: GPU },
      { rows: 1, made: CPU },
    ]);
  });
});

describe('rows', () => {
  it('are the same object where all live', () => {
    const stored = vectorsOf([1, 2]);
    expect(selectVectors(stored, () => true)).toBe(stored);
    expect([...selectVectors(stored, (key) => key === 2).rows.keys]).toEqual([2]);
  });

  it('can be taken twice and under other keys', () => {
    const { rows } = vectorsOf([5, 6]);
    const picked = pickRows(rows, [1, 0, 1], [10, 11, 12]);
    expect([...picked.keys]).toEqual([10, 11, 12]);
    expect([...picked.values.subarray(0, DIMS)]).toEqual([...rows.values.subarray(DIMS)]);
    expect([...picked.values.subarray(2 * DIMS)]).toEqual([...rows.values.subarray(DIMS)]);
    expect([...picked.scales]).toEqual([rows.scales[1], rows.scales[0], rows.scales[1]]);
  });
});
