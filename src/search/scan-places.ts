import { place } from './kernel-memory.ts';
import { NORM_BYTES } from './scan-helper.ts';
import type { KeyFilter } from './key-bitmap.ts';
import type { Binding, ScanThreads } from './scan-threads.ts';
import type { VectorHit } from './vector-index.ts';

/** Nothing lies below. */
const START = 1024;
/** Score (f64), key (u32) and a gap, as `assembly/heap.ts` leaves them. */
export const HIT_BYTES = 16;
/** Threads take part in searches for so many hits. */
export const MOST_SHARED_HITS = 512;

/** A block is at most this large, so that a small index takes little. */
const BLOCK_BYTES = 2 ** 20;
const MOST_BLOCK_BITS = 10;
/** The kernel ranks four rows at a time. */
const LEAST_BLOCK_BITS = 2;

/** Binary logarithm of the rows that memory is taken for at a time. */
export function blockBitsFor(dims: number): number {
  const bits = Math.floor(Math.log2(BLOCK_BYTES / (2 * dims + HIT_BYTES)));
  return Math.max(LEAST_BLOCK_BITS, Math.min(MOST_BLOCK_BITS, bits));
}

/** How to search beside the query. */
export interface ScanWay {
  filter?: KeyFilter | undefined;
  /** Threads that are bound to these rows. */
  threads?: ScanThreads | undefined;
  /** Rows to look at instead of all those before row `from`. */
  candidates?: { rows: Uint32Array; from: number } | undefined;
}

/** Addresses and counts of one search. */
export interface PreparedSearch {
  heap: number;
  work: number;
  source: number;
  /** 0 and 0 without. */
  bitmap: number;
  words: number;
  list: number;
  room: number;
}

/** What goes with each vector into its row: number of the row (u32), key (u32) and scale (f32). */
export const HEAD_BYTES = 12;

/** Where some vectors lie behind the rows, on their way into rows. */
export interface CopiedRows {
  source: number;
  work: number;
  /** Room for their rows, their keys and their scales. */
  heads: number;
  count: number;
}

/** Memory of threads lies before the rows and is nobody else's: one that was given up may still write there. */
export function placeAreas(
  dims: number,
  helpers: number,
): { areas: Binding['areas'][number][]; source: number; end: number } {
  if (helpers === 0) return { areas: [], source: 0, end: START };
  // Not less than the kernel's `workBytes`, which it tells only when it knows where the rows begin.
  const workBytes = 4 * (dims + 32) + 32;
  const sizes = Array.from({ length: helpers }, () => [workBytes, MOST_SHARED_HITS * HIT_BYTES]).flat();
  const { places, end } = place(START, [NORM_BYTES, dims * 4, ...sizes]);
  const [, source = 0, ...rest] = places;
  const areas = Array.from({ length: helpers }, (_, helper) => ({
    work: rest[2 * helper] ?? 0,
    heap: rest[2 * helper + 1] ?? 0,
  }));
  return { areas, source, end };
}

/** What a search left at an address. */
export function hitsAt(buffer: ArrayBuffer, heap: number, count: number): VectorHit[] {
  const view = new DataView(buffer, heap, count * HIT_BYTES);
  return Array.from({ length: count }, (_, index) => ({
    key: view.getUint32(index * HIT_BYTES + 8, true),
    score: view.getFloat64(index * HIT_BYTES, true),
  }));
}
