import { KernelMemory, place } from './kernel-memory.ts';
import { moduleOf, startKernel, type KernelExports, type KernelName } from './kernel/kernel.ts';
import { KeyBitmap } from './key-bitmap.ts';
import { MOST_HELPERS } from './scan-control.ts';
import { NORM_BYTES } from './scan-helper.ts';
import {
  blockBitsFor,
  HEAD_BYTES,
  HIT_BYTES,
  hitsAt,
  MOST_SHARED_HITS,
  placeAreas,
  type CopiedRows,
  type PreparedSearch,
  type ScanWay,
} from './scan-places.ts';
import type { Binding, ScanThreads } from './scan-threads.ts';
import type { VectorMetric } from './vector-border.ts';
import type { VectorHit } from './vector-index.ts';
import type { VectorRows } from './vector-rows.ts';

/** Vectors are copied into the kernel's memory so many at a time. */
const CHUNK_ROWS = 256;
/** Stands for the row of a vector that is left out, as in `assembly/rows.ts`. */
const NOWHERE = 0xffff_ffff;

/** The rows of an index in the memory of a kernel. Whoever calls knows how many there are. */
export class ScanRows {
  readonly dims: number;
  /** Whether it was asked for that threads search here too. */
  readonly isSharingTried: boolean;
  /** What threads need for that; undefined where memory cannot be shared. */
  readonly binding: Binding | undefined;
  readonly #kernel: KernelExports;
  readonly #memory: KernelMemory;
  /** Rows that memory is taken for at a time. */
  readonly blockRows: number;
  readonly #start: number;
  readonly #blockBytes: number;
  #blocks = 0;
  #accept: (key: number) => boolean = () => true;

  /** @param isShared Whether threads shall search too; ignored where memory cannot be shared. */
  constructor(name: KernelName, dims: number, metric: VectorMetric, isShared = false) {
    this.dims = dims;
    this.isSharingTried = isShared;
    const shared = isShared && name !== 'scalar' ? KernelMemory.shared() : undefined;
    this.#memory = shared ?? KernelMemory.own();
    const module = moduleOf(shared && name !== 'scalar' ? `${name}Shared` : name);
    this.#kernel = startKernel(module, this.#memory.memory, (key) => this.#accept(key));
    const blockBits = blockBitsFor(dims);
    this.blockRows = 2 ** blockBits;
    const { areas, source, end } = placeAreas(dims, shared ? MOST_HELPERS : 0);
    this.#start = end;
    const isCosine = metric === 'cosine';
    this.#blockBytes = this.#kernel.open(dims, blockBits, end, Number(isCosine));
    const { memory } = this.#memory;
    if (shared) this.binding = { module, memory, dims, blockBits, start: end, isCosine, source, areas };
  }

  /** All memory of the kernel. */
  get bytes(): number {
    return this.#memory.bytes;
  }

  /** Rows that there is memory for. */
  get capacity(): number {
    return this.#blocks * this.blockRows;
  }

  /**
   * Makes room for rows 0 to `count` − 1.
   *
   * @throws {WorkerError} `out_of_memory`; nothing has changed then.
   */
  reserve(count: number): void {
    const blocks = Math.ceil(count / this.blockRows);
    if (blocks <= this.#blocks) return;
    this.#memory.reserve(this.#start + blocks * this.#blockBytes);
    const first = this.#blocks;
    this.#blocks = blocks;
    for (let block = first; block < blocks; block++) this.#kernel.clearBlock(block * this.blockRows);
  }

  /** Makes all rows such that no search finds them. */
  clear(): void {
    for (let block = 0; block < this.#blocks; block++) this.#kernel.clearBlock(block * this.blockRows);
  }

  keyAt(row: number): number {
    return this.#kernel.keyAt(row) >>> 0;
  }

  /** Writes one vector. There must be room for the row. */
  put(row: number, key: number, vector: Float32Array): void {
    const [source = 0, work = 0] = this.#scratch([vector.byteLength, this.#kernel.workBytes()]);
    new Float32Array(this.#memory.buffer, source, vector.length).set(vector);
    this.#kernel.put(row, key, source, work);
  }

  /**
   * The first of these vectors that no row can hold: of numbers beyond ±32,639, or by cosine of nothing but zeros.
   * Undefined if there is none.
   */
  firstUnfit(rows: VectorRows): number | undefined {
    for (let first = 0; first < rows.keys.length; first += CHUNK_ROWS) {
      const { source, count } = this.#copyIn(rows, first);
      const unfit = this.#kernel.firstUnfit(source, count);
      if (unfit < count) return first + unfit;
    }
    return undefined;
  }

  /**
   * Writes vectors that are fit, without a change to their numbers.
   *
   * @param rowOf Names the row for a key, which there must be room for; undefined leaves that vector out.
   */
  putValues(rows: VectorRows, rowOf: (key: number) => number | undefined): void {
    for (let first = 0; first < rows.keys.length; first += CHUNK_ROWS) {
      const { source, work, heads, count } = this.#copyIn(rows, first);
      const keys = rows.keys.subarray(first, first + count);
      const { buffer } = this.#memory;
      new Uint32Array(buffer, heads, count).set(keys.map((key) => rowOf(key) ?? NOWHERE));
      new Uint32Array(buffer, heads + 4 * count, count).set(keys);
      new Float32Array(buffer, heads + 8 * count, count).set(rows.scales.subarray(first, first + count));
      this.#kernel.putValues(heads, source, count, work);
    }
  }

  /** Copies the last row over a row that is no longer wanted, and makes the last one a row that no search finds. */
  replaceByLast(row: number, last: number): void {
    if (row !== last) this.#kernel.move(last, row);
    this.#kernel.drop(last);
  }

  read(row: number): Float32Array {
    const [target = 0] = this.#scratch([this.dims * 4]);
    this.#kernel.read(row, target);
    return new Float32Array(this.#memory.buffer, target, this.dims).slice();
  }

  /** Copies the numbers of a row to `target`, and returns what a step of them is worth. */
  readValues(row: number, target: Int16Array): number {
    const [source = 0] = this.#scratch([this.dims * 2]);
    this.#kernel.readValues(row, source);
    target.set(new Int16Array(this.#memory.buffer, source, this.dims));
    return this.#kernel.scaleAt(row);
  }

  /** The best of rows 0 to `count` − 1, in no order. */
  scan(query: Float32Array, count: number, k: number, way: ScanWay = {}): VectorHit[] {
    const { filter, candidates, threads } = way;
    const search = this.#prepare(query, Math.min(k, count), way);
    const isAsked = typeof filter === 'function';
    this.#accept = isAsked ? filter : () => true;
    try {
      if (threads && !candidates && !isAsked && search.room <= MOST_SHARED_HITS) {
        const found = this.#scanTogether(threads, search, query, count);
        if (found) return found;
      }
      this.#begin(search, isAsked);
      if (candidates) this.#kernel.scanListed(search.list, candidates.rows.length);
      this.#scanPart(search, candidates?.from ?? 0, count);
      return hitsAt(this.#memory.buffer, search.heap, this.#kernel.found());
    } finally {
      this.#accept = () => true;
    }
  }

  /** Copies all rows of another one of the same make. */
  copyFrom(other: ScanRows, count: number): void {
    this.reserve(count);
    const bytes = this.#blocks * this.#blockBytes;
    new Uint8Array(this.#memory.buffer, this.#start, bytes).set(
      new Uint8Array(other.#memory.buffer, other.#start, bytes),
    );
    this.#kernel.raiseNorm(other.#kernel.norm());
  }

  /** Lays out what a search needs, behind the rows. */
  #prepare(query: Float32Array, room: number, { filter, candidates }: ScanWay): PreparedSearch {
    const bits = filter instanceof KeyBitmap ? filter.words : undefined;
    const sizes = [room * HIT_BYTES, this.#kernel.workBytes(), query.byteLength];
    const [heap = 0, work = 0, source = 0, bitmap = 0, list = 0] = this.#scratch([
      ...sizes,
      bits?.byteLength ?? 0,
      candidates?.rows.byteLength ?? 0,
    ]);
    const { buffer } = this.#memory;
    new Float32Array(buffer, source, query.length).set(query);
    if (bits) new Uint32Array(buffer, bitmap, bits.length).set(bits);
    if (candidates) new Uint32Array(buffer, list, candidates.rows.length).set(candidates.rows);
    return { heap, work, source, bitmap: bits ? bitmap : 0, words: bits?.length ?? 0, list, room };
  }

  #begin({ source, work, heap, room }: PreparedSearch, isAsked: boolean): void {
    this.#kernel.begin(source, work, heap, room, Number(isAsked));
  }

  #scanPart({ bitmap, words }: PreparedSearch, from: number, to: number): void {
    if (bitmap === 0) this.#kernel.scanAll(from, to);
    else this.#kernel.scanChosen(from, to, bitmap, words);
  }

  /** Undefined when the threads failed. */
  #scanTogether(
    threads: ScanThreads,
    search: PreparedSearch,
    query: Float32Array,
    count: number,
  ): VectorHit[] | undefined {
    if (!this.binding || !threads.isBoundTo(this.binding.memory)) return undefined;
    const { source, areas } = this.binding;
    const { buffer } = this.#memory;
    new Float64Array(buffer, source - NORM_BYTES, 1)[0] = this.#kernel.norm();
    new Float32Array(buffer, source, query.length).set(query);
    this.#begin(search, false);
    const { room, bitmap, words, heap } = search;
    const shared = { count, rowBytes: this.dims, room, bitmap, words };
    const found = threads.run(shared, (from, to) => this.#scanPart(search, from, to));
    if (!found) return undefined;
    return [
      ...hitsAt(this.#memory.buffer, heap, this.#kernel.found()),
      ...areas.flatMap(({ heap }, helper) => hitsAt(this.#memory.buffer, heap, found[helper] ?? 0)),
    ];
  }

  /** Copies some vectors behind the rows. */
  #copyIn({ keys, values }: VectorRows, first: number): CopiedRows {
    const { dims } = this;
    const count = Math.min(CHUNK_ROWS, keys.length - first);
    const sizes = [2 * dims * CHUNK_ROWS, this.#kernel.workBytes(), HEAD_BYTES * CHUNK_ROWS];
    const [source = 0, work = 0, heads = 0] = this.#scratch(sizes);
    const part = values.subarray(dims * first, dims * (first + count));
    new Int16Array(this.#memory.buffer, source, part.length).set(part);
    return { source, work, heads, count };
  }

  /** Free memory behind the rows for things of these sizes; what is there lasts until the next call. */
  #scratch(sizes: readonly number[]): number[] {
    const { places, end } = place(this.#start + this.#blocks * this.#blockBytes, sizes);
    this.#memory.reserve(end);
    return places;
  }
}
