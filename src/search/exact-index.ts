import type { KeyFilter } from './key-bitmap.ts';
import { createTopK } from './top-k.ts';
import { checkRows, checkVectors } from './vector-border.ts';
import type { VectorHit, VectorIndex } from './vector-index.ts';
import { keepRows, restore, rowsOf, type VectorRows } from './vector-rows.ts';

const FIRST_CAPACITY = 64;

/**
 * Nearest neighbours by looking at every vector: 32-bit floats in one array, always exact. What the index that is used
 * (`createScanIndex`) is compared with.
 *
 * @param dims Length of a vector, 1 or more.
 * @throws {RangeError} when `dims` is no positive integer.
 */
export function createExactIndex(dims: number): VectorIndex {
  if (!Number.isInteger(dims) || dims < 1)
    throw new RangeError(`An index cannot hold vectors of ${dims} dimensions; pass the embedder's dims.`);
  return new ExactIndex(dims);
}

class ExactIndex implements VectorIndex {
  readonly dims: number;
  /** Row by key; rows 0 to `size` − 1 are in use. */
  readonly #rows = new Map<number, number>();
  #keys = new Uint32Array(FIRST_CAPACITY);
  #vectors: Float32Array;

  constructor(dims: number) {
    this.dims = dims;
    this.#vectors = new Float32Array(FIRST_CAPACITY * dims);
  }

  get size(): number {
    return this.#rows.size;
  }

  get bytes(): number {
    return this.#vectors.byteLength + this.#keys.byteLength;
  }

  add(keys: ArrayLike<number>, vectors: Float32Array): void {
    const units = normalizeRows(keys, vectors, this.dims);
    this.#reserve(this.size + keys.length);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? 0;
      const row = this.#rows.get(key) ?? this.size;
      this.#rows.set(key, row);
      this.#keys[row] = key;
      this.#vectors.set(units.subarray(i * this.dims, (i + 1) * this.dims), row * this.dims);
    }
  }

  addRows(rows: VectorRows, isLive: (key: number) => boolean = () => true): void {
    checkRows(rows, this.dims);
    const kept = keepRows(rows, isLive);
    this.add(kept.keys, restore(kept));
  }

  rows(keys: Iterable<number>): VectorRows {
    return rowsOf(this, keys);
  }

  remove(keys: Iterable<number>): number {
    let removed = 0;
    for (const key of keys) {
      const row = this.#rows.get(key);
      if (row === undefined) continue;
      this.#rows.delete(key);
      this.#moveLastTo(row);
      removed++;
    }
    return removed;
  }

  has(key: number): boolean {
    return this.#rows.has(key);
  }

  vector(key: number): Float32Array | undefined {
    const row = this.#rows.get(key);
    return row === undefined ? undefined : this.#vectors.slice(row * this.dims, (row + 1) * this.dims);
  }

  search(query: Float32Array, k: number, accept?: KeyFilter): VectorHit[] {
    const accepts = typeof accept === 'object' ? (key: number): boolean => accept.has(key) : accept;
    const unit = normalizeRows([0], query, this.dims);
    const best = createTopK(k);
    for (let row = 0; row < this.size; row++) {
      const key = this.#keys[row] ?? 0;
      const score = dot(unit, this.#vectors, row * this.dims);
      if (best.admits(score, key) && (!accepts || accepts(key))) best.push(score, key);
    }
    return best.take();
  }

  clear(): void {
    this.#rows.clear();
    this.#keys = new Uint32Array(FIRST_CAPACITY);
    this.#vectors = new Float32Array(FIRST_CAPACITY * this.dims);
  }

  /** Fills a freed row with the last one, so that rows stay without gaps; `size` is already one less. */
  #moveLastTo(row: number): void {
    const last = this.size;
    if (row === last) return;
    const key = this.#keys[last] ?? 0;
    this.#keys[row] = key;
    this.#vectors.copyWithin(row * this.dims, last * this.dims, (last + 1) * this.dims);
    this.#rows.set(key, row);
  }

  #reserve(count: number): void {
    if (count <= this.#keys.length) return;
    // Growing by half keeps the copying linear over all additions.
    const capacity = Math.max(count, Math.ceil(this.#keys.length * 1.5));
    const keys = new Uint32Array(capacity);
    keys.set(this.#keys);
    const vectors = new Float32Array(capacity * this.dims);
    vectors.set(this.#vectors);
    this.#keys = keys;
    this.#vectors = vectors;
  }
}

/** Copies of the rows with length 1. Throws `RangeError` for what has no direction or does not fit. */
function normalizeRows(keys: ArrayLike<number>, vectors: Float32Array, dims: number): Float32Array {
  checkVectors(keys, vectors, dims);
  const units = new Float32Array(vectors);
  for (let i = 0; i < keys.length; i++) normalize(units.subarray(i * dims, (i + 1) * dims));
  return units;
}

function normalize(vector: Float32Array): void {
  // Divided by the largest number first, so that squares neither overflow nor vanish.
  let largest = 0;
  for (const x of vector) largest = Math.max(largest, Math.abs(x));
  let sum = 0;
  for (const x of vector) sum += (x / largest) ** 2;
  const scale = Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / largest / scale;
}

/** Dot product with the row that begins at `offset`. Four sums: the additions do not wait for each other. */
function dot(query: Float32Array, rows: Float32Array, offset: number): number {
  const { length } = query;
  const whole = length & ~3;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < whole; i += 4) {
    a += (query[i] as number) * (rows[offset + i] as number);
    b += (query[i + 1] as number) * (rows[offset + i + 1] as number);
    c += (query[i + 2] as number) * (rows[offset + i + 2] as number);
    d += (query[i + 3] as number) * (rows[offset + i + 3] as number);
  }
  for (let i = whole; i < length; i++) a += (query[i] as number) * (rows[offset + i] as number);
  return a + b + (c + d);
}
