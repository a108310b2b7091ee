import type { Author, Retrieval } from '../types.ts';

export interface GeneratorInfo {
  author: Author;
  /** Where it runs; 'page' needs no engine. */
  device: 'page' | 'wasm' | 'webgpu';
}

/** What a generator hands out while it writes. */
export type GeneratorEvent =
  | { type: 'token'; text: string }
  /** Ties the text written so far to a quote of the retrieval; `number` is the mark that was written, from 1. */
  | { type: 'cite'; number: number; quote: number }
  | { type: 'finish'; finish: 'stop' | 'length' | 'refused' };

/** Writes an answer from what the search found. Streams are pulled: a slow reader slows the writer. */
export interface Generator {
  readonly info: GeneratorInfo;
  generate(retrieval: Retrieval, signal?: AbortSignal): AsyncIterable<GeneratorEvent>;
  dispose(): Promise<void>;
}
