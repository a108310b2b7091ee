import type { KernelName } from './kernel/kernel.ts';
import type { KeyFilter } from './key-bitmap.ts';
import type { VectorRows } from './vector-rows.ts';

/** A row found by its vector. `score` is the cosine similarity. */
export interface VectorHit {
  key: number;
  score: number;
}

/** What searches the vectors. */
export interface VectorEngine {
  kind: 'scan' | 'voy';
  /** Why the one that was asked for does not search, e.g. "voy: it takes vectors of up to 768 dimensions, and these have 1024". */
  refused?: string;
  /** Which build of the scan's code searches: with relaxed SIMD, with plain SIMD, or without. */
  kernel?: KernelName;
  /** Threads that a search runs on. */
  threads?: number;
  /** Of a large index: whether a search leaves out what cannot matter, and what was measured of that. */
  preFilter?: PreFilterState;
}

/** Whether an approximate first step is used, and why not. */
export interface PreFilterState {
  isUsed: boolean;
  /** Share of the ten nearest that were found, of sampled queries. */
  recall?: number;
  /** Share of the vectors that are looked at closely. */
  share?: number;
  reason?: string;
}

/**
 * Nearest neighbours by cosine. Keys are unsigned 32-bit numbers chosen by the caller. The index is derived data:
 * it can always be rebuilt from what is stored. Contract: `test/contract/vector-index.ts`.
 */
export interface VectorIndex {
  readonly dims: number;
  /** Number of vectors that a search can find. */
  readonly size: number;
  /** Memory that it takes, in bytes. */
  readonly bytes: number;
  /**
   * Adds unit or non-unit vectors (they are normalised), row-major `keys.length × dims`. A key that is present is replaced.
   * Throws `RangeError` for a wrong length, NaN, infinity or a vector of zeros; then nothing is added.
   */
  add(keys: ArrayLike<number>, vectors: Float32Array): void;
  /**
   * As `add`, of vectors that are quantised already; a reload gives the results of before to the last bit. Throws
   * `RangeError` for rows that `quantise` cannot have made; then nothing is added.
   *
   * @param isLive Which of them are still wanted. Default: all.
   */
  addRows(rows: VectorRows, isLive?: (key: number) => boolean): void;
  /** The vectors of keys as they are best stored; unknown keys are left out. */
  rows(keys: Iterable<number>): VectorRows;
  /** Removes keys; unknown ones are ignored. Returns how many were there. */
  remove(keys: Iterable<number>): number;
  has(key: number): boolean;
  /** The unit vector of a key (a copy, as exact as the index keeps it); undefined for an unknown key. */
  vector(key: number): Float32Array | undefined;
  /** Up to `k` hits, best first, ties by key; `accept` limits the search to some keys, and does not use the index. */
  search(query: Float32Array, k: number, accept?: KeyFilter): VectorHit[];
  clear(): void;
}
