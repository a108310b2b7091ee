import type { EarlierTurn, PromptReport, WritingSpeed } from '../../answer-types.ts';
import type { ChatApi, ChatOptions, ChatResult } from '../chat-engine.ts';
import { ExtractiveGenerator } from '../extractive-generator.ts';
import type { GenerationRequest, Generator, GeneratorEvent, GeneratorInfo } from '../generator.ts';
import { GroundedText } from './grounded-text.ts';
import { buildPrompt, type Prompt, type PromptSettings } from './prompt.ts';
import { rewriteQuestion } from './question-writer.ts';
import { TextQueue } from './text-queue.ts';

/** After these the model would play the person. */
const STOPS: readonly string[] = ['\nQuestion:', '\nText:'];

/** What a generator needs of an engine; calls must not overlap. */
export type Chat = Pick<ChatApi, 'countTokens' | 'chat'>;

/** What the last event tells about the model. */
interface Report {
  prompt: PromptReport;
  /** Absent when the model was stopped before its end. */
  speed?: WritingSpeed;
}

/** How the model's text ended. */
interface Ending {
  /** Absent when it was stopped before its end. */
  result?: ChatResult;
}

/**
 * Lets a language model write the answer from the best of what the search found. Whether the documents hold an answer is
 * the search's decision, not the model's. Each sentence is tied to the sources or marked as not supported; an answer
 * that is none is withdrawn and the quotes follow.
 *
 * With a `schema` in the request's sampling the text is data: it comes as it is written, without marks and citations.
 */
export class ModelGenerator implements Generator {
  readonly info: GeneratorInfo;
  readonly #chat: Chat;
  readonly #settings: PromptSettings;
  readonly #quotes = new ExtractiveGenerator();
  #isBusy = false;

  constructor(chat: Chat, info: GeneratorInfo, settings: PromptSettings) {
    this.#chat = chat;
    this.info = info;
    this.#settings = settings;
  }

  /** `finish` is 'length' where the text was cut inside a sentence, 'refused' where the model says it does not know. */
  async *generate(request: GenerationRequest, signal?: AbortSignal): AsyncGenerator<GeneratorEvent> {
    signal?.throwIfAborted();
    const { retrieval, sampling } = request;
    if (!retrieval.found || retrieval.quotes.length === 0) {
      yield* this.#quotes.generate(request, signal);
      return;
    }
    const prompt = await buildPrompt(request, this.#settings, (messages) => this.#chat.countTokens(messages));
    signal?.throwIfAborted();
    // Without a source a model would answer from memory; that happens when the question alone fills its context.
    if (prompt.sources.length === 0)
      yield* this.#giveQuotes('empty', request, { prompt: prompt.report }, signal);
    else if (sampling?.schema) yield* this.#giveData(prompt, sampling, signal);
    else yield* this.#giveAnswer(prompt, request, signal);
  }

  /**
   * See `rewriteQuestion`. Undefined at once while the model is at work, as the search is not to wait for that, and for a
   * model that needs sentences picked for it: of 51 follow-up questions SmolLM2 135M completed one, and echoed the rest.
   */
  async rewrite(
    question: string,
    previous: readonly EarlierTurn[],
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    if (this.#isBusy || this.#settings.evidence === 'sentences') return undefined;
    this.#isBusy = true;
    try {
      return await rewriteQuestion(this.#chat, question, previous, signal);
    } finally {
      this.#isBusy = false;
    }
  }

  /** The engine belongs to whoever opened it. */
  async dispose(): Promise<void> {
    await this.#quotes.dispose();
  }

  async *#giveAnswer(
    prompt: Prompt,
    request: GenerationRequest,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<GeneratorEvent> {
    const text = new GroundedText(request.retrieval.question, prompt);
    const ending: Ending = {};
    const options = { ...request.sampling, stop: [...(request.sampling?.stop ?? []), ...STOPS] };
    for await (const piece of this.#write(prompt, options, ending, signal)) {
      yield* whileWanted(text.push(piece), signal);
      if (text.isOver) break;
    }
    yield* whileWanted(text.end(ending.result?.finish === 'length'), signal);
    const report = reportOf(prompt, ending);
    const { withdrawn, isRefusal, isCut } = text.verdict;
    if (withdrawn) yield* this.#giveQuotes(withdrawn, request, report, signal);
    else yield { type: 'finish', finish: isRefusal ? 'refused' : isCut ? 'length' : 'stop', ...report };
  }

  async *#giveData(
    prompt: Prompt,
    sampling: ChatOptions,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<GeneratorEvent> {
    const ending: Ending = {};
    for await (const text of this.#write(prompt, sampling, ending, signal)) {
      signal?.throwIfAborted();
      yield { type: 'token', text };
    }
    yield { type: 'finish', finish: ending.result?.finish ?? 'stop', ...reportOf(prompt, ending) };
  }

  /** The model's text in pieces. Whoever stops reading stops the model; this waits until it has stopped. */
  async *#write(
    prompt: Prompt,
    sampling: ChatOptions,
    ending: Ending,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<string> {
    const abort = new AbortController();
    const queue = new TextQueue();
    const cancel = (): void => {
      abort.abort(signal?.reason);
      queue.fail(signal?.reason);
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const options = { ...sampling, maxTokens: prompt.maxTokens };
    this.#isBusy = true;
    const writing = (async () => {
      try {
        const push = (text: string): void => queue.push(text);
        ending.result = await this.#chat.chat(prompt.messages, options, push, abort.signal);
        queue.close();
      } catch (error) {
        queue.fail(error);
      }
    })();
    try {
      yield* queue;
    } finally {
      signal?.removeEventListener('abort', cancel);
      abort.abort(new DOMException('The answer is not read any further.', 'AbortError'));
      await writing;
      this.#isBusy = false;
    }
  }

  async *#giveQuotes(
    reason: 'echo' | 'empty' | 'repetition',
    request: GenerationRequest,
    report: Report,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<GeneratorEvent> {
    yield { type: 'withdrawn', reason };
    for await (const event of this.#quotes.generate(request, signal))
      yield event.type === 'finish' ? { ...event, ...report } : event;
  }
}

function* whileWanted(
  events: Iterable<GeneratorEvent>,
  signal: AbortSignal | undefined,
): Iterable<GeneratorEvent> {
  for (const event of events) {
    signal?.throwIfAborted();
    yield event;
  }
}

function reportOf({ report }: Prompt, { result }: Ending): Report {
  return { prompt: report, ...(result && { speed: speedOf(result) }) };
}

function speedOf({ promptTokens, reusedTokens, tokens, firstTokenMs, totalMs }: ChatResult): WritingSpeed {
  const seconds = (totalMs - firstTokenMs) / 1000;
  // The first token comes with the prompt; the rate is that of the others.
  const tokensPerSecond = tokens > 1 && seconds > 0 ? (tokens - 1) / seconds : 0;
  return { promptTokens, reusedTokens, tokens, firstTokenMs, tokensPerSecond };
}
