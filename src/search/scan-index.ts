import { chooseKernel } from './choose-kernel.ts';
import type { KernelName } from './kernel/kernel.ts';
import type { KeyFilter } from './key-bitmap.ts';
import { RowTable } from './row-table.ts';
import { ScanRows } from './scan-rows.ts';
import type { ScanThreads } from './scan-threads.ts';
import { LIMITS, ScanTuning, type TuningLimits } from './scan-tuning.ts';
import { createTopK } from './top-k.ts';
import { checkRows, checkVectors, type VectorMetric } from './vector-border.ts';
import type { VectorEngine, VectorHit, VectorIndex } from './vector-index.ts';
import type { VectorRows } from './vector-rows.ts';

/** More dimensions than any embedder has; the kernel's sums are certain not to overflow up to here. */
const MOST_DIMS = 4096;
/** Memory is given back when this many times as much as needed is held. */
const SLACK = 4;

export interface ScanOptions {
  /** Default: the fastest that the browser runs. */
  kernel?: KernelName;
  /** Default 'cosine'. With 'dot', vectors keep their length, and scores are products. */
  metric?: VectorMetric;
  /** Threads that may help with searches where that is faster. Default: none. */
  threads?: ScanThreads | undefined;
  /** From when on threads and the pre-filter are tried. */
  limits?: Partial<TuningLimits>;
}

/** An index that searches by looking at every vector. */
export interface ScanIndex extends VectorIndex {
  /** How it searches now. */
  readonly engine: VectorEngine;
  /**
   * Measures whether threads and a pre-filter make searches faster, and uses what does. Happens by itself in the
   * background, after the first search and as the index grows; only tests and benchmarks need to wait for it.
   */
  tune(): Promise<void>;
}

/**
 * Nearest neighbours by looking at every vector, 16 bits a number: the high bytes of all, in WebAssembly at the speed of
 * memory, and the low bytes of those that may be among the best. Results are those of an exact search but for what 16
 * bits cannot tell apart (scores differ by less than 10⁻⁴, usually 10⁻⁶). 2 × dims + 24 to 32 bytes a vector; adding and
 * removing take the same time whatever the size. A large index has threads help, and leaves out by a pre-filter what
 * cannot matter, for `dims` ÷ 8 bytes more, where both prove themselves: see `ScanTuning`.
 *
 * @param dims Length of a vector, 1 to 4,096.
 * @throws {RangeError} when `dims` is no such integer.
 */
export function createScanIndex(dims: number, options: ScanOptions = {}): ScanIndex {
  if (!Number.isInteger(dims) || dims < 1 || dims > MOST_DIMS)
    throw new RangeError(
      `An index cannot hold vectors of ${dims} dimensions, only of 1 to ${MOST_DIMS}; pass the embedder's dims.`,
    );
  return new WholeScan(dims, options);
}

class WholeScan implements ScanIndex {
  readonly dims: number;
  readonly #kernel: KernelName;
  readonly #metric: VectorMetric;
  readonly #threads: ScanThreads | undefined;
  readonly #threadsFrom: number;
  readonly #tuning: ScanTuning;
  #rows: ScanRows;
  #table: RowTable = new RowTable();

  constructor(dims: number, { kernel = chooseKernel(), metric = 'cosine', threads, limits }: ScanOptions) {
    this.dims = dims;
    this.#kernel = kernel;
    this.#metric = metric;
    this.#threads = threads;
    this.#threadsFrom = limits?.threadsFrom ?? LIMITS.threadsFrom;
    this.#rows = this.#createRows();
    const view = { dims, kernel, metric, threads, rows: () => this.#rows, size: () => this.size };
    this.#tuning = new ScanTuning(view, limits);
  }

  get size(): number {
    return this.#table.size;
  }

  get bytes(): number {
    return this.#rows.bytes + this.#table.bytes + this.#tuning.bytes;
  }

  get engine(): VectorEngine {
    return { kind: 'scan', kernel: this.#kernel, ...this.#tuning.describe() };
  }

  tune(): Promise<void> {
    return this.#tuning.tune();
  }

  add(keys: ArrayLike<number>, vectors: Float32Array): void {
    checkVectors(keys, vectors, this.dims, this.#metric);
    this.#reserve(keys.length);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? 0;
      const row = this.#table.place(key);
      this.#rows.put(row, key, vectors.subarray(i * this.dims, (i + 1) * this.dims));
      this.#tuning.noteChange(row);
    }
  }

  addRows(rows: VectorRows, isLive: (key: number) => boolean = () => true): void {
    checkRows(rows, this.dims);
    const unfit = this.#rows.firstUnfit(rows);
    if (unfit !== undefined)
      throw new RangeError(
        `Vector ${unfit} is nothing but zeros, or has numbers beyond ±32,639; nothing was added. Embed the text again.`,
      );
    this.#reserve(rows.keys.length);
    const replaced: number[] = [];
    this.#rows.putValues(rows, (key) => {
      if (!isLive(key)) return undefined;
      const { size } = this;
      const row = this.#table.place(key);
      if (row < size) replaced.push(row);
      return row;
    });
    for (const row of replaced) this.#tuning.noteChange(row);
  }

  rows(keys: Iterable<number>): VectorRows {
    const { dims } = this;
    const known = Uint32Array.from([...keys].filter((key) => this.has(key)));
    const values = new Int16Array(known.length * dims);
    const scales = Float32Array.from(known, (key, i) =>
      this.#rows.readValues(this.#table.get(key) ?? 0, values.subarray(i * dims, (i + 1) * dims)),
    );
    return { dims, keys: known, scales, values };
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
    for (const { key, score } of this.#tuning.search(query, k, accept))
      best.push(this.#metric === 'cosine' ? Math.max(-1, Math.min(1, score)) : score, key);
    return best.take();
  }

  clear(): void {
    if (this.#rows.capacity > SLACK * this.#rows.blockRows) this.#rows = this.#createRows();
    else this.#rows.clear();
    this.#table = new RowTable();
    this.#tuning.reset();
  }

  #reserve(count: number): void {
    const wanted = this.size + count;
    if (this.#isWorthSharing(wanted)) this.#moveRows(wanted);
    this.#rows.reserve(wanted);
    this.#table.reserve(wanted);
  }

  /** Fills the row with the last one, so that rows stay without gaps and a search never meets what is gone. */
  #removeRow(key: number, row: number): void {
    const last = this.size - 1;
    const lastKey = this.#rows.keyAt(last);
    this.#table.delete(key);
    this.#rows.replaceByLast(row, last);
    if (row !== last) this.#table.set(lastKey, row);
    this.#tuning.noteRemoval(row, last);
  }

  /** A kernel's memory only grows, so that much less is copied into a new one. */
  #giveBack(): void {
    if (this.#rows.capacity <= SLACK * Math.max(this.size, this.#rows.blockRows)) return;
    this.#moveRows(this.size);
  }

  /** Memory that threads share takes many addresses, of which a browser has not many: small indexes do without. */
  #isWorthSharing(size: number): boolean {
    return this.#threads !== undefined && size >= this.#threadsFrom && !this.#rows.isSharingTried;
  }

  /** @param size Rows that there will be. */
  #moveRows(size: number): void {
    const rows = this.#createRows(size);
    rows.copyFrom(this.#rows, this.size);
    this.#rows = rows;
    this.#tuning.reset();
  }

  #createRows(size: number = 0): ScanRows {
    const isShared = this.#threads !== undefined && size >= this.#threadsFrom;
    return new ScanRows(this.#kernel, this.dims, this.#metric, isShared);
  }
}
