import type { GeneratorForm, ModelManifest } from '../models/manifest.ts';
import type { PromptMessage } from '../answer-types.ts';
import type { Progress } from '../types.ts';
import type { Device } from './embedder.ts';

/** How the next tokens are picked and when to stop. */
export interface ChatOptions {
  /** Most tokens to write. Default 256. */
  maxTokens?: number;
  /** 0 takes the likeliest token each time (the default); higher is more varied. */
  temperature?: number;
  /** Share of the probability that is drawn from, 0 to 1. Default 1. */
  topP?: number;
  /** Makes drawing repeatable. */
  seed?: number;
  /** Ends the answer before any of these texts. */
  stop?: readonly string[];
  /** JSON schema that the answer must satisfy. Engines without a grammar reject with `missing_feature`. */
  schema?: object;
}

export interface ChatResult {
  /** 'stop': the model ended; 'length': `maxTokens` or the context was reached. */
  finish: 'stop' | 'length';
  /** Tokens of the whole prompt, and how many of them were taken from the cache of earlier turns. */
  promptTokens: number;
  reusedTokens: number;
  /** Tokens written. */
  tokens: number;
  /** Milliseconds from the call to the first token, and to the end. */
  firstTokenMs: number;
  totalMs: number;
}

/** A token and the natural logarithm of its probability. */
export type TokenChance = readonly [token: string, logprob: number];

export interface ChatEngineInfo {
  modelId: string;
  /** npm name of the engine. */
  engine: string;
  device: Device;
  dtype: string;
  /** Most tokens of prompt and answer together. */
  contextTokens: number;
  threads: number;
  /** GPU adapter in words. */
  adapter?: string;
  /** Largest difference of a log probability to the reference in the self-test; absent when the model brings no reference. */
  selfTest?: number;
  loadMs: number;
  files: { path: string; bytes: number; sha256: string; verified: true }[];
}

/**
 * One language model that is loaded in this realm. Calls must not overlap. Implementations hold one engine and are the
 * only files that know it.
 */
export interface ChatEngine {
  readonly info: Omit<ChatEngineInfo, 'selfTest' | 'loadMs' | 'files'>;
  /** Length of the prompt that `chat` would make of these messages, in tokens of the model. */
  countTokens(messages: readonly PromptMessage[]): Promise<number>;
  /**
   * Writes the next message. What an earlier call computed for the same beginning of the messages is not computed again.
   * After an abort it rejects with the signal's reason and can be called again.
   *
   * @param messages A system message or none, then user and assistant in turns, the last one a user's.
   * @param onText Called with each piece of text, in order; not awaited.
   */
  chat(
    messages: readonly PromptMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<ChatResult>;
  /** The likeliest tokens after the prompt of these messages, likeliest first; up to 5. For the self-test. */
  nextTokens(messages: readonly PromptMessage[]): Promise<TokenChance[]>;
  dispose(): Promise<void>;
}

/** A chat whose answer is known. */
export interface ChatCanary {
  messages: PromptMessage[];
  /** What greedy decoding writes in at most `maxTokens` tokens. */
  text: string;
  maxTokens: number;
  /** The likeliest tokens after the prompt; may be empty. */
  top: TokenChance[];
  /** A second turn on top of the first, to prove the cache. */
  second?: { user: string; text: string };
}

/** The generator worker's API; `load` comes first and once. */
export interface ChatApi {
  /** Loads one form of a model from verified bytes and tests it; rejects like `openTransformersEmbedder`. */
  load(
    manifest: ModelManifest,
    form: GeneratorForm,
    assetBase: string,
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<ChatEngineInfo>;
  countTokens(messages: readonly PromptMessage[]): Promise<number>;
  chat(
    messages: readonly PromptMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<ChatResult>;
  dispose(): Promise<void>;
}
