import { trainBook } from './code-book.ts';
import { CodeRows } from './code-rows.ts';
import type { SimdKernelName } from './kernel/kernel.ts';
import { medianOf, pause } from './pacing.ts';
import type { ScanRows, ScanWay } from './scan-rows.ts';
import type { PreFilterState, VectorHit } from './vector-index.ts';

/** Vectors that patterns are found from. */
const SAMPLE = 4096;
/** Other patterns may fit an index better that has become so many times as large. */
const GROWTH = 2;
/** Share of rows without a code from which on they get one. */
const BEHIND = 0.05;
/** Work in one go, so that a search waits no longer. */
const SLICE_MS = 5;
/** Shares of the rows that are looked at closely: the first that finds enough is taken. */
const SHARES = [0.01, 0.02, 0.04, 0.08];
/** Of the ten nearest, and of the hundred nearest; more than the 0.99 that is wanted, as a sample may flatter. */
const REQUIRED = { 10: 0.995, 100: 0.99 } as const;
const HITS = 100;
/** Queries of each sort that it is tried on. */
const TRIALS = 16;
const WORTHWHILE = 0.7;

/** What the check of a pre-filter needs. */
export interface FilterCheck {
  size: number;
  /** Queries that were asked lately. */
  recent: readonly Float32Array[];
  /** How all rows are searched, to compare with. */
  way: ScanWay;
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

  /** Tries it on stored vectors, blurred ones and real queries against a search of all rows. */
  async check(rows: ScanRows, { size, recent, way, isGone }: FilterCheck): Promise<PreFilterState> {
    const trials: { query: Float32Array; nearest: number[]; ms: number }[] = [];
    for (const query of [...sampleQueries(rows, size), ...recent]) {
      await pause();
      if (isGone()) return { isUsed: false };
      const start = performance.now();
      const hits = rows.scan(query, size, HITS, way);
      trials.push({ query, ms: performance.now() - start, nearest: keysInOrder(hits) });
    }
    let verdict: PreFilterState = { isUsed: false, reason: 'nothing was tried' };
    for (const share of SHARES) {
      const found = { 10: 0, 100: 0, all10: 0, all100: 0 };
      const ratios: number[] = [];
      for (const { query, nearest, ms } of trials) {
        await pause();
        if (isGone()) return { isUsed: false };
        const start = performance.now();
        const keys = new Set(this.search(rows, query, size, HITS, share).map(({ key }) => key));
        ratios.push((performance.now() - start) / ms);
        found[100] += nearest.filter((key) => keys.has(key)).length;
        found[10] += nearest.slice(0, 10).filter((key) => keys.has(key)).length;
        found.all100 += nearest.length;
        found.all10 += Math.min(10, nearest.length);
      }
      const recall = found[10] / found.all10;
      const wide = found[100] / found.all100;
      const ratio = medianOf(ratios);
      verdict = { isUsed: true, recall, share };
      if (ratio > WORTHWHILE)
        return { ...verdict, isUsed: false, reason: `it is not faster (${ratio.toFixed(2)} of the time)` };
      this.#share = share;
      if (recall >= REQUIRED[10] && wide >= REQUIRED[100]) return verdict;
    }
    return { ...verdict, isUsed: false, reason: 'it misses too much' };
  }
}

/** Stored vectors, and the same mixed with others: what somebody might ask for. */
function sampleQueries(rows: ScanRows, size: number): Float32Array[] {
  return Array.from({ length: 2 * TRIALS }, (_, i) => {
    const vector = rows.read(Math.floor(((i + 0.5) * size) / (2 * TRIALS)));
    if (i % 2 === 0) return vector;
    const other = rows.read(Math.floor(((i * 7 + 0.5) * size) / (14 * TRIALS)));
    return vector.map((x, at) => x + (other[at] ?? 0));
  });
}

function keysInOrder(hits: readonly VectorHit[]): number[] {
  return hits.toSorted((a, b) => b.score - a.score || a.key - b.key).map(({ key }) => key);
}
