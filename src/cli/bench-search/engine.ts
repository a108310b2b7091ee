import type { OpenRequest, Share } from './search-api.ts';

/** One engine behind the least that all of them can do. Keys are 0, 1, 2 … in the order of adding. */
export interface Engine {
  /** Adds row-major vectors; the first one's key is `firstKey`. */
  add(firstKey: number, vectors: Float32Array): void | Promise<void>;
  /** See `EngineApi`. */
  prepare?(): Promise<string>;
  /** Keys of the nearest, nearest first. A share under 100 is asked of engines that filter only. */
  search(query: Float32Array, k: number, share: Share): number[];
  readonly filters: boolean;
  /** Reads memory and finds nothing. */
  readonly isBound?: boolean;
  /** Writes everything with strict durability. */
  store(): Promise<void>;
  /** Adds and stores; without it an engine can only store everything again. */
  append?(firstKey: number, vectors: Float32Array): Promise<void>;
}

/** How an engine begins: empty, or with what was stored. */
export interface EngineMaker {
  open(request: OpenRequest): Engine | Promise<Engine>;
  load(request: OpenRequest): Promise<Engine>;
}

/** Whether a key is among so many of a hundred: spread evenly by multiples of the golden ratio, in no order of rows. */
export function isInShare(key: number, share: Share): boolean {
  return (Math.imul(key, 0x9e37_79b1) >>> 0) / 2 ** 32 < share / 100;
}

export function keysInShare(count: number, share: Share): number[] {
  return Array.from({ length: count }, (_, key) => key).filter((key) => isInShare(key, share));
}
