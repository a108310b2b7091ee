import { WorkerError } from '../errors.ts';
import { SCAN_CHOICES, startKernel, type KernelExports, type KernelName } from './kernel/kernel.ts';
import { KeyBitmap, type KeyFilter } from './key-bitmap.ts';
import type { VectorMetric } from './vector-border.ts';
import type { VectorHit } from './vector-index.ts';

/** The kernel's own few globals lie below. */
const START = 1024;
const PAGE = 65_536;
/** A block is at most this large, so that a small index takes little. */
const BLOCK_BYTES = 2 ** 20;
const MOST_BLOCK_BITS = 10;
/** The kernel ranks four rows at a time. */
const LEAST_BLOCK_BITS = 2;
const HIT_BYTES = 16;

/** The rows of an index in the memory of a kernel. Whoever calls knows how many there are. */
export class ScanRows {
  readonly dims: number;
  readonly #kernel: KernelExports;
  /** Rows that memory is taken for at a time. */
  readonly blockRows: number;
  readonly #blockBytes: number;
  #blocks = 0;
  #accept: (key: number) => boolean = () => true;

  constructor(name: KernelName, dims: number, metric: VectorMetric) {
    this.dims = dims;
    this.#kernel = startKernel(name, (key) => this.#accept(key));
    const bits = Math.floor(Math.log2(BLOCK_BYTES / (2 * dims + HIT_BYTES)));
    const blockBits = Math.max(LEAST_BLOCK_BITS, Math.min(MOST_BLOCK_BITS, bits));
    this.blockRows = 2 ** blockBits;
    this.#blockBytes = this.#kernel.open(dims, blockBits, START, Number(metric === 'cosine'));
  }

  /** All memory of the kernel. */
  get bytes(): number {
    return this.#kernel.memory.buffer.byteLength;
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
    this.#ensureBytes(START + blocks * this.#blockBytes);
    const first = this.#blocks;
    this.#blocks = blocks;
    for (let block = first; block < blocks; block++) this.#kernel.clearBlock(block * this.blockRows);
  }

  keyAt(row: number): number {
    return this.#kernel.keyAt(row) >>> 0;
  }

  /** Writes one vector. There must be room for the row. */
  put(row: number, key: number, vector: Float32Array): void {
    const scratch = this.#scratch(vector.byteLength);
    new Float32Array(this.#kernel.memory.buffer, scratch, vector.length).set(vector);
    this.#kernel.put(row, key, scratch);
  }

  /** Copies the last row over a row that is no longer wanted, and makes the last one a row that no search finds. */
  replaceByLast(row: number, last: number): void {
    if (row !== last) this.#kernel.move(last, row);
    this.#kernel.drop(last);
  }

  read(row: number): Float32Array {
    const scratch = this.#scratch(this.dims * 4);
    this.#kernel.read(row, scratch);
    return new Float32Array(this.#kernel.memory.buffer, scratch, this.dims).slice();
  }

  /** The best of rows 0 to `count` − 1, in no order. */
  scan(query: Float32Array, count: number, k: number, filter: KeyFilter | undefined): VectorHit[] {
    const room = Math.min(k, count);
    const words = filter instanceof KeyBitmap ? filter.words : new Uint32Array();
    const sizes = [room * HIT_BYTES, this.#kernel.scanBytes(), query.byteLength, words.byteLength];
    const heap = this.#scratch(sizes.reduce((sum, bytes) => sum + align(bytes), 0));
    const work = heap + align(room * HIT_BYTES);
    const source = work + align(this.#kernel.scanBytes());
    const bitmap = source + align(query.byteLength);
    const { buffer } = this.#kernel.memory;
    new Float32Array(buffer, source, query.length).set(query);
    new Uint32Array(buffer, bitmap, words.length).set(words);
    this.#accept = typeof filter === 'function' ? filter : () => true;
    const found = this.#kernel.scan(source, work, count, heap, room, choiceOf(filter), bitmap, words.length);
    this.#accept = () => true;
    return readHits(buffer, heap, found);
  }

  /** Copies all rows of another one of the same make. */
  copyFrom(other: ScanRows, count: number): void {
    this.reserve(count);
    const end = START + this.#blocks * this.#blockBytes;
    new Uint8Array(this.#kernel.memory.buffer, START, end - START).set(
      new Uint8Array(other.#kernel.memory.buffer, START, end - START),
    );
    this.#kernel.raiseNorm(other.#kernel.norm());
  }

  /** Address of free memory behind the rows; what is there lasts until the next call. */
  #scratch(bytes: number): number {
    const start = align(START + this.#blocks * this.#blockBytes);
    this.#ensureBytes(start + bytes);
    return start;
  }

  #ensureBytes(bytes: number): void {
    const { memory } = this.#kernel;
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return;
    try {
      memory.grow(missing);
    } catch (cause) {
      throw new WorkerError(
        'out_of_memory',
        `The vectors need ${Math.ceil(bytes / 2 ** 20)} MiB, which the browser does not give; nothing was added or searched. Close other tabs, or split the documents into several corpora.`,
        { cause },
      );
    }
  }
}

function choiceOf(filter: KeyFilter | undefined): number {
  if (!filter) return SCAN_CHOICES.all;
  return typeof filter === 'function' ? SCAN_CHOICES.accepted : SCAN_CHOICES.bitmap;
}

function readHits(buffer: ArrayBuffer, heap: number, count: number): VectorHit[] {
  const view = new DataView(buffer, heap, count * HIT_BYTES);
  return Array.from({ length: count }, (_, index) => ({
    key: view.getUint32(index * HIT_BYTES + 8, true),
    score: view.getFloat64(index * HIT_BYTES, true),
  }));
}

/** Up to the next multiple of 16, on which SIMD words and doubles lie best. */
function align(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
