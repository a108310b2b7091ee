import type { Author, Evidence, PromptMessage, PromptReport, WritingSpeed } from '../answer-types.ts';
import type { Retrieval } from '../types.ts';
import type { ChatOptions } from './chat-engine.ts';

/** Where an answer is written. 'page' needs no engine; 'browser' is the browser's own model. */
export type GeneratorDevice = 'page' | 'wasm' | 'webgpu' | 'browser';

export interface GeneratorInfo {
  author: Author;
  device: GeneratorDevice;
  /** npm name of the engine; absent for quotes. */
  engine?: string;
  modelId?: string;
  /** GPU adapter in words. */
  adapter?: string;
  /** Largest difference of a log probability to the reference in the self-test. */
  selfTest?: number;
  /** Better ways to write that were passed over, with the reason. */
  refused?: { engine: string; device: GeneratorDevice; reason: string }[];
  loadMs?: number;
  /** Why another model would be better here: it writes slower than people read. */
  advice?: string;
  files?: { path: string; bytes: number; sha256: string; verified: true }[];
}

/** What would write, before anything of it is fetched. */
export interface GeneratorPlan {
  /** Name for people. */
  title: string;
  modelId: string;
  engine: string;
  device: 'wasm' | 'webgpu';
  /** Languages it writes well, BCP 47; `['*']` for all. */
  languages: readonly string[];
  /** All that it needs, and what of it is not kept on this device yet. */
  bytes: number;
  missingBytes: number;
  /** Most memory while it writes. */
  memoryBytes: number;
}

/** What a writer gets. */
export interface GenerationRequest {
  retrieval: Retrieval;
  /** Earlier turns, as sent and written, oldest first, without the system message. */
  history?: readonly PromptMessage[];
  sampling?: ChatOptions;
}

/** What a generator hands out while it writes. */
export type GeneratorEvent =
  | { type: 'token'; text: string }
  /** Ties the sentence before it to a piece of the documents; `number` is the mark that was written, from 1. */
  | { type: 'cite'; number: number; evidence: Evidence }
  /** A sentence of a model is complete: a range of the text so far, and the marks that carry it (none: unsupported). */
  | { type: 'sentence'; start: number; end: number; marks: readonly number[] }
  /** What was written so far is not fit to be shown; the text begins anew, with quotes. */
  | { type: 'withdrawn'; reason: 'echo' | 'empty' | 'repetition' }
  | {
      type: 'finish';
      finish: 'stop' | 'length' | 'refused';
      prompt?: PromptReport;
      speed?: WritingSpeed;
    };

/** Writes an answer from what the search found. */
export interface Generator {
  readonly info: GeneratorInfo;
  generate(request: GenerationRequest, signal?: AbortSignal): AsyncIterable<GeneratorEvent>;
  dispose(): Promise<void>;
}
