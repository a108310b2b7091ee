import type { ChatCompletionMessageParam, ChatCompletionRequestStreaming, MLCEngine } from '@mlc-ai/web-llm';
import type { PromptMessage } from '../../answer-types.ts';
import type { ChatEngine, ChatOptions, ChatResult, TokenChance } from '../chat-engine.ts';
import { engineClosed, runFailed } from '../engine-failure.ts';
import { StopTexts } from '../stop-texts.ts';
import type { DeviceGuard } from './webllm-device.ts';
import { WebLlmPromptCache, type PromptPlan } from './webllm-prompt-cache.ts';
import type { ConversationTemplate, WireMessage } from './webllm-template.ts';

/** The engine's own tokenizer, which it offers to nobody. */
interface Internals {
  loadedModelIdToPipeline: Map<string, { tokenizer: { encode(text: string): Int32Array } }>;
}

/** What the engine said and did in one call. */
interface Run {
  text: string;
  finish: string;
  /** Tokens that were computed before the first new one. */
  computed: number;
  /** Tokens drawn, the stop token included. */
  drawn: number;
  firstTokenAt: number;
}

/** The least share of the probability that web-llm draws from; it refuses 0. */
const MIN_TOP_P = 1e-5;

/** A model's own settings may have others, which callers of a `ChatEngine` know nothing of. */
const NO_PENALTIES = { frequency_penalty: 0, presence_penalty: 0, repetition_penalty: 1 };

const DEFAULT_MAX_TOKENS = 256;

/** The `ChatEngine` over a model that web-llm has loaded. */
export class WebLlmEngine implements ChatEngine {
  readonly info: ChatEngine['info'];
  readonly #engine: MLCEngine;
  readonly #device: DeviceGuard;
  readonly #cache: WebLlmPromptCache;
  /** Stop texts of the model itself. */
  readonly #stops: readonly string[];
  /** Why no call is possible any more. */
  #ended: Error | undefined;

  constructor(
    engine: MLCEngine,
    info: ChatEngine['info'],
    template: ConversationTemplate,
    device: DeviceGuard,
  ) {
    this.#engine = engine;
    this.info = info;
    this.#device = device;
    this.#cache = new WebLlmPromptCache(template, info.contextTokens, (text) => this.#encode(text));
    this.#stops = template.stop_str;
    void this.#watch();
  }

  async countTokens(messages: readonly PromptMessage[]): Promise<number> {
    if (this.#ended) throw this.#ended;
    return this.#cache.countTokens(messages);
  }

  async chat(
    messages: readonly PromptMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<ChatResult> {
    signal?.throwIfAborted();
    const start = performance.now();
    const plan = await this.#prepare(messages);
    const stops = new StopTexts([...this.#stops, ...(options.stop ?? [])]);
    const show = (piece: string): void => {
      if (piece !== '' && !signal?.aborted) onText(piece);
    };
    const abort = (): void => void this.#engine.interruptGenerate();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const run = await this.#run(() => this.#write(requestOf(plan.wire, options), stops, show));
      signal?.throwIfAborted();
      return this.#conclude(messages, plan, run, stops.isFound, start);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async nextTokens(messages: readonly PromptMessage[]): Promise<TokenChance[]> {
    const plan = await this.#prepare(messages);
    const { choices } = await this.#run(() =>
      this.#engine.chat.completions.create({
        messages: toParams(plan.wire),
        max_tokens: 1,
        // At 1 the probabilities are the model's own.
        temperature: 1,
        top_p: MIN_TOP_P,
        logprobs: true,
        top_logprobs: 5,
        ...NO_PENALTIES,
      }),
    );
    const chances = choices[0]?.logprobs?.content?.[0]?.top_logprobs ?? [];
    return chances.map(({ token, logprob }) => [token, logprob]);
  }

  async dispose(): Promise<void> {
    if (this.#ended) return;
    this.#ended = engineClosed('generator');
    await this.#engine.unload();
  }

  async #watch(): Promise<void> {
    const reason = await this.#device.lost;
    this.#ended ??= reason;
  }

  /** Plans the prompt, and empties the engine's cache unless it holds the beginning of it. */
  async #prepare(messages: readonly PromptMessage[]): Promise<PromptPlan> {
    if (this.#ended) throw this.#ended;
    const plan = this.#cache.plan(messages);
    if (plan.reused === 0) await this.#engine.resetChat();
    return plan;
  }

  async #write(
    request: ChatCompletionRequestStreaming,
    stops: StopTexts,
    show: (piece: string) => void,
  ): Promise<Run> {
    const run: Run = { text: '', finish: '', computed: 0, drawn: 0, firstTokenAt: 0 };
    for await (const { choices, usage } of await this.#engine.chat.completions.create(request)) {
      run.firstTokenAt ||= performance.now();
      const [choice] = choices;
      const piece = choice?.delta.content ?? '';
      run.text += piece;
      show(stops.push(piece));
      // Not a break: it ends after this token in good order, and says what it computed.
      if (stops.isFound) await this.#engine.interruptGenerate();
      if (choice?.finish_reason) run.finish = choice.finish_reason;
      if (usage) Object.assign(run, { computed: usage.prompt_tokens, drawn: usage.completion_tokens });
    }
    show(stops.end());
    return run;
  }

  #conclude(
    messages: readonly PromptMessage[],
    plan: PromptPlan,
    { text, finish, computed, drawn, firstTokenAt }: Run,
    isStopText: boolean,
    start: number,
  ): ChatResult {
    // web-llm begins anew where it holds another chat than was thought.
    const isReused = plan.reused > 0 && computed === plan.added;
    const promptTokens = computed + (isReused ? plan.reused : this.#cache.prefixTokens);
    const isEnd = finish === 'stop';
    // Otherwise the last token is not in the cache, or a stop text is. A stop token never gets there.
    if (isEnd && !isStopText) this.#cache.hold(messages, plan.wire, text, promptTokens + drawn - 1);
    return {
      finish: isEnd || isStopText ? 'stop' : 'length',
      promptTokens,
      reusedTokens: isReused ? plan.reused : 0,
      tokens: isEnd ? drawn - 1 : drawn,
      firstTokenMs: firstTokenAt - start,
      totalMs: performance.now() - start,
    };
  }

  /** Runs the engine; after a failure that is not the caller's there is no second run. */
  async #run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#device.run(work);
    } catch (error) {
      if (error instanceof Error && error.name === 'GrammarMatcherInitError') throw badSchema(error);
      this.#ended ??= runFailed('generator', 'webgpu', error);
      throw this.#ended;
    }
  }

  #encode(text: string): Int32Array {
    const [pipeline] = (this.#engine as unknown as Internals).loadedModelIdToPipeline.values();
    if (!pipeline) throw this.#ended ?? engineClosed('generator');
    return pipeline.tokenizer.encode(text);
  }
}

function requestOf(wire: readonly WireMessage[], options: ChatOptions): ChatCompletionRequestStreaming {
  const { maxTokens, temperature, topP, seed, schema } = options;
  return {
    messages: toParams(wire),
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: maxTokens ?? DEFAULT_MAX_TOKENS,
    temperature: temperature ?? 0,
    top_p: Math.max(topP ?? 1, MIN_TOP_P),
    ...NO_PENALTIES,
    ...(seed !== undefined && { seed }),
    ...(schema && { response_format: { type: 'json_object', schema: JSON.stringify(schema) } }),
  };
}

function toParams(wire: readonly WireMessage[]): ChatCompletionMessageParam[] {
  return wire.map((message) => ({ ...message })) as ChatCompletionMessageParam[];
}

function badSchema(cause: Error): TypeError {
  return new TypeError(
    `The JSON schema cannot be used (${cause.message}). Nothing was written. Simplify it.`,
    {
      cause,
    },
  );
}
