import type { CorpusChange } from '../api.ts';
import { isRagError, type RagErrorCode } from '../errors.ts';
import type { Device } from '../inference/embedder.ts';
import type { RerankerProcess } from '../inference/fallback-process.ts';
import type { RerankerInfo } from '../inference/reranker.ts';
import type { ModelManifest } from '../models/manifest.ts';
import { knowsLanguages } from '../search/rank-passages.ts';
import type { Progress } from '../types.ts';
import type { BackgroundGate } from './background-gate.ts';
import type { CorpusSetup } from './corpus-api.ts';
import { describeFailure } from './failure.ts';

export interface RerankingOptions {
  spawn(): RerankerProcess;
  manifest: ModelManifest;
  assetBase: string;
  device: Device | 'auto';
  /** Held while a question's passages are scored. */
  gate: BackgroundGate;
  /** It became ready, got on or failed. */
  onChange(progress?: Progress): void;
}

/** How often a process that died is started again before the order of the search must do. */
const RESTARTS = 2;

/** Failures after which a new process may do better. */
const ENDINGS: ReadonlySet<RagErrorCode> = new Set<RagErrorCode>(['crashed', 'device_lost']);

/** Keeps a reranker running: loads it in the background and restarts it when it dies. Without it the search goes on. */
export class RerankingService {
  readonly #options: RerankingOptions;
  readonly #abort = new AbortController();
  #process: RerankerProcess | undefined;
  #info: RerankerInfo | undefined;
  #error: unknown;
  #starts = 0;
  #loading: Promise<void>;

  constructor(options: RerankingOptions) {
    this.#options = options;
    this.#loading = this.#start();
  }

  /** What runs, once it is loaded. */
  get info(): RerankerInfo | undefined {
    return this.#info;
  }

  /** Why nothing is reranked, when it failed for good. */
  get error(): { code: string; message: string } | undefined {
    return this.#error === undefined ? undefined : describeFailure(this.#error);
  }

  /** Whether it can score texts of a language now. */
  knows(language: string): boolean {
    const trained = this.#options.manifest.reranker?.languages ?? ['*'];
    return this.#info !== undefined && knowsLanguages(trained, language);
  }

  /** A score a passage, or nothing where the reranker is not ready or fails; rejects with the signal's reason on abort. */
  async score(
    question: string,
    passages: readonly string[],
    signal?: AbortSignal,
  ): Promise<Float32Array | undefined> {
    const { gate } = this.#options;
    const process = this.#process;
    if (!this.#info || !process) return undefined;
    gate.hold();
    try {
      return await process.api.score(question, passages, signal);
    } catch (error) {
      signal?.throwIfAborted();
      this.#lose(process, error);
      return undefined;
    } finally {
      gate.release();
    }
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#process?.terminate();
    await this.#loading;
  }

  async #start(): Promise<void> {
    const { spawn, manifest, assetBase, device, onChange } = this.#options;
    const process = spawn();
    this.#process = process;
    this.#starts += 1;
    void process.died.then((reason) => this.#lose(process, reason));
    try {
      const info = await process.api.load(manifest, assetBase, device, this.#abort.signal, onChange);
      if (this.#process !== process) return;
      this.#info = info;
      onChange();
    } catch (error) {
      this.#lose(process, error);
    }
  }

  /** Starts another one, or stays without. Of several reasons for one end the first counts. */
  #lose(process: RerankerProcess, error: unknown): void {
    if (this.#process !== process || this.#abort.signal.aborted) return;
    this.#process = undefined;
    this.#info = undefined;
    process.terminate();
    if (isRagError(error) && ENDINGS.has(error.code) && this.#starts <= RESTARTS)
      this.#loading = this.#start();
    else this.#error = error;
    this.#options.onChange();
  }
}

/** The reranker that a corpus was opened with, if any; `tell` hears how far it is. */
export function startReranking(
  { reranker, assetBase, device }: CorpusSetup,
  spawn: RerankingOptions['spawn'],
  gate: BackgroundGate,
  tell: (change: CorpusChange) => void,
): RerankingService | undefined {
  const onChange = (progress?: Progress): void => tell(progress ? { progress } : {});
  return reranker && new RerankingService({ spawn, manifest: reranker, assetBase, device, gate, onChange });
}
