import { chooseKernel } from './choose-kernel.ts';
import type { KernelName } from './kernel/kernel.ts';
import type { KeyFilter } from './key-bitmap.ts';
import { RowTable } from './row-table.ts';
import { ScanRows } from './scan-rows.ts';
import { createTopK } from './top-k.ts';
import { checkVectors, type VectorMetric } from './vector-border.ts';
import type { VectorHit, VectorIndex } from './vector-index.ts';
import { restore, rowsOf, type VectorRows } from './vector-rows.ts';

/** More dimensions than any embedder has; the kernel's sums are certain not to overflow up to here. */
const MOST_DIMS = 4096;
/** Memory is given back when this many times as much as needed is held. */
const SLACK = 4;

export interface ScanOptions {
  /** Default: the fastest that the browser runs. */
  kernel?: KernelName;
  /** Default 'cosine'. With 'dot', vectors keep their length, and scores are products. */
  metric?: VectorMetric;
}

/**
 * Nearest neighbours by looking at every vector, 16 bits a number: the high bytes of all, in WebAssembly at the speed of
 * memory, and the low bytes of those that may be among the best. Results are those of an exact search but for what 16
 * bits cannot tell apart (scores differ by less than 10⁻⁴, usually 10⁻⁶). 2 × dims + 20 to 28 bytes a vector; adding and
 * removing take the same time whatever the size.
 *
 * @param dims Length of a vector, 1 to 4,096.
 * @throws {RangeError} when `dims` is no such integer.
 */
export function createScanIndex(dims: number, options: ScanOptions = {}): VectorIndex {
  if (!Number.isInteger(dims) || dims < 1 || dims > MOST_DIMS)
    throw new RangeError(
      `An index cannot hold vectors of ${dims} dimensions, only of 1 to ${MOST_DIMS}; pass the embedder's dims.`,
    );
  return new ScanIndex(dims, options.kernel ?? chooseKernel(), options.metric ?? 'cosine');
}

class ScanIndex implements VectorIndex {
  readonly dims: number;
  readonly #kernel: KernelName;
  readonly #metric: VectorMetric;
  #rows: ScanRows;
  #table: RowTable;

  constructor(dims: number, kernel: KernelName, metric: VectorMetric) {
    this.dims = dims;
    this.#kernel = kernel;
    this.#metric = metric;
    this.#rows = this.#createRows();
    this.#table = this.#createTable();
  }

  get size(): number {
    return this.#table.size;
  }

  get bytes(): number {
    return this.#rows.bytes + this.#table.bytes;
  }

  add(keys: ArrayLike<number>, vectors: Float32Array): void {
    checkVectors(keys, vectors, this.dims, this.#metric);
    this.#rows.reserve(this.size + keys.length);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? 0;
      const row = this.#table.get(key) ?? this.size;
      this.#rows.put(row, key, vectors.subarray(i * this.dims, (i + 1) * this.dims));
      this.#table.set(key, row);
    }
  }

  addRows(rows: VectorRows): void {
    this.add(rows.keys, restore(rows));
  }

  rows(keys: Iterable<number>): VectorRows {
    return rowsOf(this, keys);
  }

  remove(keys: Iterable<number>): number {
    const before = this.size;
    for (const key of keys) {
      const row = this.#table.get(key);
      if (row !== undefined) this.#removeRow(key, row);
    }
    this.#giveBack();
    return before - this.size;
  }

  has(key: number): boolean {
    return this.#table.get(key) !== undefined;
  }

  vector(key: number): Float32Array | undefined {
    const row = this.#table.get(key);
    return row === undefined ? undefined : this.#rows.read(row);
  }

  search(query: Float32Array, k: number, accept?: KeyFilter): VectorHit[] {
    checkVectors([0], query, this.dims, this.#metric);
    const best = createTopK(k);
    if (k === 0 || this.size === 0) return [];
    for (const { key, score } of this.#rows.scan(query, this.size, k, accept))
      best.push(this.#metric === 'cosine' ? Math.max(-1, Math.min(1, score)) : score, key);
    return best.take();
  }

  clear(): void {
    this.#rows = this.#createRows();
    this.#table = this.#createTable();
  }

  /** Fills the row with the last one, so that rows stay without gaps and a search never meets what is gone. */
  #removeRow(key: number, row: number): void {
    const last = this.size - 1;
    const lastKey = this.#rows.keyAt(last);
    this.#table.delete(key);
    this.#rows.replaceByLast(row, last);
    if (row !== last) this.#table.set(lastKey, row);
  }

  /** A kernel's memory only grows, so that much less is copied into a new one. */
  #giveBack(): void {
    if (this.#rows.capacity <= SLACK * Math.max(this.size, this.#rows.blockRows)) return;
    const rows = this.#createRows();
    rows.copyFrom(this.#rows, this.size);
    this.#rows = rows;
  }

  #createRows(): ScanRows {
    return new ScanRows(this.#kernel, this.dims, this.#metric);
  }

  #createTable(): RowTable {
    return new RowTable((row) => this.#rows.keyAt(row));
  }
}
