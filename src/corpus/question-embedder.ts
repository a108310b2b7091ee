import type { EmbedderApi } from '../inference/embedder.ts';
import type { EmbedderProcess } from '../inference/fallback-process.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { BackgroundGate } from './background-gate.ts';

/**
 * Memory that a second process takes, in sizes of its files: measured in Chromium were 170 MB for the 27 MB of
 * all-MiniLM-L6-v2, and 330 to 450 MB for the 73 MB of multilingual-e5-small.
 */
const MEMORY_FACTOR = 6.5;

/** The share of the device's memory that it may take. */
const MEMORY_SHARE = 1 / 16;

const GIB = 2 ** 30;
/** Where the browser does not tell. */
const UNKNOWN_MEMORY_GIB = 4;

export interface QuestionEmbedderOptions {
  spawn(): EmbedderProcess;
  manifest: ModelManifest;
  assetBase: string;
  /** Held while it loads, so that questions are answered by the first process meanwhile. */
  gate: BackgroundGate;
}

/**
 * A second process of an embedder, for questions alone: the first one cannot put a passage aside once it has begun, and a
 * passage takes several times as long as a question. It is there only when somebody asks while many passages are to be
 * embedded.
 */
export class QuestionEmbedder {
  readonly #options: QuestionEmbedderOptions;
  #process: EmbedderProcess | undefined;
  #isReady = false;
  #hasFailed = false;

  constructor(options: QuestionEmbedderOptions) {
    this.#options = options;
  }

  /** Set when it can be asked. */
  get api(): EmbedderApi | undefined {
    return this.#isReady ? this.#process?.api : undefined;
  }

  /** Loads it in the background, unless it is there, has failed before or would take too much memory. */
  start(): void {
    const { spawn, manifest, assetBase, gate } = this.#options;
    if (this.#process || this.#hasFailed || !hasRoomFor(manifest)) return;
    const process = spawn();
    this.#process = process;
    void process.died.then(() => this.#lose(process));
    const load = async (): Promise<void> => {
      await process.api.load(manifest, assetBase, 'wasm');
      this.#isReady = this.#process === process;
    };
    gate.during(load).catch(() => this.#lose(process));
  }

  /** Frees its memory; it may be started again. */
  stop(): void {
    const process = this.#process;
    this.#process = undefined;
    this.#isReady = false;
    process?.terminate();
  }

  #lose(process: EmbedderProcess): void {
    if (this.#process !== process) return;
    this.#hasFailed = true;
    this.stop();
  }
}

function hasRoomFor({ files }: ModelManifest): boolean {
  const { deviceMemory = UNKNOWN_MEMORY_GIB } = navigator as WorkerNavigator & { deviceMemory?: number };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return bytes * MEMORY_FACTOR <= deviceMemory * GIB * MEMORY_SHARE;
}
