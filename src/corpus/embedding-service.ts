import { isRagError, type RagErrorCode, type WorkerError } from '../errors.ts';
import type { Device, Embedder, EmbedderApi, EmbedderInfo, EmbedKind } from '../inference/embedder.ts';
import type { EmbedderProcess } from '../inference/fallback-process.ts';
import type { Progress } from '../types.ts';
import { EmbeddingQueue, type EmbeddingParts } from './embedding-queue.ts';
import { describeFailure } from './failure.ts';

export interface EmbeddingOptions {
  spawn(): EmbedderProcess;
  assetBase: string;
  device: Device | 'auto';
  queue: Omit<EmbeddingParts, 'embedder' | 'onError'>;
  /** It became ready or got on. */
  onChange(progress?: Progress): void;
  /** It failed for good. */
  onFailed(error: unknown): void;
}

/** How often a process that died is started again before words alone must do. */
const RESTARTS = 2;

/** Failures after which a new process may do better. */
const ENDINGS: ReadonlySet<RagErrorCode> = new Set<RagErrorCode>(['crashed', 'device_lost']);

/** Keeps an embedder running: loads it in the background, restarts it when it dies, and makes the missing vectors. */
export class EmbeddingService {
  readonly #options: EmbeddingOptions;
  readonly #abort = new AbortController();
  #process: EmbedderProcess | undefined;
  #queue: EmbeddingQueue | undefined;
  #info: EmbedderInfo | undefined;
  #error: unknown;
  #starts = 0;
  readonly #questions = new Set<Promise<unknown>>();
  #loading: Promise<void>;

  constructor(options: EmbeddingOptions) {
    this.#options = options;
    this.#loading = this.#start();
  }

  /** What runs, once it is loaded. */
  get info(): EmbedderInfo | undefined {
    return this.#info;
  }

  /** Why there are no vectors, when the embedder failed for good. */
  get error(): { code: string; message: string } | undefined {
    return this.#error === undefined ? undefined : describeFailure(this.#error);
  }

  /** How fast it made vectors of passages; undefined before it did. */
  get passagesPerSecond(): number | undefined {
    return this.#queue?.passagesPerSecond;
  }

  wake(): void {
    this.#queue?.wake();
  }

  /** The vector of a question, or nothing while no embedder is ready: then words must do. */
  embedQuestion(question: string, signal?: AbortSignal): Promise<Float32Array | undefined> {
    return this.#ask((api) => api.embed([question], 'query', signal), signal);
  }

  /** See `CompareWords`; nothing while no embedder is ready, or where it cannot compare. */
  compare(
    words: readonly string[],
    texts: readonly (readonly string[])[],
    signal?: AbortSignal,
  ): Promise<Float32Array | undefined> {
    return this.#ask(async (api) => api.compare?.(words, texts, signal), signal);
  }

  /** What the process says; nothing where none is ready, or it fails. */
  async #ask<T>(work: (api: EmbedderApi) => Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
    const process = this.#process;
    if (!this.#info || !process) return undefined;
    const answer = work(process.api);
    this.#questions.add(answer);
    try {
      return await answer;
    } catch (error) {
      signal?.throwIfAborted();
      if (isRagError(error)) return undefined;
      throw error;
    } finally {
      this.#questions.delete(answer);
    }
  }

  /** Resolves when every vector is made, or none can be. */
  async settled(): Promise<void> {
    let loading: Promise<void>;
    do {
      loading = this.#loading;
      await loading;
      await this.#queue?.idle();
    } while (loading !== this.#loading);
  }

  /** Closes when the questions under way have their vectors. */
  async retire(): Promise<void> {
    await Promise.allSettled(this.#questions);
    await this.close();
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#queue?.close();
    this.#process?.terminate();
    await this.#loading;
  }

  async #start(): Promise<void> {
    const { spawn, assetBase, device, queue, onChange } = this.#options;
    const { manifest } = queue.space;
    const process = spawn();
    this.#process = process;
    this.#starts += 1;
    void process.died.then((reason) => this.#restart(process, reason));
    try {
      this.#info = await process.api.load(manifest, assetBase, device, this.#abort.signal, onChange);
      this.#queue = new EmbeddingQueue({
        ...queue,
        embedder: embedderOf(process.api, this.#info),
        onError: (error) => this.#fail(process, error),
      });
      this.#queue.wake();
      onChange();
    } catch (error) {
      this.#fail(process, error);
    }
  }

  /** A failure for good, unless the process died: then `#restart` hears of it too and decides. */
  #fail(process: EmbedderProcess, error: unknown): void {
    if (this.#process !== process || this.#abort.signal.aborted) return;
    if (isRagError(error) && ENDINGS.has(error.code) && this.#starts <= RESTARTS) return;
    this.#error = error;
    this.#info = undefined;
    this.#process = undefined;
    process.terminate();
    this.#options.onFailed(error);
  }

  #restart(process: EmbedderProcess, reason: WorkerError): void {
    if (this.#process !== process || this.#abort.signal.aborted) return;
    this.#info = undefined;
    // It may be held back, and has nothing to embed with any more when it goes on.
    void this.#queue?.close();
    this.#queue = undefined;
    if (this.#starts > RESTARTS) {
      this.#fail(process, reason);
      return;
    }
    this.#loading = this.#start();
  }
}

function embedderOf(api: EmbedderApi, info: EmbedderInfo): Embedder {
  return {
    info,
    embed: (texts: readonly string[], kind: EmbedKind, signal?: AbortSignal) =>
      api.embed(texts, kind, signal),
    dispose: () => api.dispose(),
  };
}
