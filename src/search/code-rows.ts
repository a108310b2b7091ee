import { BOOK_FLOATS, GROUP, groupsOf } from './code-book.ts';
import { KernelMemory, place } from './kernel-memory.ts';
import { startCodes, type CodesExports, type SimdKernelName } from './kernel/kernel.ts';

/** Nothing lies below. */
const START = 1024;
const BATCH_ROWS = 32;
/** See `kernel/assembly/codes.ts`. */
const GROUP_WORK_BYTES = 96;
const WORK_BYTES = 16_512;
const CANDIDATE_BYTES = 16;
/** Rows that memory is taken for at a time. */
const STEP_ROWS = 8192;

/** Short codes of vectors, `dims` ÷ 8 bytes each, which tell roughly how well each fits a query. */
export class CodeRows {
  readonly #kernel: CodesExports;
  readonly #memory: KernelMemory;
  readonly #source: number;
  readonly #codes: number;
  readonly #rowBytes: number;
  #room = 0;

  /** @param book Patterns of this sort of vectors: `trainBook`. */
  constructor(kernel: SimdKernelName, dims: number, book: Float32Array) {
    const groups = groupsOf(dims);
    this.#kernel = startCodes(kernel);
    this.#memory = KernelMemory.own(this.#kernel.memory);
    this.#rowBytes = (groups * 16) / BATCH_ROWS;
    const { places, end } = place(START, [
      groups * BOOK_FLOATS * 4,
      groups * GROUP_WORK_BYTES + WORK_BYTES,
      groups * GROUP * 4,
    ]);
    const [bookAt = 0, workAt = 0, source = 0] = places;
    this.#source = source;
    this.#codes = end;
    this.#memory.reserve(end);
    new Float32Array(this.#memory.buffer, bookAt, book.length).set(book);
    this.#kernel.open(groups, bookAt, workAt, end);
  }

  get bytes(): number {
    return this.#memory.bytes;
  }

  /**
   * Sets the code of a row.
   *
   * @throws {WorkerError} `out_of_memory`
   */
  set(row: number, vector: Float32Array): void {
    if (row >= this.#room) {
      const room = Math.ceil((row + 1) / STEP_ROWS) * STEP_ROWS;
      this.#memory.reserve(this.#codes + room * this.#rowBytes);
      this.#room = room;
    }
    this.#load(vector);
    this.#kernel.encode(row, this.#source);
  }

  /** About `wanted` of rows 0 to `count` − 1, those whose codes fit the query best, in order; a view of memory that lasts until the next call. */
  choose(query: Float32Array, count: number, wanted: number): Uint32Array {
    const { places, end } = place(this.#codes + this.#room * this.#rowBytes, [wanted * CANDIDATE_BYTES]);
    this.#memory.reserve(end);
    this.#load(query);
    this.#kernel.tabulate(this.#source);
    const list = places[0] ?? 0;
    const length = this.#kernel.chooseCandidates(count, list, wanted);
    return new Uint32Array(this.#memory.buffer, list, length);
  }

  #load(vector: Float32Array): void {
    new Float32Array(this.#memory.buffer, this.#source, vector.length).set(vector);
  }
}
