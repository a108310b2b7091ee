import { trainBook } from './code-book.ts';
import { CodeRows } from './code-rows.ts';
import type { SimdKernelName } from './kernel/kernel.ts';
import { checkFilter, sampleQueries } from './filter-check.ts';
import { pause } from './pacing.ts';
import type { ScanWay } from './scan-places.ts';
import type { ScanRows } from './scan-rows.ts';
import type { PreFilterState, VectorHit } from './vector-index.ts';

/** Vectors that patterns are found from. */
const SAMPLE = 4096;
/** Other patterns may fit an index better that has become so many times as large. */
const GROWTH = 2;
/** Share of rows without a code from which on they get one. */
const BEHIND = 0.05;
/** Work in one go, so that a search waits no longer. */
const SLICE_MS = 5;
const HITS = 100;

/** How a pre-filter is tried. */
export interface FilterTrial {
  size: number;
  /** Queries that were asked lately. */
  recent: readonly Float32Array[];
  /** How all rows are searched, to compare with. */
  way: ScanWay;
  /** Share of the time of that that it may take. */
  worth: number;
  isGone(): boolean;
}

/**
 * Leaves out of a search what its code says cannot be near: codes are an eighth of the bytes of a scan (`CodeRows`), and
 * only the best of them are looked at closely. Approximate, so that it is used only while it finds what a whole search finds.
 */
export class PreFilter {
  readonly #kernel: SimdKernelName;
  readonly #dims: number;
  #codes: CodeRows | undefined;
  /** Rows that have a code. */
  #count = 0;
  #trainedSize = 0;
  #share = 0;

  constructor(kernel: SimdKernelName, dims: number) {
    this.#kernel = kernel;
    this.#dims = dims;
  }

  get bytes(): number {
    return this.#codes?.bytes ?? 0;
  }

  isOutgrown(size: number): boolean {
    return this.#trainedSize > 0 && size > GROWTH * this.#trainedSize;
  }

  isBehind(size: number): boolean {
    return size - this.#count > BEHIND * size;
  }

  noteChange(rows: ScanRows, row: number): void {
    if (row < this.#count) this.#codes?.set(row, rows.read(row));
  }

  noteRemoval(rows: ScanRows, row: number, last: number): void {
    this.#count = Math.min(this.#count, last);
    this.noteChange(rows, row);
  }

  /** As `ScanRows.scan`, but it may miss some. */
  search(
    rows: ScanRows,
    query: Float32Array,
    size: number,
    k: number,
    share: number = this.#share,
  ): VectorHit[] {
    // Rows without a code are all looked at.
    const from = this.#count - (this.#count % rows.blockRows);
    const candidates = this.#codes?.choose(query, from, Math.max(HITS, Math.ceil(share * size)));
    return rows.scan(query, size, k, candidates && { candidates: { rows: candidates, from } });
  }

  /** Gives a code to all rows that have none, bit by bit. False when its time is over before that. */
  async build(rows: ScanRows, size: () => number, isGone: () => boolean): Promise<boolean> {
    this.#codes ??= await this.#train(rows, size(), isGone);
    if (!this.#codes) return false;
    while (this.#count < size()) {
      if (isGone()) return false;
      const end = performance.now() + SLICE_MS;
      while (this.#count < size() && performance.now() < end) {
        this.#codes.set(this.#count, rows.read(this.#count));
        this.#count++;
      }
      await pause();
    }
    return true;
  }

  async #train(rows: ScanRows, size: number, isGone: () => boolean): Promise<CodeRows | undefined> {
    const count = Math.min(SAMPLE, size);
    const sample = Array.from({ length: count }, (_, i) => rows.read(Math.floor((i * size) / count)));
    const training = trainBook(sample, this.#dims);
    for (;;) {
      const end = performance.now() + SLICE_MS;
      let step = training.next();
      while (!step.done && performance.now() < end) step = training.next();
      if (isGone()) return undefined;
      if (step.done) {
        this.#trainedSize = size;
        return new CodeRows(this.#kernel, this.#dims, step.value);
      }
      await pause();
    }
  }

  /** Tries it against a search of all rows, and uses it from then on where it is as good. */
  async check(rows: ScanRows, { size, recent, way, worth, isGone }: FilterTrial): Promise<PreFilterState> {
    const { share, state } = await checkFilter({
      queries: [...sampleQueries(rows, size), ...recent],
      all: (query, k) => rows.scan(query, size, k, way),
      some: (query, k, part) => this.search(rows, query, size, k, part),
      worth,
      isGone,
    });
    this.#share = share;
    return state;
  }
}
