import type { PromptMessage } from '../../answer-types.ts';
import { isRagError } from '../../errors.ts';
import type { CallOptions } from '../../types.ts';
import { browserModelMissing, callFailed, optionRefused } from './browser-model-failure.ts';
import type { ChatApi, ChatOptions, ChatResult } from '../chat-engine.ts';
import { engineClosed, promptTooLong } from '../engine-failure.ts';
import type { GeneratorInfo } from '../generator.ts';
import {
  expectTexts,
  findPromptApi,
  isForbidden,
  type BrowserSession,
  type PromptApi,
  type SessionOptions,
} from './prompt-api.ts';
import { StopTexts } from '../stop-texts.ts';

export interface BrowserModelOptions extends CallOptions {
  /** Languages of questions and answers, BCP 47. Default `['en']`. */
  languages?: readonly string[];
  /**
   * Lets the browser fetch its model from its maker when it does not have it yet, which takes some gigabytes and needs a
   * click shortly before. Default false: nothing is fetched.
   */
  allowDownload?: boolean;
  /** Default: the page's `LanguageModel`. */
  api?: PromptApi;
}

/**
 * Opens the model that the browser itself has (the Prompt API's `LanguageModel`). It exists on pages only, and where the
 * response headers allow the feature `language-model`, which this project's own do not.
 *
 * What it is and what becomes of the words it gets **cannot be verified**: its bytes are the browser's. So it is used
 * only when a caller opens it, and never chosen by `auto`. Progress of the step 'download' is a share of 1.
 *
 * @throws {EnvironmentError} `missing_feature`, with what the browser says in `details.actual`.
 * @throws {WorkerError} `crashed`: the browser could not start it.
 */
export async function openBrowserModel(options: BrowserModelOptions = {}): Promise<BrowserModel> {
  const { signal, onProgress, languages = ['en'], allowDownload = false } = options;
  signal?.throwIfAborted();
  const api = options.api ?? findPromptApi();
  if (!api) throw browserModelMissing('absent');
  const texts = expectTexts(languages);
  const availability = await api.availability(texts);
  if (availability === 'unavailable') throw browserModelMissing(isForbidden() ? 'forbidden' : availability);
  if (availability !== 'available' && !allowDownload) throw browserModelMissing(availability);
  const open = (more: Partial<SessionOptions>): Promise<BrowserSession> => api.create({ ...texts, ...more });
  try {
    const idle = await open({
      ...(signal && { signal }),
      monitor: (download) =>
        download.addEventListener('downloadprogress', ({ loaded }) =>
          onProgress?.({ step: 'download', subject: 'LanguageModel', done: loaded, total: 1, unit: 'bytes' }),
        ),
    });
    return new BrowserModel(idle, open);
  } catch (error) {
    signal?.throwIfAborted();
    throw callFailed(error, 0, false);
  }
}

/** A conversation that may go on. */
interface Conversation {
  session: BrowserSession;
  /** All that the session holds, the answers as they were written. */
  messages: readonly PromptMessage[];
}

/**
 * The browser's own model. Calls must not overlap. Of `ChatOptions` it takes `maxTokens` (each piece of text counts as a
 * token), `stop` and `schema`; the browser fixes how tokens are picked, so that `temperature` and `topP` change nothing,
 * and a `seed` is refused.
 */
export class BrowserModel implements Pick<ChatApi, 'countTokens' | 'chat' | 'dispose'> {
  readonly info: GeneratorInfo = {
    author: { kind: 'model', name: "The browser's own model, not verified" },
    device: 'browser',
    engine: 'LanguageModel',
    advice:
      "This model is the browser's own. Its bytes cannot be verified, unlike those of all other models.",
  };
  /** Most tokens of prompt and answer together. */
  readonly contextTokens: number;
  readonly #open: (more: Partial<SessionOptions>) => Promise<BrowserSession>;
  /** Has no conversation; measures texts. */
  #idle: BrowserSession | undefined;
  #last: Conversation | undefined;

  /** Made by `openBrowserModel`. */
  constructor(idle: BrowserSession, open: (more: Partial<SessionOptions>) => Promise<BrowserSession>) {
    this.#idle = idle;
    this.#open = open;
    this.contextTokens = idle.contextWindow;
  }

  /** Length of the prompt as the browser estimates it. */
  async countTokens(messages: readonly PromptMessage[]): Promise<number> {
    if (!this.#idle) throw engineClosed('generator');
    const [first] = messages;
    if (first?.role !== 'system') return this.#idle.measureContextUsage(messages);
    // A system message is taken only where a session begins.
    const session = await this.#open({ initialPrompts: [first] });
    const turns = messages.slice(1);
    const tokens = session.contextUsage + (turns.length > 0 ? await session.measureContextUsage(turns) : 0);
    session.destroy();
    return tokens;
  }

  /**
   * Writes the next message; a conversation that goes on from the last answer is not read again.
   *
   * @throws {RangeError} the prompt is longer than the model holds.
   * @throws {EnvironmentError} `missing_feature`: a `seed`, or a schema that the browser does not take.
   * @throws {StateError | WorkerError} `closed`; `crashed`.
   */
  async chat(
    messages: readonly PromptMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<ChatResult> {
    if (!this.#idle) throw engineClosed('generator');
    signal?.throwIfAborted();
    if (options.seed !== undefined) throw optionRefused('seed');
    const start = performance.now();
    let session: BrowserSession | undefined;
    try {
      const resumed = await this.#resume(messages, signal);
      const { reusedTokens } = resumed;
      session = resumed.session;
      const answer = new Answer(session, options, onText);
      const promptTokens = session.contextUsage + (await session.measureContextUsage(messages.slice(-1)));
      if (promptTokens > this.contextTokens) throw promptTooLong(promptTokens, this.contextTokens);
      await answer.write(messages.slice(-1), signal);
      // What was cut off is not in the session as it was shown.
      if (answer.isWhole)
        this.#last = { session, messages: [...messages, { role: 'assistant', content: answer.text }] };
      else session.destroy();
      const totalMs = performance.now() - start;
      const { finish, tokens, firstAt } = answer;
      const firstTokenMs = firstAt === undefined ? totalMs : firstAt - start;
      return { finish, promptTokens, reusedTokens, tokens, firstTokenMs, totalMs };
    } catch (error) {
      session?.destroy();
      signal?.throwIfAborted();
      if (isRagError(error) || error instanceof RangeError) throw error;
      throw callFailed(error, this.contextTokens, options.schema !== undefined);
    }
  }

  async dispose(): Promise<void> {
    this.#idle?.destroy();
    this.#last?.session.destroy();
    this.#idle = undefined;
    this.#last = undefined;
  }

  /** The last session if the messages go on from it, else a new one. Either is the caller's alone. */
  async #resume(
    messages: readonly PromptMessage[],
    signal: AbortSignal | undefined,
  ): Promise<{ session: BrowserSession; reusedTokens: number }> {
    const last = this.#last;
    this.#last = undefined;
    const before = messages.slice(0, -1);
    if (last && JSON.stringify(before) === JSON.stringify(last.messages))
      return { session: last.session, reusedTokens: last.session.contextUsage };
    last?.session.destroy();
    const session = await this.#open({ initialPrompts: before, ...(signal && { signal }) });
    return { session, reusedTokens: 0 };
  }
}

/** One answer as it is written. */
class Answer {
  text = '';
  tokens = 0;
  finish: ChatResult['finish'] = 'stop';
  /** Whether the model itself came to the end, and all of it was shown. */
  isWhole = false;
  firstAt: number | undefined;
  readonly #session: BrowserSession;
  readonly #onText: (text: string) => void;
  readonly #maxTokens: number;
  readonly #schema: object | undefined;
  readonly #stops: StopTexts;

  constructor(
    session: BrowserSession,
    { maxTokens = 256, stop = [], schema }: ChatOptions,
    onText: (text: string) => void,
  ) {
    this.#session = session;
    this.#onText = onText;
    this.#maxTokens = maxTokens;
    this.#schema = schema;
    this.#stops = new StopTexts(stop);
  }

  async write(question: readonly PromptMessage[], signal: AbortSignal | undefined): Promise<void> {
    const ended = new AbortController();
    const reader = this.#session
      .promptStreaming(question, {
        signal: signal ? AbortSignal.any([signal, ended.signal]) : ended.signal,
        ...(this.#schema && { responseConstraint: this.#schema }),
      })
      .getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      signal?.throwIfAborted();
      this.tokens += 1;
      this.#show(this.#stops.push(next.value));
      if (!this.#stops.isFound && this.tokens >= this.#maxTokens) this.finish = 'length';
      if (!this.#stops.isFound && this.finish !== 'length') continue;
      // Stops the model; the stream has nothing more to say.
      ended.abort();
      await reader.cancel().catch(() => undefined);
      break;
    }
    this.isWhole = !ended.signal.aborted;
    this.#show(this.#stops.end());
  }

  #show(piece: string): void {
    if (piece === '') return;
    this.firstAt ??= performance.now();
    this.text += piece;
    this.#onText(piece);
  }
}
