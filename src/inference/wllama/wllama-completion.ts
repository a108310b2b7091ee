import type { ChatCompletionChunk, Wllama } from '@wllama/wllama/esm/index.js';
import type { PromptMessage } from '../../answer-types.ts';
import type { ChatOptions, ChatResult } from '../chat-engine.ts';
import { isCrash, isCutCharacter, readOverflow, schemaRefused } from './wllama-failure.ts';
import type { NativeLog } from './wllama-log.ts';
import { toRequest } from './wllama-request.ts';

/** A character of UTF-8 has at most 4 bytes, each of which may be a token. */
const CHARACTER_TOKENS = 4;

/** A loaded model and what it says. */
export interface LoggedWllama {
  wllama: Wllama;
  log: NativeLog;
}

/**
 * Writes one answer. The limit is counted here and llama.cpp gets a higher one: it throws in the middle of its own work
 * where its limit cuts a character, as it makes JSON of half a character then.
 *
 * @throws {EnvironmentError} `missing_feature` for a schema that llama.cpp cannot make a grammar of.
 * @throws whatever else wllama throws.
 */
export async function completeChat(
  { wllama, log }: LoggedWllama,
  messages: readonly PromptMessage[],
  { maxTokens = 256, ...options }: ChatOptions,
  onText: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<ChatResult> {
  const start = performance.now();
  const course = new Course(maxTokens, wllama.getLoadedContextInfo().n_ctx);
  let firstTokenMs: number | undefined;
  const onData = (chunk: ChatCompletionChunk): void => {
    const text = course.read(chunk);
    if (text === '') return;
    firstTokenMs ??= performance.now() - start;
    onText(text);
  };
  const request = toRequest(messages, maxTokens + CHARACTER_TOKENS, options);
  const abortSignal = signal ? AbortSignal.any([signal, course.ended]) : course.ended;
  try {
    await wllama.createChatCompletion({ ...request, abortSignal, onData });
  } catch (error) {
    signal?.throwIfAborted();
    if (!course.ended.aborted) course.fail(error, log.explain(error), options.schema);
  }
  signal?.throwIfAborted();
  const totalMs = performance.now() - start;
  return { ...course.counts, firstTokenMs: firstTokenMs ?? totalMs, totalMs };
}

/** Follows a text from chunk to chunk. */
class Course {
  readonly counts: Pick<ChatResult, 'promptTokens' | 'reusedTokens' | 'tokens' | 'finish'> = {
    promptTokens: 0,
    reusedTokens: 0,
    tokens: 0,
    finish: 'stop',
  };
  readonly #maxTokens: number;
  readonly #contextTokens: number;
  readonly #ended = new AbortController();

  constructor(maxTokens: number, contextTokens: number) {
    this.#maxTokens = maxTokens;
    this.#contextTokens = contextTokens;
  }

  /** Aborted when the limit is reached. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** The text of a chunk as far as it is within the limit. */
  read({ timings, choices: [choice] }: ChatCompletionChunk): string {
    const { counts } = this;
    if (timings) {
      counts.reusedTokens = timings.cache_n;
      counts.promptTokens = timings.cache_n + timings.prompt_n;
      counts.tokens = timings.predicted_n;
    }
    const limit = Math.min(this.#maxTokens, this.#contextTokens - counts.promptTokens);
    const text = counts.tokens <= limit ? (choice?.delta.content ?? '') : '';
    if (choice?.finish_reason === 'length') counts.finish = 'length';
    const isLimit = counts.tokens >= limit && !choice?.finish_reason;
    if (isLimit || counts.tokens > limit) {
      counts.tokens = limit;
      counts.finish = 'length';
      this.#ended.abort();
    }
    return text;
  }

  /** Throws the error, unless the text is complete but for half a character. */
  fail(error: unknown, explained: Error, schema: object | undefined): void {
    const hasBegun = this.counts.tokens > 0;
    if (hasBegun && isCutCharacter(explained)) return;
    const isOverflow = readOverflow(error) !== undefined;
    if (schema && !hasBegun && !isOverflow && !isCrash(explained)) throw schemaRefused(explained);
    throw error;
  }
}
