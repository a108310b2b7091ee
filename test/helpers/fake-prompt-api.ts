import type { PromptMessage } from '../../src/answer-types.ts';
import type {
  Availability,
  BrowserSession,
  PromptApi,
  SessionOptions,
} from '../../src/inference/browser-model/prompt-api.ts';

/** Words and the role's mark, as a tokenizer of this fake. */
function count(messages: readonly PromptMessage[]): number {
  return messages.reduce((sum, { content }) => sum + content.split(/\s+/).length + 1, 0);
}

/** As the Prompt API's: with what was asked for. */
function quotaExceeded(requested: number, quota: number): DOMException {
  const error = new DOMException('The input is too large.', 'QuotaExceededError');
  return Object.assign(error, { requested, quota });
}

/**
 * Behaves as Chromium's `LanguageModel` and its sessions do: a system message is taken only where a session begins, a
 * prompt and its answer stay in the session unless it was aborted, and a destroyed session takes nothing.
 */
export class FakePromptApi implements PromptApi {
  availabilityNow: Availability = 'available';
  /** Tokens that each session holds. */
  contextWindow = 50;
  /** Pieces of the next answers; the last one again and again. */
  answers: string[][] = [['Yes', ', it', ' is', '.']];
  readonly sessions: FakeSession[] = [];
  /** Options of each `create`. */
  readonly created: SessionOptions[] = [];

  availability(): Promise<Availability> {
    return Promise.resolve(this.availabilityNow);
  }

  create(options: SessionOptions): Promise<BrowserSession> {
    options.signal?.throwIfAborted();
    this.created.push(options);
    const listeners: ((event: { loaded: number }) => void)[] = [];
    options.monitor?.({ addEventListener: (_type, listener) => listeners.push(listener) });
    for (const listener of listeners) for (const loaded of [0, 1]) listener({ loaded });
    const tokens = count(options.initialPrompts ?? []);
    const session = new FakeSession(this, tokens);
    if (tokens > session.contextWindow) return Promise.reject(quotaExceeded(tokens, session.contextWindow));
    this.sessions.push(session);
    return Promise.resolve(session);
  }

  takeAnswer(): string[] {
    const [next = []] = this.answers;
    if (this.answers.length > 1) this.answers.shift();
    return next;
  }
}

export class FakeSession implements BrowserSession {
  readonly contextWindow: number;
  contextUsage: number;
  isDestroyed = false;
  /** What the last prompt was constrained to. */
  constraint: object | undefined;
  /** Whether the model was stopped while it wrote. */
  wasStopped = false;
  readonly #api: FakePromptApi;

  constructor(api: FakePromptApi, contextUsage: number) {
    this.contextWindow = api.contextWindow;
    this.#api = api;
    this.contextUsage = contextUsage;
  }

  measureContextUsage(input: readonly PromptMessage[]): Promise<number> {
    return this.#refusal(input) ?? Promise.resolve(count(input));
  }

  promptStreaming(
    input: readonly PromptMessage[],
    { signal, responseConstraint }: { signal: AbortSignal; responseConstraint?: object },
  ): ReadableStream<string> {
    this.constraint = responseConstraint;
    const pieces = this.#api.takeAnswer();
    let at = 0;
    const failure =
      responseConstraint && 'type' in responseConstraint && responseConstraint.type === 'nonsense'
        ? new DOMException('Response constraint is invalid.', 'NotSupportedError')
        : undefined;
    return new ReadableStream<string>(
      {
        start: (controller) => {
          signal.addEventListener('abort', () => {
            this.wasStopped = true;
            controller.error(signal.reason);
          });
        },
        pull: async (controller) => {
          await this.#refusal(input);
          if (failure) throw failure;
          const piece = pieces[at];
          at += 1;
          if (piece !== undefined) controller.enqueue(piece);
          else {
            this.contextUsage += count(input) + pieces.length;
            controller.close();
          }
        },
      },
      { highWaterMark: 0 },
    );
  }

  destroy(): void {
    this.isDestroyed = true;
  }

  #refusal(input: readonly PromptMessage[]): Promise<never> | undefined {
    if (this.isDestroyed)
      return Promise.reject(new DOMException('The session has been destroyed.', 'InvalidStateError'));
    if (input.some(({ role }) => role === 'system'))
      return Promise.reject(new DOMException('A system prompt must be initial.', 'NotSupportedError'));
    return undefined;
  }
}
