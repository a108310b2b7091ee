import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosine, numbers, oneHot } from './vectors.ts';
import { KeyBitmap } from '../../src/search/key-bitmap.ts';
import type { VectorHit, VectorIndex } from '../../src/search/vector-index.ts';
import { quantise, restore, type VectorRows } from '../../src/search/vector-rows.ts';

/** Makes an empty index. */
export type CreateVectorIndex = (dims: number) => VectorIndex | Promise<VectorIndex>;

const DIMS = 8;
/** Scores of different ways to add 32-bit floats may differ by this much; what is closer counts as a tie. */
const TOLERANCE = 1e-5;

export interface VectorIndexTraits {
  /** How far from the true cosine a score may be, default 1e-5. */
  tolerance?: number;
  /** Whether rows that it gives and takes again score the same to the last bit. */
  keepsRows?: boolean;
}

const keysOf = (hits: readonly VectorHit[]): number[] => hits.map(({ key }) => key);
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Every `VectorIndex` must pass this: it holds the cases that indexes in the field get wrong. */
export function describeVectorIndex(
  name: string,
  create: CreateVectorIndex,
  { tolerance = TOLERANCE, keepsRows = true }: VectorIndexTraits = {},
): void {
  describe(name, () => {
    describeSearch(create);
    describeChange(create);
    describeRows(create, keepsRows);
    describeRefusal(create);
    describeAgreement(create, tolerance);
  });
}

function describeSearch(create: CreateVectorIndex): void {
  it('finds nothing in an empty index', async () => {
    const index = await create(DIMS);
    expect(index.dims).toBe(DIMS);
    expect(index.size).toBe(0);
    expect(index.search(oneHot(DIMS, 0), 3)).toEqual([]);
  });

  it('returns the cosine whatever the lengths of the vectors', async () => {
    const index = await create(2);
    index.add([1, 2, 3], new Float32Array([1000, 0, 1e-6, 1e-6, -3, 0]));
    const hits = index.search(new Float32Array([5, 0]), 3);
    expect(keysOf(hits)).toEqual([1, 2, 3]);
    [1, Math.SQRT1_2, -1].forEach((score, i) => expect(hits[i]?.score).toBeCloseTo(score, 3));
  });

  it('gives back the unit vector of a key, as a copy', async () => {
    const index = await create(2);
    index.add([4, 7], new Float32Array([3, 4, 0, -2]));
    const vector = index.vector(4);
    expect(vector?.[0]).toBeCloseTo(0.6, 3);
    expect(vector?.[1]).toBeCloseTo(0.8, 3);
    vector?.fill(9);
    expect(index.vector(4)?.[0]).toBeCloseTo(0.6, 3);
    expect(index.vector(5)).toBeUndefined();
    index.remove([4]);
    expect(index.vector(4)).toBeUndefined();
    expect(index.vector(7)?.[1]).toBeCloseTo(-1, 3);
  });

  it('gives all hits, and no more, when k is larger than the index, and none for k = 0', async () => {
    const index = await create(DIMS);
    index.add([4, 2], new Float32Array([...oneHot(DIMS, 0), ...oneHot(DIMS, 1)]));
    expect(keysOf(index.search(oneHot(DIMS, 1), 10))).toEqual([2, 4]);
    expect(index.search(oneHot(DIMS, 1), 0)).toEqual([]);
  });

  it('takes 100 equal vectors and returns them in the order of their keys', async () => {
    const index = await create(DIMS);
    const keys = range(100).map((i) => 500 - i);
    index.add(keys, new Float32Array(keys.flatMap(() => numbers(DIMS, 7))));
    expect(index.size).toBe(100);
    const hits = index.search(new Float32Array(numbers(DIMS, 7)), 100);
    expect(keysOf(hits)).toEqual(range(100).map((i) => 401 + i));
    for (const { score } of hits) expect(score).toBeCloseTo(1, 2);
  });

  it('takes 100 different vectors that share a coordinate', async () => {
    const index = await create(DIMS);
    const rows = range(100).map((i) => [0.5, ...numbers(DIMS - 1, i + 1)]);
    index.add(range(100), new Float32Array(rows.flat()));
    rows.forEach((row, i) => expect(keysOf(index.search(new Float32Array(row), 1))).toEqual([i]));
  });

  it('takes 100 different vectors that are zero in the same places', async () => {
    const index = await create(DIMS);
    const rows = range(100).map((i) => [0, 0, 0, 0, 0, ...numbers(DIMS - 5, i + 1)]);
    index.add(range(100), new Float32Array(rows.flat()));
    rows.forEach((row, i) => expect(keysOf(index.search(new Float32Array(row), 1))).toEqual([i]));
  });

  it('takes one-hot vectors', async () => {
    const index = await create(64);
    index.add(range(64), new Float32Array(range(64).flatMap((i) => [...oneHot(64, i)])));
    for (const i of range(64)) expect(keysOf(index.search(oneHot(64, i), 1))).toEqual([i]);
  });

  it('looks at all of 1,024 dimensions', async () => {
    const index = await create(1024);
    const base = numbers(1024, 3);
    const rows = range(20).map((i) => base.map((value, at) => (at === 1023 - i ? value + 40 : value)));
    index.add(range(20), new Float32Array(rows.flat()));
    rows.forEach((row, i) => expect(keysOf(index.search(new Float32Array(row), 1))).toEqual([i]));
  });

  it('keeps the largest key', async () => {
    const index = await create(DIMS);
    index.add([0xffff_ffff, 0], new Float32Array([...oneHot(DIMS, 0), ...oneHot(DIMS, 1)]));
    expect(keysOf(index.search(oneHot(DIMS, 0), 1))).toEqual([0xffff_ffff]);
  });
}

function describeChange(create: CreateVectorIndex): void {
  const filled = async (count: number): Promise<VectorIndex> => {
    const index = await create(count);
    index.add(range(count), new Float32Array(range(count).flatMap((i) => [...oneHot(count, i)])));
    return index;
  };

  it('forgets a removed vector and keeps the others', async () => {
    const index = await filled(40);
    expect(index.remove([7, 7, 999])).toBe(1);
    expect(index.has(7)).toBe(false);
    expect(index.size).toBe(39);
    expect(keysOf(index.search(oneHot(40, 7), 40))).not.toContain(7);
    for (const i of range(40).filter((key) => key !== 7))
      expect(keysOf(index.search(oneHot(40, i), 1))).toEqual([i]);
  });

  it('finds the three that are left after all others were removed', async () => {
    const index = await filled(100);
    expect(index.remove(range(97))).toBe(97);
    expect(index.size).toBe(3);
    expect(keysOf(index.search(oneHot(100, 98), 3))).toEqual([98, 97, 99]);
  });

  it('adds again after everything was removed or cleared', async () => {
    const index = await filled(10);
    index.remove(range(10));
    index.add([3], oneHot(10, 5));
    expect(keysOf(index.search(oneHot(10, 5), 5))).toEqual([3]);
    index.clear();
    expect(index.size).toBe(0);
    expect(index.has(3)).toBe(false);
    index.add([4], oneHot(10, 6));
    expect(keysOf(index.search(oneHot(10, 5), 5))).toEqual([4]);
  });

  it('replaces the vector of a key that is present, also within one call', async () => {
    const index = await filled(10);
    index.add([2], oneHot(10, 9));
    expect(index.size).toBe(10);
    expect(keysOf(index.search(oneHot(10, 9), 2))).toEqual([2, 9]);
    index.add([20, 20], new Float32Array([...oneHot(10, 0), ...oneHot(10, 1)]));
    expect(index.size).toBe(11);
    expect(index.search(oneHot(10, 1), 2).map(({ key }) => key)).toEqual([1, 20]);
  });

  it('searches among the accepted keys only, and still finds k of them', async () => {
    const index = await filled(60);
    const hits = index.search(oneHot(60, 4), 5, (key) => key % 10 === 5);
    expect(keysOf(hits)).toEqual([5, 15, 25, 35, 45]);
    expect(index.search(oneHot(60, 4), 5, () => false)).toEqual([]);
    const wanted = KeyBitmap.of([5, 15, 25, 35, 45, 4_000_000]);
    expect(index.search(oneHot(60, 4), 5, wanted)).toEqual(hits);
    expect(keysOf(index.search(oneHot(60, 15), 1, wanted))).toEqual([15]);
    expect(index.search(oneHot(60, 4), 5, KeyBitmap.of([]))).toEqual([]);
    expect(index.search(oneHot(60, 4), 5, KeyBitmap.of([60, 4_000_000]))).toEqual([]);
  });

  it('keeps nothing of the arrays it was given', async () => {
    const index = await create(2);
    const vectors = new Float32Array([1, 0]);
    index.add([1], vectors);
    vectors.set([0, 1]);
    expect(index.search(new Float32Array([1, 0]), 1)[0]?.score).toBeCloseTo(1, 3);
  });
}

/** Vectors that are hard to quantise: of sizes far apart, of one large number, with halves of a step, almost nothing. */
const ADVERSARIAL: Readonly<Record<string, (i: number) => number[]>> = {
  'numbers of any size': (i) => numbers(DIMS, i + 1),
  'one large number': (i) => numbers(DIMS, i + 1).map((x, at) => (at === i % DIMS ? 1000 + i : x / 1000)),
  'halves of a step': (i) => range(DIMS).map((at) => (at === 0 ? 32_639 : at - 4 + i + 0.5)),
  'numbers at the end of what floats can tell': (i) => numbers(DIMS, i + 1).map((x) => x * 1e-38),
  'large numbers': (i) => numbers(DIMS, i + 1).map((x) => x * 3e38),
  'equal vectors': () => numbers(DIMS, 5),
  'one number': (i) => [...oneHot(DIMS, i % DIMS)],
};

function describeRows(create: CreateVectorIndex, keepsRows: boolean): void {
  it.each(Object.entries(ADVERSARIAL))(
    'takes quantised rows as it takes vectors: %s',
    async (_name, make) => {
      const [one, other, again] = [await create(DIMS), await create(DIMS), await create(DIMS)];
      const keys = range(50).map((i) => 7 * i);
      const vectors = new Float32Array(range(50).flatMap(make));
      const rows = quantise(keys, vectors, DIMS);
      one.addRows(rows);
      // What the index gives may be stored instead.
      other.addRows(one.rows(keys));
      again.addRows(one.rows(keys), (key) => key % 2 === 0);
      expect(again.size).toBe(25);
      for (const seed of [1, 2, 3, 4, 5]) {
        const query = new Float32Array(numbers(DIMS, seed));
        const hits = one.search(query, 20);
        const even = one.search(query, 50, (key) => key % 2 === 0);
        if (keepsRows) {
          expect(other.search(query, 20)).toEqual(hits);
          expect(again.search(query, 50)).toEqual(even);
        } else {
          expectNear(other.search(query, 20), hits);
          expectNear(again.search(query, 50), even);
        }
      }
    },
  );

  it('gives rows of known keys only, and they are near to the vectors', async () => {
    const index = await create(DIMS);
    index.add([3, 4], new Float32Array([...numbers(DIMS, 1), ...numbers(DIMS, 2)]));
    const rows = index.rows([4, 99, 3]);
    expect([...rows.keys]).toEqual([4, 3]);
    expect(rows.dims).toBe(DIMS);
    expect(rows.scales).toHaveLength(2);
    const restored = restore(rows);
    expect(cosine([...restored.subarray(0, DIMS)], numbers(DIMS, 2))).toBeCloseTo(1, 5);
    expect(cosine([...restored.subarray(DIMS)], numbers(DIMS, 1))).toBeCloseTo(1, 5);
    expect(index.rows([])).toEqual(quantise([], new Float32Array(), DIMS));
  });

  it('replaces keys by rows, also within one call', async () => {
    const index = await create(2);
    index.add([1, 2], new Float32Array([1, 0, 0, 1]));
    index.addRows(quantise([2, 3, 3], new Float32Array([-1, 0, 1, 1, 0, -1]), 2));
    expect(index.size).toBe(3);
    expect(keysOf(index.search(new Float32Array([1, 0]), 3))).toEqual([1, 3, 2]);
    expect(index.search(new Float32Array([0, -1]), 1)[0]?.score).toBeCloseTo(1, 3);
  });

  const good = (): VectorRows => quantise([5, 6], new Float32Array([1, 2, 3, 4, 4, 3, 2, 1]), 4);
  it.each<[string, () => VectorRows]>([
    ['another number of dimensions', () => ({ ...good(), dims: 2 })],
    ['too few numbers', () => ({ ...good(), values: good().values.slice(1) })],
    ['too few scales', () => ({ ...good(), scales: good().scales.slice(1) })],
    ['a scale that is NaN', () => ({ ...good(), scales: Float32Array.of(1, NaN) })],
    ['a scale below 0', () => ({ ...good(), scales: Float32Array.of(1, -1) })],
    ['a row of zeros', () => ({ ...good(), values: Int16Array.of(1, 2, 3, 4, 0, 0, 0, 0) })],
  ])('refuses rows with %s and adds none of them', async (_what, make) => {
    const index = await create(4);
    index.add([9], new Float32Array([4, 3, 2, 1]));
    expect(() => index.addRows(make())).toThrow(RangeError);
    expect(index.size).toBe(1);
    expect(keysOf(index.search(new Float32Array([1, 2, 3, 4]), 5))).toEqual([9]);
  });
}

function expectNear(hits: readonly VectorHit[], wanted: readonly VectorHit[]): void {
  expect(hits).toHaveLength(wanted.length);
  hits.forEach(({ score }, i) => expect(score).toBeCloseTo(wanted[i]?.score ?? NaN, 4));
}

function describeRefusal(create: CreateVectorIndex): void {
  const good = [1, 2, 3, 4];
  const bad: [what: string, keys: number[], vectors: number[]][] = [
    ['NaN', [1, 2], [...good, 1, NaN, 3, 4]],
    ['infinity', [1, 2], [...good, 1, 2, -Infinity, 4]],
    ['a vector of zeros', [1, 2], [...good, 0, 0, 0, 0]],
    ['too few numbers', [1, 2], good],
    ['too many numbers', [1], [...good, 5]],
    ['a negative key', [1, -1], [...good, ...good]],
    ['a fraction as key', [1, 1.5], [...good, ...good]],
    ['a key beyond 32 bits', [1, 2 ** 32], [...good, ...good]],
  ];

  it.each(bad)('refuses %s and adds nothing of that call', async (_what, keys, vectors) => {
    const index = await create(4);
    index.add([9], new Float32Array([4, 3, 2, 1]));
    expect(() => index.add(keys, new Float32Array(vectors))).toThrow(RangeError);
    expect(index.size).toBe(1);
    expect(index.has(1)).toBe(false);
    expect(keysOf(index.search(new Float32Array(good), 5))).toEqual([9]);
  });

  it.each([
    ['a question of another length', [1, 2, 3]],
    ['NaN in a question', [1, NaN, 3, 4]],
    ['a question of zeros', [0, 0, 0, 0]],
  ])('refuses %s', async (_what, query) => {
    const index = await create(4);
    index.add([1], new Float32Array(good));
    expect(() => index.search(new Float32Array(query), 1)).toThrow(RangeError);
  });

  it.each([0, -1, 1.5, NaN])('refuses %s dimensions', async (dims) => {
    await expect((async () => create(dims))()).rejects.toThrow(RangeError);
  });
}

type Step = { kind: 'add'; key: number; vector: number[] } | { kind: 'remove'; key: number };

function describeAgreement(create: CreateVectorIndex, tolerance: number): void {
  const vector = fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 })
    .filter((values) => values.some((value) => value !== 0));
  const key = fc.integer({ min: 0, max: 30 });
  const wanted = fc.option(fc.uniqueArray(key));
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), key, vector }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), key }) },
  );

  it('agrees with a naive scan after any changes', async () => {
    const property = fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      vector,
      fc.nat(12),
      wanted,
      fc.boolean(),
      async (steps, query, k, wanted, isBitmap) => {
        const index = await create(5);
        const naive = new Map<number, number[]>();
        for (const each of steps) {
          if (each.kind === 'add') {
            index.add([each.key], new Float32Array(each.vector));
            naive.set(each.key, each.vector);
          } else expect(index.remove([each.key])).toBe(naive.delete(each.key) ? 1 : 0);
        }
        expect(index.size).toBe(naive.size);
        const accepts = (key: number): boolean => wanted?.includes(key) !== false;
        const accept = isBitmap && wanted ? KeyBitmap.of(wanted) : accepts;
        for (const key of naive.keys()) if (!accepts(key)) naive.delete(key);
        const hits = index.search(new Float32Array(query), k, wanted ? accept : undefined);
        expectSameHits(hits, { naive, query, k, tolerance });
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });
}

interface Expected {
  naive: ReadonlyMap<number, number[]>;
  query: readonly number[];
  k: number;
  tolerance: number;
}

/** The scores must be the best ones, each hit must have its own score, and keys break ties that are exact. */
function expectSameHits(hits: readonly VectorHit[], { naive, query, k, tolerance }: Expected): void {
  const scores = [...naive.values()].map((row) => cosine(row, query)).sort((a, b) => b - a);
  expect(hits).toHaveLength(Math.min(k, naive.size));
  expect(new Set(keysOf(hits)).size).toBe(hits.length);
  hits.forEach(({ key, score }, i) => {
    expect(Math.abs(score - (scores[i] ?? NaN))).toBeLessThan(tolerance);
    expect(Math.abs(score - cosine(naive.get(key) ?? [], query))).toBeLessThan(tolerance);
    const next = hits[i + 1];
    if (next && next.score === score) expect(key).toBeLessThan(next.key);
  });
}
