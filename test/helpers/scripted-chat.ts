import type { PromptMessage } from '../../src/answer-types.ts';
import type { ChatOptions, ChatResult } from '../../src/inference/chat-engine.ts';
import type { GenerationRequest, GeneratorEvent, GeneratorInfo } from '../../src/inference/generator.ts';
import { ModelGenerator, type Chat } from '../../src/inference/writing/model-generator.ts';
import type { GeneratorSettings } from '../../src/models/manifest.ts';
import { retrievalOf } from '../contract/generator.ts';

export const INFO: GeneratorInfo = { author: { kind: 'model', name: 'Script' }, device: 'wasm' };
export const SETTINGS: GeneratorSettings = {
  title: 'Script',
  dtype: 'q4',
  contextTokens: 2048,
  languages: ['en'],
  evidence: 'sentences',
  forms: [],
  selfTest: { file: 'canaries.json', cases: [0], maxLogprobError: 1 },
};
const RESULT: ChatResult = {
  finish: 'stop',
  promptTokens: 60,
  reusedTokens: 20,
  tokens: 21,
  firstTokenMs: 500,
  totalMs: 2500,
};

/** A model that writes what it is told, a few characters at a time, each after a turn of the event loop. */
export class ScriptedChat implements Chat {
  readonly calls: { messages: readonly PromptMessage[]; options: ChatOptions }[] = [];
  /** Characters written by the last call, and how many calls ended by an abort. */
  written = 0;
  aborted = 0;
  #running = 0;
  /** Characters a piece. */
  piece = 4;
  readonly #text: string;
  readonly #finish: ChatResult['finish'];
  readonly #failure: Error | undefined;

  constructor(text: string, finish: ChatResult['finish'] = 'stop', failure?: Error) {
    this.#text = text;
    this.#finish = finish;
    this.#failure = failure;
  }

  async countTokens(messages: readonly PromptMessage[]): Promise<number> {
    return messages.reduce((sum, { content }) => sum + content.split(/\s+/).length, 0);
  }

  async chat(
    messages: readonly PromptMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<ChatResult> {
    this.calls.push({ messages, options });
    if (++this.#running > 1) throw new Error('Two calls overlap.');
    try {
      for (this.written = 0; this.written < this.#text.length; this.written += this.piece) {
        await new Promise((resolve) => setImmediate(resolve));
        signal?.throwIfAborted();
        onText(this.#text.slice(this.written, this.written + this.piece));
      }
      if (this.#failure) throw this.#failure;
      return { ...RESULT, finish: this.#finish };
    } catch (error) {
      if (signal?.aborted) this.aborted++;
      throw error;
    } finally {
      this.#running--;
    }
  }
}

export interface Written {
  events: GeneratorEvent[];
  text: string;
  /** Each complete sentence with its marks. */
  sentences: [text: string, marks: readonly number[]][];
  finish: GeneratorEvent | undefined;
}

/** All that a generator makes of what a model says, by default about a lease. */
export async function write(chat: Chat, request: Partial<GenerationRequest> = {}): Promise<Written> {
  const generator = new ModelGenerator(chat, INFO, SETTINGS);
  const written: Written = { events: [], text: '', sentences: [], finish: undefined };
  for await (const event of generator.generate({ retrieval: retrievalOf(), ...request })) {
    written.events.push(event);
    if (event.type === 'token') written.text += event.text;
    if (event.type === 'withdrawn') written.text = '';
    if (event.type === 'sentence')
      written.sentences.push([written.text.slice(event.start, event.end), event.marks]);
    written.finish = event;
  }
  return written;
}

/** `write` with a model that says this. */
export function says(text: string, finish?: ChatResult['finish']): Promise<Written> {
  return write(new ScriptedChat(text, finish));
}
