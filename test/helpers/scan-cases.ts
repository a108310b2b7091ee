import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeVectorIndex } from '../contract/vector-index.ts';
import { createExactIndex } from '../../src/search/exact-index.ts';
import { KeyBitmap } from '../../src/search/key-bitmap.ts';
import type { KernelName } from '../../src/search/kernel/kernel.ts';
import { createScanIndex } from '../../src/search/scan-index.ts';
import type { VectorHit, VectorIndex } from '../../src/search/vector-index.ts';
import { quantise } from '../../src/search/vector-rows.ts';
import { clustered, isotropic } from '../../src/cli/bench-search/random-vectors.ts';

/** Each of two numbers is rounded to one part in 32,639 of the largest one. */
const TOLERANCE = 1e-4;
const DIMS = 384;

const keysOf = (hits: readonly VectorHit[]): number[] => hits.map(({ key }) => key);
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function fill(index: VectorIndex, vectors: Float32Array): VectorIndex {
  index.add(range(vectors.length / index.dims), vectors);
  return index;
}

function rowsOf(vectors: Float32Array, dims: number): Float32Array[] {
  return range(vectors.length / dims).map((row) => vectors.subarray(row * dims, (row + 1) * dims));
}

/** What a kernel must do, in a browser as in Node. */
export function describeScan(kernel: KernelName): void {
  describeVectorIndex(`scan, ${kernel} kernel`, (dims) => createScanIndex(dims, { kernel }), {
    tolerance: TOLERANCE,
  });
  describe(`scan, ${kernel} kernel, against the exact index`, () => {
    describeRecall(kernel);
    describeRanking(kernel);
    describeDot(kernel);
    describeQuantising(kernel);
  });
  describe(`scan, ${kernel} kernel, at large`, () => {
    describeMemory(kernel);
  });
}

function describeRecall(kernel: KernelName): void {
  it.each([
    ['directions without order', isotropic],
    ['groups, as sentences have', clustered],
  ])('finds the ten nearest among %s', (_name, make) => {
    const all = make(4040, DIMS, 11);
    const vectors = all.subarray(0, 4000 * DIMS);
    const [scan, exact] = [createScanIndex(DIMS, { kernel }), createExactIndex(DIMS)];
    for (const index of [scan, exact]) fill(index, vectors);
    const found = rowsOf(all.subarray(4000 * DIMS), DIMS).map((query) => {
      const wanted = exact.search(query, 10);
      const hits = scan.search(query, 10);
      hits.forEach(({ score }, i) =>
        expect(Math.abs(score - (wanted[i]?.score ?? NaN))).toBeLessThan(TOLERANCE),
      );
      return keysOf(hits).filter((key) => keysOf(wanted).includes(key)).length;
    });
    expect(found.reduce((sum, count) => sum + count, 0) / (10 * found.length)).toBeGreaterThanOrEqual(0.999);
  });

  it('finds what lies among the many equals of a footer', () => {
    const [footer = new Float32Array(), ...others] = rowsOf(isotropic(50, DIMS, 3), DIMS);
    const index = createScanIndex(DIMS, { kernel });
    for (const key of range(3000)) index.add([key], footer);
    others.forEach((vector, i) => {
      // All but as near as the footer is.
      index.add(
        [5000 + i],
        vector.map((x, at) => 0.002 * x + (footer[at] ?? 0)),
      );
    });
    const hits = index.search(others[7] ?? footer, 1);
    expect(keysOf(hits)).toEqual([5007]);
    expect(keysOf(index.search(footer, 5))).toEqual([0, 1, 2, 3, 4]);
  });
}

function describeRanking(kernel: KernelName): void {
  it('has the scores of the exact index in any number of dimensions, with numbers of any size', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.integer({ min: -30, max: 30 }),
      fc.integer({ min: 1, max: 50 }),
      (dims, count, seed, power, k) => {
        const all = isotropic(count + 1, dims, seed).map((x) => x * 10 ** power);
        const [scan, exact] = [createScanIndex(dims, { kernel }), createExactIndex(dims)];
        for (const index of [scan, exact]) fill(index, all.subarray(dims));
        const hits = scan.search(all.subarray(0, dims), k);
        const wanted = exact.search(all.subarray(0, dims), k);
        expect(hits).toHaveLength(wanted.length);
        const scores = new Map(exact.search(all.subarray(0, dims), count).map((hit) => [hit.key, hit.score]));
        hits.forEach(({ key, score }, i) => {
          expect(Math.abs(score - (wanted[i]?.score ?? NaN))).toBeLessThan(TOLERANCE);
          expect(Math.abs(score - (scores.get(key) ?? NaN))).toBeLessThan(TOLERANCE);
        });
      },
    );
    fc.assert(property, { numRuns: 100 });
  });

  it('gives bit by bit what the scalar kernel gives', () => {
    const vectors = clustered(700, 100, 5);
    const [one, other] = [createScanIndex(100, { kernel }), createScanIndex(100, { kernel: 'scalar' })];
    for (const index of [one, other]) {
      fill(index, vectors);
      index.remove(range(700).filter((key) => key % 5 === 0));
    }
    const wanted = KeyBitmap.of(range(700).filter((key) => key % 3 === 0));
    for (const query of rowsOf(clustered(20, 100, 6), 100)) {
      expect(one.search(query, 50)).toEqual(other.search(query, 50));
      expect(one.search(query, 50, wanted)).toEqual(other.search(query, 50, wanted));
    }
    expect(one.vector(44)).toEqual(other.vector(44));
  });
}

function describeQuantising(kernel: KernelName): void {
  const metrics = ['cosine', 'dot'] as const;
  it.each(metrics)('quantises vectors as `quantise` does, bit by bit (%s)', (metric) => {
    const property = fc.property(
      fc.integer({ min: 1, max: 70 }),
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 210 }),
      (dims, drawn) => {
        const count = Math.ceil(drawn.length / dims);
        const vectors = Float32Array.from({ length: count * dims }, (_, i) => drawn[i] ?? 1);
        for (let row = 0; row < count; row++) if (vectors[row * dims] === 0) vectors[row * dims] = 2;
        const [floats, values] = [
          createScanIndex(dims, { kernel, metric }),
          createScanIndex(dims, { kernel, metric }),
        ];
        const rows = quantise(range(count), vectors, dims);
        fill(floats, vectors);
        values.addRows(rows);
        expect(values.rows(range(count))).toEqual(floats.rows(range(count)));
        expect(values.rows(range(count)).values).toEqual(rows.values);
        if (metric === 'dot') expect(values.rows(range(count))).toEqual(rows);
        const query = vectors.subarray(0, dims);
        expect(values.search(query, count)).toEqual(floats.search(query, count));
      },
    );
    fc.assert(property, { numRuns: 150 });
  });

  it('refuses numbers that the kernels cannot hold', () => {
    const index = createScanIndex(20, { kernel });
    const rows = quantise([1, 2], isotropic(2, 20, 1), 20);
    for (const [at, value] of [
      [0, 32_640],
      [19, -32_640],
      [39, -32_768],
      [21, 32_767],
    ] as const) {
      const values = rows.values.slice();
      values[at] = value;
      expect(() => index.addRows({ ...rows, values })).toThrow(RangeError);
    }
    expect(index.size).toBe(0);
  });
}

function describeDot(kernel: KernelName): void {
  it('ranks by product where it shall, with lengths that differ a thousandfold', () => {
    const index = createScanIndex(20, { kernel, metric: 'dot' });
    const rows = rowsOf(isotropic(300, 20, 9), 20).map((row, i) => row.map((x) => x * 10 ** (i % 4)));
    rows.forEach((row, key) => index.add([key], row));
    index.add([999], new Float32Array(20));
    for (const query of rowsOf(isotropic(10, 20, 10), 20)) {
      const products = rows.map((row, key) => ({
        key,
        score: row.reduce((sum, x, i) => sum + x * (query[i] ?? 0), 0),
      }));
      const best = products.toSorted((a, b) => b.score - a.score).slice(0, 10);
      const hits = index.search(query, 10);
      expect(keysOf(hits)).toEqual(keysOf(best));
      hits.forEach(({ score }, i) => expect(score / (best[i]?.score ?? NaN)).toBeCloseTo(1, 3));
    }
    expect(index.search(new Float32Array(20), 3).map(({ score }) => score)).toEqual([0, 0, 0]);
    expect(index.vector(3)?.[4]).toBeCloseTo(rows[3]?.[4] ?? NaN, 0);
  });

  it('still ranks by product after most has been removed', () => {
    const index = createScanIndex(20, { kernel, metric: 'dot' });
    index.add(range(9000), isotropic(9000, 20, 4));
    index.remove(range(8990));
    const query = isotropic(1, 20, 8);
    const scores = range(10).map((i) => {
      const vector = index.vector(8990 + i) ?? new Float32Array();
      return vector.reduce((sum, x, at) => sum + x * (query[at] ?? 0), 0);
    });
    expect(index.search(query, 1)[0]?.score).toBeCloseTo(Math.max(...scores), 2);
  });
}

function describeMemory(kernel: KernelName): void {
  it('takes at most 850 bytes for a vector of 384 dimensions', () => {
    const index = createScanIndex(DIMS, { kernel });
    fill(index, isotropic(4096, DIMS, 2));
    expect(index.bytes / index.size).toBeLessThanOrEqual(850);
    expect(index.bytes / index.size).toBeGreaterThan(2 * DIMS);
  });

  it('gives memory back when most is removed, and keeps the rest', () => {
    const index = createScanIndex(64, { kernel });
    const vectors = isotropic(12_000, 64, 2);
    fill(index, vectors);
    const before = index.bytes;
    const left = index.search(vectors.subarray(0, 64), 20);
    index.remove(range(12_000).filter((key) => !keysOf(left).includes(key)));
    expect(index.bytes).toBeLessThan(before / 4);
    expect(index.search(vectors.subarray(0, 64), 30)).toEqual(left);
  });

  it('takes 4,096 dimensions, and refuses more', () => {
    const index = createScanIndex(4096, { kernel });
    const vectors = isotropic(200, 4096, 1);
    fill(index, vectors);
    for (const key of [0, 127, 128, 199])
      expect(keysOf(index.search(vectors.subarray(key * 4096, (key + 1) * 4096), 1))).toEqual([key]);
    // All numbers at their largest: the sums are as large as they get.
    index.add([500], new Float32Array(4096).fill(1));
    expect(index.search(new Float32Array(4096).fill(3), 1)).toEqual([{ key: 500, score: 1 }]);
    expect(() => createScanIndex(4097, { kernel })).toThrow(RangeError);
  });
}
