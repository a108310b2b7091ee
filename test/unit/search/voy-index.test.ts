import { Voy } from 'voy-search/voy_search_bg.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describeVectorIndex } from '../../contract/vector-index.ts';
import { numbers } from '../../contract/vectors.ts';
import { KeyBitmap } from '../../../src/search/key-bitmap.ts';
import { createScanIndex } from '../../../src/search/scan-index.ts';
import type { VectorHit, VectorIndex } from '../../../src/search/vector-index.ts';
import { openVoyIndex, type VoyIndex } from '../../../src/search/voy-index.ts';

const DIMS = 384;
const TOLERANCE = 1e-4;

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Sentences about 20 things: a direction for each, and as much of another. */
function sentences(count: number, seed: number): Float32Array {
  const topics = range(20).map((topic) => numbers(DIMS, topic + 1));
  const rest = numbers(count * DIMS, seed);
  return new Float32Array(rest.map((x, at) => x + (topics[Math.floor(at / DIMS) % 20]?.[at % DIMS] ?? 0)));
}

function isotropic(count: number, seed: number): Float32Array {
  return new Float32Array(numbers(count * DIMS, seed));
}

const rowsOf = (vectors: Float32Array): Float32Array[] =>
  range(vectors.length / DIMS).map((row) => vectors.subarray(row * DIMS, (row + 1) * DIMS));

function expectSame(found: readonly VectorHit[], wanted: readonly VectorHit[]): void {
  expect(found.map(({ key }) => key)).toEqual(wanted.map(({ key }) => key));
  found.forEach(({ score }, at) =>
    expect(Math.abs(score - (wanted[at]?.score ?? NaN))).toBeLessThan(TOLERANCE),
  );
}

/** What voy does when 40 vectors have the same number where it splits them. */
function panic(): never {
  const embeddings = range(40).map((id) => ({ id: String(id), title: '', url: '', embeddings: [1, 2] }));
  throw new Error(`voy took them all the same: ${new Voy({ embeddings }).size()}`);
}

async function fill(vectors: Float32Array): Promise<{ voy: VoyIndex; scan: VectorIndex }> {
  const [voy, scan] = [await openVoyIndex(DIMS), createScanIndex(DIMS)];
  for (const index of [voy, scan]) index.add(range(vectors.length / DIMS), vectors);
  return { voy, scan };
}

const opened: VoyIndex[] = [];

/** A contract that the scan passes in its place would tell nothing. */
function expectVoy({ dims, engine }: VoyIndex): void {
  expect(engine.kind, engine.refused).toBe(dims > 768 ? 'scan' : 'voy');
}

afterEach(() => {
  vi.restoreAllMocks();
  opened.splice(0).forEach(expectVoy);
});

describeVectorIndex(
  'voy',
  async (dims) => {
    const index = await openVoyIndex(dims);
    opened.push(index);
    return index;
  },
  { tolerance: TOLERANCE },
);

describe('voy against the scan', () => {
  it.each([
    ['sentences', sentences],
    ['directions without order', isotropic],
  ])('finds what the scan finds among %s, by itself', async (_name, make) => {
    const { voy, scan } = await fill(make(1500, 99));
    const search = vi.spyOn(Voy.prototype, 'search');
    for (const query of rowsOf(make(20, 7))) expectSame(voy.search(query, 10), scan.search(query, 10));
    expect(voy.engine).toEqual({ kind: 'voy' });
    expect(search.mock.calls.length).toBeGreaterThanOrEqual(20);
    // Real data need no wide search.
    expect(search.mock.calls.filter(([, count]) => count > 42)).toEqual([]);
  });

  it('finds what a filter accepts, and what is left of what was removed and replaced', async () => {
    const { voy, scan } = await fill(sentences(1000, 99));
    const changed = sentences(100, 5);
    for (const index of [voy, scan]) {
      index.remove(range(700).filter((key) => key % 3 > 0));
      index.add(
        range(100).map((i) => i * 9),
        changed,
      );
    }
    const wanted = KeyBitmap.of(range(1000).filter((key) => key % 50 === 0));
    for (const query of rowsOf(sentences(10, 8))) {
      expectSame(voy.search(query, 10), scan.search(query, 10));
      expectSame(voy.search(query, 10, wanted), scan.search(query, 10, wanted));
    }
    expect(voy.engine).toEqual({ kind: 'voy' });
  });
});

describe('voy, guarded', () => {
  it('takes 3,000 equal vectors among others', async () => {
    const [footer = new Float32Array()] = rowsOf(isotropic(1, 3));
    const { voy } = await fill(sentences(200, 2));
    for (const key of range(3000)) voy.add([1000 + key], footer);
    expect(voy.search(footer, 5).map(({ key }) => key)).toEqual([1000, 1001, 1002, 1003, 1004]);
    expect(voy.engine).toEqual({ kind: 'voy' });
  });

  it('makes its tree anew instead of keeping all that was replaced', async () => {
    const add = vi.spyOn(Voy.prototype, 'add');
    const free = vi.spyOn(Voy.prototype, 'free');
    const { voy, scan } = await fill(isotropic(50, 1));
    for (const row of rowsOf(isotropic(300, 4))) for (const index of [voy, scan]) index.add([7], row);
    expect(free).toHaveBeenCalledTimes(4);
    expect(add.mock.calls.flatMap(([{ embeddings }]) => embeddings)).toHaveLength(350 + 4 * 50);
    const query = isotropic(1, 6);
    expectSame(voy.search(query, 60), scan.search(query, 60));
  });

  it('leaves vectors of more than 768 dimensions to the scan, and says so', async () => {
    expect((await openVoyIndex(768)).engine).toEqual({ kind: 'voy' });
    expect((await openVoyIndex(769)).engine).toMatchObject({
      kind: 'scan',
      refused: 'voy: it takes vectors of up to 768 dimensions, and these have 769',
    });
  });

  it.each(['search', 'add'] as const)(
    'goes on with the scan when voy panics in %s, and gives its memory back',
    async (method) => {
      const { voy, scan } = await fill(sentences(100, 1));
      const other = await openVoyIndex(DIMS);
      other.add([1], isotropic(1, 1));
      const { bytes } = voy;
      vi.spyOn(Voy.prototype, method).mockImplementationOnce(panic);
      const more = sentences(20, 2);
      for (const index of [voy, scan])
        index.add(
          range(20).map((i) => 500 + i),
          more,
        );
      for (const query of rowsOf(sentences(5, 3)))
        expect(voy.search(query, 30)).toEqual(scan.search(query, 30));
      expect(voy.engine.kind).toBe('scan');
      expect(voy.engine.refused).toMatch(/^voy: Too many items with the same position on one axis/);
      expect(voy.bytes).toBe(scan.bytes);
      expect(bytes).toBeGreaterThan(voy.bytes);
      // It shared the instance, which must not be used again.
      expect(other.search(isotropic(1, 1), 1)).toMatchObject([{ key: 1 }]);
      expect(other.engine.refused).toBe(voy.engine.refused);
    },
  );

  it('starts voy afresh for the next index after a panic', async () => {
    const { voy } = await fill(sentences(100, 1));
    vi.spyOn(Voy.prototype, 'search').mockImplementationOnce(panic);
    voy.search(isotropic(1, 1), 3);
    const next = await fill(sentences(300, 1));
    const query = isotropic(1, 1);
    expectSame(next.voy.search(query, 10), next.scan.search(query, 10));
    expect(next.voy.engine).toEqual({ kind: 'voy' });
    voy.clear();
    voy.add([3], query);
    expect(voy.search(query, 2)).toMatchObject([{ key: 3 }]);
  });

  it('does not believe voy when it finds fewer than there are', async () => {
    const { voy, scan } = await fill(sentences(100, 1));
    vi.spyOn(Voy.prototype, 'search').mockReturnValueOnce({ neighbors: [{ id: '1', title: '', url: '' }] });
    const query = isotropic(1, 1);
    expectSame(voy.search(query, 10), scan.search(query, 10));
    expect(voy.engine).toMatchObject({
      kind: 'scan',
      refused: 'voy: it found 1 vectors where 42 are',
    });
  });

  it('gives voy no more than 100,000 vectors', async () => {
    // What it would take them for is 0.9 GB.
    vi.spyOn(Voy.prototype, 'add').mockReturnValue();
    const voy = await openVoyIndex(2);
    const arc = range(100_000).flatMap((i) => [Math.cos(1 + i / 1e5), Math.sin(1 + i / 1e5)]);
    voy.add(range(100_000), new Float32Array(arc));
    expect(voy.engine).toEqual({ kind: 'voy' });
    voy.add([100_000], new Float32Array([1, 0]));
    expect(voy.engine.refused).toBe(
      'voy: it is given at most 100000 vectors, since each takes 9 KB of memory',
    );
    expect(voy.search(new Float32Array([1, 0]), 1)).toMatchObject([{ key: 100_000 }]);
  });

  it('refuses a senseless number of hits without blaming voy', async () => {
    const { voy } = await fill(sentences(10, 1));
    for (const k of [-1, 1.5, NaN]) expect(() => voy.search(isotropic(1, 1), k)).toThrow(RangeError);
    expect(voy.engine).toEqual({ kind: 'voy' });
  });
});
