import type { KeyFilter } from './key-bitmap.ts';
import { createScanIndex, type ScanIndex, type ScanOptions } from './scan-index.ts';
import { createTopK } from './top-k.ts';
import { checkVectors } from './vector-border.ts';
import type { VectorEngine, VectorHit, VectorIndex } from './vector-index.ts';
import type { VectorRows } from './vector-rows.ts';
import { loadVoy, type VoyEngine } from './voy-engine.ts';
import { VOY_DIMS, VoyTree } from './voy-tree.ts';
import { VoyKeys } from './voy-keys.ts';

/** Asked for beyond `k`, since some may be removed or not accepted. */
const SPARE = 32;
/** How many times as many are asked for when those were too few. */
const WIDER = 4;
/** Removed vectors stay in the tree: it is made anew when they are half as many as the others, but not for fewer than this. */
const LEAST_REMOVED = 64;
/**
 * How far voy's order may be from that of the scores: noise (`VoyTree`) of at most 10⁻⁶ on each of 768 axes changes a
 * cosine by less than 6 × 10⁻⁵, and the rounding of 768 sums of 32-bit floats by less than 9 × 10⁻⁵; twice both, as two
 * vectors are compared, and some more.
 */
const DOUBT = 5e-4;

/** An index that voy searches as long as it can. */
export interface VoyIndex extends VectorIndex {
  readonly engine: VectorEngine;
}

/**
 * Nearest neighbours by voy-search. All vectors are in a scan too (`createScanIndex`), which tells real similarities and
 * what was removed, and which searches in place of voy where that cannot be loaded, once it has thrown anything, for more
 * than 768 dimensions and beyond 100,000 vectors (with the removed ones that are still in its tree): `engine` tells why.
 * The answers are the scan's own; voy takes some 9 KB of memory more for a vector and far longer to add and to search.
 *
 * @param dims Length of a vector, 1 to 4,096.
 * @param options Of the scan.
 * @throws {RangeError} when `dims` is no such integer.
 */
export async function openVoyIndex(dims: number, options?: ScanOptions): Promise<VoyIndex> {
  const scan = createScanIndex(dims, options);
  if (dims > VOY_DIMS) {
    const refused = `it takes vectors of up to ${VOY_DIMS} dimensions, and these have ${dims}`;
    return new GuardedVoy(scan, { refused });
  }
  try {
    return new GuardedVoy(scan, { engine: await loadVoy() });
  } catch (error) {
    return new GuardedVoy(scan, { refused: `it did not start (${String(error)})` });
  }
}

class GuardedVoy implements VoyIndex {
  readonly dims: number;
  readonly #scan: ScanIndex;
  /** Undefined from the moment when voy is not used any more. */
  #voy: { engine: VoyEngine; tree: VoyTree; keys: VoyKeys } | undefined;
  #refused: string | undefined;

  constructor(scan: ScanIndex, { engine, refused }: { engine?: VoyEngine; refused?: string }) {
    this.dims = scan.dims;
    this.#scan = scan;
    if (refused !== undefined) this.#refuse(refused);
    if (engine) this.#try(() => this.#start(engine));
  }

  get engine(): VectorEngine {
    return this.#refused === undefined ? { kind: 'voy' } : { ...this.#scan.engine, refused: this.#refused };
  }

  get size(): number {
    return this.#scan.size;
  }

  get bytes(): number {
    return this.#scan.bytes + (this.#voy?.engine.bytes ?? 0);
  }

  add(keys: ArrayLike<number>, vectors: Float32Array): void {
    this.#scan.add(keys, vectors);
    this.#noteAdded(Array.from(keys));
  }

  addRows(rows: VectorRows, isLive: (key: number) => boolean = () => true): void {
    this.#scan.addRows(rows, isLive);
    this.#noteAdded([...rows.keys].filter(isLive));
  }

  rows(keys: Iterable<number>): VectorRows {
    return this.#scan.rows(keys);
  }

  remove(keys: Iterable<number>): number {
    const gone = [...keys];
    const count = this.#scan.remove(gone);
    for (const key of gone) this.#voy?.keys.delete(key);
    this.#shrink();
    return count;
  }

  has(key: number): boolean {
    return this.#scan.has(key);
  }

  vector(key: number): Float32Array | undefined {
    return this.#scan.vector(key);
  }

  search(query: Float32Array, k: number, accept?: KeyFilter): VectorHit[] {
    if (!Number.isInteger(k) || k < 1) return this.#scan.search(query, k, accept);
    checkVectors([0], query, this.dims);
    const unit = normalize(query);
    for (let count = k + SPARE; this.#voy; count *= WIDER) {
      const { tree, keys } = this.#voy;
      const ids = this.#try(() => tree.nearest(unit, count));
      if (!ids) break;
      const found = ids.flatMap((id) => keys.keyOf(id) ?? []);
      const hits = this.#rank(found, unit, k, ids.length === tree.size, accept);
      if (hits) return hits;
    }
    return this.#scan.search(query, k, accept);
  }

  clear(): void {
    this.#scan.clear();
    const voy = this.#voy;
    if (!voy) return;
    this.#try(() => {
      voy.tree.free();
      this.#start(voy.engine);
    });
  }

  /** The best of what voy found, by their real similarities; undefined when what it did not find may be better. */
  #rank(
    found: readonly number[],
    unit: Float32Array,
    k: number,
    isAll: boolean,
    accept: KeyFilter | undefined,
  ): VectorHit[] | undefined {
    const accepts = typeof accept === 'object' ? (key: number): boolean => accept.has(key) : accept;
    const best = createTopK(k);
    let least = Infinity;
    for (const key of found) {
      const score = cosine(this.#read(key), unit);
      least = Math.min(least, score);
      if (!accepts || accepts(key)) best.push(score, key);
    }
    const hits = best.take();
    return isAll || (hits[k - 1]?.score ?? -Infinity) > least + DOUBT ? hits : undefined;
  }

  #read(key: number): Float32Array {
    return this.#scan.vector(key) ?? new Float32Array(this.dims);
  }

  #start(engine: VoyEngine): void {
    this.#voy = { engine, tree: new VoyTree(engine), keys: new VoyKeys() };
  }

  #noteAdded(added: readonly number[]): void {
    const voy = this.#voy;
    if (!voy) return;
    // The scan has the last one of a key that comes twice.
    this.#grow([...new Set(added)].map((key) => [voy.keys.add(key), key]));
    this.#shrink();
  }

  #grow(entries: readonly (readonly [id: number, key: number])[]): void {
    const tree = this.#voy?.tree;
    const ids = entries.map(([id]) => id);
    this.#try(() => tree?.add(ids, (at) => normalize(this.#read(entries[at]?.[1] ?? 0))));
  }

  /** Makes the tree anew when too much of it was removed. */
  #shrink(): void {
    const voy = this.#voy;
    if (!voy || voy.tree.size - voy.keys.size <= Math.max(LEAST_REMOVED, voy.keys.size / 2)) return;
    this.#try(() => {
      voy.tree.free();
      voy.tree = new VoyTree(voy.engine);
    });
    this.#grow([...voy.keys.entries()]);
  }

  /** Undefined when voy threw, which ends its use. */
  #try<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      this.#refuse(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  #refuse(reason: string): void {
    this.#voy = undefined;
    this.#refused ??= `voy: ${reason}`;
  }
}

function normalize(vector: Float32Array): Float32Array {
  const largest = vector.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const length = Math.sqrt(vector.reduce((sum, x) => sum + (x / largest) ** 2, 0));
  return vector.map((x) => x / largest / length);
}

function cosine(vector: Float32Array, unit: Float32Array): number {
  let [product, square] = [0, 0];
  for (let at = 0; at < vector.length; at++) {
    const x = vector[at] ?? 0;
    product += x * (unit[at] ?? 0);
    square += x * x;
  }
  return Math.max(-1, Math.min(1, product / Math.sqrt(square)));
}
