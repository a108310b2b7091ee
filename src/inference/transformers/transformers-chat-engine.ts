import { letMessagesIn } from '../let-messages-in.ts';
import type { PromptMessage } from '../../answer-types.ts';
import type { ChatEngine, ChatOptions, ChatResult, TokenChance } from '../chat-engine.ts';
import { engineClosed, noGrammar, promptTooLong, runFailed } from '../engine-failure.ts';
import { openSampler, rankTokens, type Sampler } from './token-sampler.ts';
import type { Decoder } from './transformers-decoder.ts';
import { followText, type WrittenText } from './written-text.ts';

/** Turns messages into tokens by the model's chat template, and tokens into text. */
export interface ChatTokenizer {
  /** The whole prompt, up to where the answer begins. */
  encode(messages: readonly PromptMessage[]): number[];
  /** Without special tokens. */
  decode(ids: number[]): string;
  /** The text of one token, special or not. */
  name(id: number): string;
}

const MAX_TOKENS = 256;

/** Tokens of a prompt that are computed in one step, as only between steps an abort gets in. */
const PREFILL_TOKENS = 256;

const RANKED_TOKENS = 5;

/** The `ChatEngine` over a decoder network: template, cache, sampling and stop texts. */
export class DecoderChat implements ChatEngine {
  readonly info: ChatEngine['info'];
  readonly #decoder: Decoder;
  readonly #tokenizer: ChatTokenizer;
  #failure: { reason: unknown } | undefined;
  #isDisposed = false;

  constructor(info: ChatEngine['info'], decoder: Decoder, tokenizer: ChatTokenizer) {
    this.info = info;
    this.#decoder = decoder;
    this.#tokenizer = tokenizer;
  }

  async countTokens(messages: readonly PromptMessage[]): Promise<number> {
    if (this.#failure) throw this.#failure.reason;
    return this.#tokenizer.encode(messages).length;
  }

  async chat(
    messages: readonly PromptMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<ChatResult> {
    const start = performance.now();
    signal?.throwIfAborted();
    const { maxTokens = MAX_TOKENS, schema, stop = [] } = options;
    if (schema) throw noGrammar(this.info.engine);
    if (!(maxTokens >= 1)) throw new RangeError(`maxTokens must be at least 1, but is ${maxTokens}.`);
    const sample = openSampler(options);
    const prompt = this.#encode(messages);
    const { reused, scores } = await this.#prefill(prompt, signal);
    const limit = Math.min(maxTokens, this.info.contextTokens - prompt.length);
    const text = followText((ids) => this.#tokenizer.decode(ids), stop, onText);
    const written = await this.#write(scores, sample, text, limit, signal);
    signal?.throwIfAborted();
    return {
      finish: written.finish,
      promptTokens: prompt.length,
      reusedTokens: reused,
      tokens: written.tokens,
      firstTokenMs: written.firstTokenAt - start,
      totalMs: performance.now() - start,
    };
  }

  async nextTokens(messages: readonly PromptMessage[]): Promise<TokenChance[]> {
    const { scores } = await this.#prefill(this.#encode(messages));
    return rankTokens(scores, RANKED_TOKENS, (id) => this.#tokenizer.name(id));
  }

  /** Rejects all calls with this reason, those to come as well. The first reason stays. */
  fail(reason: unknown): void {
    this.#failure ??= { reason };
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.fail(engineClosed('generator'));
    await this.#decoder.dispose();
  }

  #encode(messages: readonly PromptMessage[]): number[] {
    const ids = this.#tokenizer.encode(messages);
    if (ids.length >= this.info.contextTokens) throw promptTooLong(ids.length, this.info.contextTokens);
    return ids;
  }

  /** Computes what of the prompt is not in the cache, at least its last token, which the scores come from. */
  async #prefill(
    prompt: readonly number[],
    signal?: AbortSignal,
  ): Promise<{ reused: number; scores: Float32Array }> {
    if (this.#failure) throw this.#failure.reason;
    const reused = countSame(this.#decoder.cached, prompt.slice(0, -1));
    await this.#run(() => this.#decoder.shorten(reused));
    let scores: Float32Array = new Float32Array();
    for (let start = reused; start < prompt.length; start += PREFILL_TOKENS)
      scores = await this.#step(prompt.slice(start, start + PREFILL_TOKENS), signal);
    return { reused, scores };
  }

  async #write(
    first: Float32Array,
    sample: Sampler,
    text: WrittenText,
    limit: number,
    signal?: AbortSignal,
  ): Promise<Pick<ChatResult, 'finish' | 'tokens'> & { firstTokenAt: number }> {
    let id = sample(first);
    const firstTokenAt = performance.now();
    for (let tokens = 0; ;) {
      if (this.#decoder.endIds.has(id)) {
        text.end();
        return { finish: 'stop', tokens, firstTokenAt };
      }
      tokens += 1;
      if (text.push(id)) return { finish: 'stop', tokens, firstTokenAt };
      if (tokens >= limit) {
        text.end();
        return { finish: 'length', tokens, firstTokenAt };
      }
      id = sample(await this.#step([id], signal));
    }
  }

  async #step(ids: readonly number[], signal?: AbortSignal): Promise<Float32Array> {
    await letMessagesIn();
    signal?.throwIfAborted();
    return this.#run(() => this.#decoder.append(ids));
  }

  /** The library gives no second run after one that failed. */
  async #run<Result>(run: () => Promise<Result>): Promise<Result> {
    try {
      return await run();
    } catch (error) {
      this.fail(runFailed('generator', this.info.device, error));
    }
    throw this.#failure?.reason;
  }
}

/** How many tokens two texts have in common at their beginnings. */
function countSame(a: readonly number[], b: readonly number[]): number {
  const end = b.findIndex((id, at) => id !== a[at]);
  return end === -1 ? b.length : end;
}
