import type { ModelManifest } from '../models/manifest.ts';
import type { VerifiedFile } from '../models/store.ts';
import type { CallOptions, Progress } from '../types.ts';
import type { Device, EmbedderInfo } from './embedder.ts';

export interface RerankerInfo {
  modelId: string;
  device: Device;
  /** Devices that were passed over, with the reason. */
  refused: EmbedderInfo['refused'];
  /** GPU adapter in words. */
  adapter?: string;
  runtime: EmbedderInfo['runtime'];
  threads: number;
  /** Tokens of question and passage together beyond which the passage loses its end. */
  maxTokens: number;
  dtype: string;
  /** Largest difference of a score to the reference in the self-test; absent for a model without a reference. */
  selfTest?: number;
  loadMs: number;
  files: VerifiedFile[];
}

export interface RerankerOptions extends CallOptions {
  /** 'auto' (the default) prefers a hardware GPU. */
  device?: Device | 'auto';
}

/** Says how well passages answer a question, by reading both together (a cross-encoder). */
export interface Reranker {
  readonly info: RerankerInfo;
  /**
   * One score a passage, in the passages' order: higher is better, the scale is the model's own (a logit, unbounded).
   * On abort it rejects with the signal's reason, between batches.
   *
   * @throws {StateError} `closed` after `dispose`.
   * @throws {WorkerError} `device_lost`, `crashed` or `out_of_memory`: open a new one.
   */
  score(question: string, passages: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Opens a reranker from verified bytes; rejects like `openTransformersReranker`. */
export type OpenReranker = (
  manifest: ModelManifest,
  assetBase: string,
  options?: RerankerOptions,
) => Promise<Reranker>;

/** A reranker worker's API; `load` comes first and once. */
export interface RerankerApi {
  /** Loads a model from verified bytes and tests it; rejects like `openTransformersReranker`. */
  load(
    manifest: ModelManifest,
    assetBase: string,
    device: Device | 'auto',
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<RerankerInfo>;
  score(question: string, passages: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
  dispose(): Promise<void>;
}
