import type { CallOptions, Progress } from '../types.ts';
import type { ModelManifest } from '../models/manifest.ts';

/** What a text is for; models that were trained with prefixes need to know. */
export type EmbedKind = 'query' | 'passage';
export type Device = 'webgpu' | 'wasm';

export interface EmbedderInfo {
  modelId: string;
  /** Equal for vectors that may share an index: model bytes, dtype, pooling, prefixes. */
  fingerprint: string;
  dims: number;
  /** Longest input in tokens, special tokens included; the rest of a text is not seen. */
  maxTokens: number;
  device: Device;
  dtype: string;
  /** Which runtime file and how many threads, e.g. 'jspi', 1. */
  runtime: string;
  threads: number;
  /** GPU adapter in words. */
  adapter?: string;
  /** Lowest cosine over the canaries of the self-test; absent when the model brings no reference, so that nothing tested it. */
  selfTest?: number;
  /** Devices that were tried and refused, with the reason. */
  refused: { device: Device; reason: string }[];
  loadMs: number;
  files: { path: string; bytes: number; sha256: string; verified: true }[];
}

export interface EmbedderOptions extends CallOptions {
  /** 'auto' prefers a hardware GPU and falls back to WASM. */
  device?: Device | 'auto';
}

/** Turns texts into unit vectors. Implementations hold one engine and are the only files that know it. */
export interface Embedder {
  readonly info: EmbedderInfo;
  /**
   * One unit vector per text, in the order of the texts, row-major `texts.length × dims`.
   * An empty list gives an empty array. Queries overtake passages that wait.
   */
  embed(texts: readonly string[], kind: EmbedKind, signal?: AbortSignal): Promise<Float32Array>;
  /** See `CompareWords`. Absent where an engine gives away no vectors of single words. */
  readonly compare?: CompareWords;
  dispose(): Promise<void>;
}

/**
 * How near each word of a question comes in meaning to what each sentence says: the best cosine between a token of the
 * word and any of the sentence, both as the network understands them where they stand (late interaction, Khattab and
 * Zaharia 2020); the mean over the tokens of a word.
 *
 * @param words The question, in its order.
 * @param texts Stretches of text, each as its sentences in their order: they are read together.
 * @returns Row-major `sentences of all texts × words`; NaN for a sentence behind the longest input of the model.
 */
export type CompareWords = (
  words: readonly string[],
  texts: readonly (readonly string[])[],
  signal?: AbortSignal,
) => Promise<Float32Array>;

/** Opens an embedder from verified bytes; rejects with `EnvironmentError` when no device passes the self-test. */
export type OpenEmbedder = (
  manifest: ModelManifest,
  assetBase: string,
  options?: EmbedderOptions,
) => Promise<Embedder>;

/** The embedder worker's API; `load` comes first and once. */
export interface EmbedderApi {
  load(
    manifest: ModelManifest,
    assetBase: string,
    device: Device | 'auto',
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<EmbedderInfo>;
  embed(texts: readonly string[], kind: EmbedKind, signal?: AbortSignal): Promise<Float32Array>;
  compare?: CompareWords;
  dispose(): Promise<void>;
}
