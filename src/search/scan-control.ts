/**
 * What the threads of a scan say to each other: 32-bit numbers in memory that they share. A search is cut into chunks of
 * rows, which whoever has time takes. `next` tells the search and its first chunk that nobody took, in one number, which
 * is compared and exchanged to take that chunk: so nobody takes one of a search that is over, and as a search waits for
 * whatever was taken, what is written here about it holds until then.
 */
export const CONTROL = {
  /** Counts up whenever there is something to do, or to leave for. */
  wake: 0,
  next: 1,
  chunks: 2,
  /** Chunks that were looked at to the end. */
  finished: 3,
  /** Which memory the search is in; a thread that has another one leaves. */
  binding: 4,
  count: 5,
  chunkRows: 6,
  room: 7,
  /** Address of the bitmap; 0 without. */
  bitmap: 8,
  words: 9,
  /** Hits of each thread; −1 when it failed. */
  found: 16,
} as const;

export const MOST_HELPERS = 7;
export const CONTROL_BYTES: number = 4 * (CONTROL.found + MOST_HELPERS);

const CHUNK_BITS = 12;
export const MOST_CHUNKS: number = 2 ** CHUNK_BITS - 1;

/** A chunk that was taken. */
export interface Chunk {
  /** Number of the search. */
  search: number;
  from: number;
  to: number;
}

/** `next` of the search that follows, shut: none of its chunks can be taken yet. */
export function shutNext(next: number): number {
  return ((((next >> CHUNK_BITS) + 1) << CHUNK_BITS) & 0x7fff_ffff) | MOST_CHUNKS;
}

/** The same with all chunks to be taken. */
export function openNext(next: number): number {
  return next - MOST_CHUNKS;
}

/** Takes a chunk of the search that is open; undefined when none is left, or none for a thread with this memory. */
export function takeChunk(control: Int32Array, binding: number): Chunk | undefined {
  for (;;) {
    const next = Atomics.load(control, CONTROL.next);
    const chunk = next & MOST_CHUNKS;
    const isBound = Atomics.load(control, CONTROL.binding) === binding;
    if (!isBound || chunk >= Atomics.load(control, CONTROL.chunks)) return undefined;
    if (Atomics.compareExchange(control, CONTROL.next, next, next + 1) !== next) continue;
    const rows = Atomics.load(control, CONTROL.chunkRows);
    const count = Atomics.load(control, CONTROL.count);
    return { search: next >> CHUNK_BITS, from: chunk * rows, to: Math.min(count, (chunk + 1) * rows) };
  }
}

/** Says that a chunk was looked at. */
export function finishChunk(control: Int32Array): void {
  Atomics.add(control, CONTROL.finished, 1);
  Atomics.notify(control, CONTROL.finished);
}
