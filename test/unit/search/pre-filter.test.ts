import { describe, expect, it } from 'vitest';
import { KeyBitmap } from '../../../src/search/key-bitmap.ts';
import { createScanIndex, type ScanIndex } from '../../../src/search/scan-index.ts';
import type { VectorHit } from '../../../src/search/vector-index.ts';
import { isotropic } from '../../../src/cli/bench-search/random-vectors.ts';

const DIMS = 60;
const COUNT = 12_000;
/** It is tried whatever the time of a search, and used whatever its own. */
const limits = { filterFrom: 1000, noticedMs: 0, filterWorth: Infinity };

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const keysOf = (hits: readonly VectorHit[]): number[] => hits.map(({ key }) => key);

/** Eighty groups of vectors that are more alike than others: what a code tells apart. */
function sentences(count: number, seed: number): Float32Array {
  const centres = isotropic(80, DIMS, 3);
  const own = isotropic(count, DIMS, seed);
  return own.map((x, i) => 0.4 * x + (centres[(Math.floor(i / DIMS) % 80) * DIMS + (i % DIMS)] ?? 0));
}

function fill(index: ScanIndex, vectors: Float32Array, first = 0): ScanIndex {
  index.add(
    range(vectors.length / DIMS).map((i) => first + i),
    vectors,
  );
  return index;
}

/** Share of the ten nearest that are found. */
function recallOf(index: ScanIndex, exact: ScanIndex, queries: Float32Array): number {
  let found = 0;
  for (let at = 0; at < queries.length; at += DIMS) {
    const query = queries.subarray(at, at + DIMS);
    const wanted = keysOf(exact.search(query, 10));
    found += keysOf(index.search(query, 10)).filter((key) => wanted.includes(key)).length;
  }
  return found / (10 * (queries.length / DIMS));
}

describe('the pre-filter of a scan', () => {
  it(
    'is used where it finds what a whole search finds, and goes on through changes',
    { timeout: 60_000 },
    async () => {
      const [index, exact] = [createScanIndex(DIMS, { limits }), createScanIndex(DIMS)];
      const all = sentences(COUNT, 3);
      for (const each of [index, exact]) fill(each, all);
      const before = index.bytes;
      await index.tune();
      expect(index.engine.preFilter).toMatchObject({ isUsed: true });
      expect(index.engine.preFilter?.recall).toBeGreaterThanOrEqual(0.995);
      expect(index.engine.preFilter?.share).toBeLessThan(0.1);
      expect((index.bytes - before) / COUNT).toBeLessThan(DIMS / 8 + 24);
      const queries = all
        .filter((_, i) => Math.floor(i / DIMS) % 200 === 7)
        .map((x, i) => x + 0.1 * Math.sin(i));
      expect(recallOf(index, exact, queries)).toBeGreaterThanOrEqual(0.99);

      // What came later has no code yet, what was replaced has another one, what was removed is not found.
      for (const each of [index, exact]) {
        fill(each, isotropic(300, DIMS, 8), COUNT);
        fill(each, isotropic(300, DIMS, 9), 100);
        each.remove(range(4000).filter((key) => key % 3 === 0));
      }
      expect(recallOf(index, exact, queries)).toBeGreaterThanOrEqual(0.99);
      const news = isotropic(300, DIMS, 9);
      for (const i of [0, 52, 297])
        expect(keysOf(index.search(news.subarray(i * DIMS, (i + 1) * DIMS), 1))).toEqual([100 + i]);
      expect(
        index.search(queries.subarray(0, DIMS), 100).some(({ key }) => key < 4000 && key % 3 === 0),
      ).toBe(false);
    },
  );

  it('is tried on what was asked lately, too', { timeout: 60_000 }, async () => {
    const [index, exact] = [createScanIndex(DIMS, { limits }), createScanIndex(DIMS)];
    for (const each of [index, exact]) fill(each, sentences(COUNT, 3));
    await index.tune();
    const { share } = index.engine.preFilter ?? {};
    // Questions that are like nothing in the index, so that its vectors did not tell how well they are answered.
    const odd = isotropic(16, DIMS, 8);
    expect(recallOf(index, exact, odd)).toBeLessThan(0.98);
    await index.tune();
    expect(index.engine.preFilter).not.toMatchObject({ isUsed: true, share });
    expect(recallOf(index, exact, odd)).toBeGreaterThanOrEqual(0.97);
  });

  it('leaves searches among some keys exact, and those for many hits', { timeout: 60_000 }, async () => {
    const [index, exact] = [createScanIndex(DIMS, { limits }), createScanIndex(DIMS)];
    for (const each of [index, exact]) fill(each, sentences(COUNT, 3));
    await index.tune();
    expect(index.engine.preFilter?.isUsed).toBe(true);
    const some = KeyBitmap.of(range(COUNT).filter((key) => key % 50 === 1));
    const queries = isotropic(20, DIMS, 5);
    for (let at = 0; at < queries.length; at += DIMS) {
      const query = queries.subarray(at, at + DIMS);
      expect(index.search(query, 20, some)).toEqual(exact.search(query, 20, some));
      expect(index.search(query, 20, (key) => key % 9 === 2)).toEqual(
        exact.search(query, 20, (key) => key % 9 === 2),
      );
      expect(index.search(query, 300)).toEqual(exact.search(query, 300));
    }
  });

  it('is not used where it misses, and says so', { timeout: 60_000 }, async () => {
    const [index, exact] = [createScanIndex(DIMS, { limits }), createScanIndex(DIMS)];
    // In all directions alike, and few: the ten nearest are hardly nearer than the hundred after them.
    for (const each of [index, exact]) fill(each, isotropic(3000, DIMS, 3));
    await index.tune();
    expect(index.engine.preFilter).toMatchObject({ isUsed: false, reason: 'it misses too much' });
    expect(recallOf(index, exact, isotropic(20, DIMS, 4))).toBe(1);
  });

  it('is not used where it is not faster, where a search is fast enough, or where the index is small', async () => {
    const cases = [
      [{ ...limits, filterWorth: 0 }, /of the time/],
      [{ ...limits, noticedMs: 60_000 }, /searching all takes/],
    ] as const;
    for (const [tried, reason] of cases) {
      const index = fill(createScanIndex(DIMS, { limits: tried }), sentences(3000, 3));
      await index.tune();
      expect(index.engine.preFilter?.isUsed).toBe(false);
      expect(index.engine.preFilter?.reason).toMatch(reason);
    }
    const small = fill(
      createScanIndex(DIMS, { limits: { ...limits, filterFrom: 5000 } }),
      sentences(3000, 3),
    );
    await small.tune();
    expect(small.engine.preFilter).toBeUndefined();
  });

  it('keeps among thousands of equal vectors as many as are asked for', { timeout: 60_000 }, async () => {
    const index = createScanIndex(DIMS, { limits });
    const all = sentences(COUNT, 3);
    const equal = all.slice(0, DIMS);
    fill(
      index,
      all.map((x, i) => (Math.floor(i / DIMS) % 2 === 0 ? (equal[i % DIMS] ?? 0) : x)),
    );
    await index.tune();
    expect(index.engine.preFilter?.isUsed).toBe(true);
    const hits = index.search(equal, 50);
    expect(hits).toHaveLength(50);
    for (const { key, score } of hits) {
      expect(key % 2).toBe(0);
      expect(score).toBeCloseTo(1, 3);
    }
  });
});
