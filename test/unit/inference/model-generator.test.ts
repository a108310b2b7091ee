import { describe, expect, it } from 'vitest';
import type { PromptMessage } from '../../../src/answer-types.ts';
import type { ChatOptions, ChatResult } from '../../../src/inference/chat-engine.ts';
import { NOT_FOUND } from '../../../src/inference/extractive-generator.ts';
import type { GenerationRequest, GeneratorEvent, GeneratorInfo } from '../../../src/inference/generator.ts';
import { ModelGenerator, type Chat } from '../../../src/inference/model-generator.ts';
import type { GeneratorSettings } from '../../../src/models/manifest.ts';
import { describeGenerator, retrievalOf } from '../../contract/generator.ts';

const INFO: GeneratorInfo = { author: { kind: 'model', name: 'Script' }, device: 'wasm' };
const SETTINGS: GeneratorSettings = {
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

const RIGHT = 'The rent is due on the third working day.';

/** A model that writes what it is told, a few characters at a time, each after a turn of the event loop. */
class ScriptedChat implements Chat {
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

interface Written {
  events: GeneratorEvent[];
  text: string;
  /** Each complete sentence with its marks. */
  sentences: [text: string, marks: readonly number[]][];
  finish: GeneratorEvent | undefined;
}

async function write(chat: Chat, request: Partial<GenerationRequest> = {}): Promise<Written> {
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

const says = (text: string, finish?: ChatResult['finish']): Promise<Written> =>
  write(new ScriptedChat(text, finish));

describeGenerator(
  'ModelGenerator',
  async () => new ModelGenerator(new ScriptedChat(`${RIGHT} It is 950 euros a month.`), INFO, SETTINGS),
);

describe('an answer of a model', () => {
  it('gets our marks after the sentences that a source carries, numbered by first use', async () => {
    const { text, sentences, events } = await says(
      'It is 950 euros a month [7]. It is due on the third working day (1). Pay 950 euros. Pay 800 euros.',
    );
    expect(text).toBe(
      'It is 950 euros a month. [1] It is due on the third working day. [2] Pay 950 euros. Pay 800 euros.',
    );
    expect(sentences).toEqual([
      ['It is 950 euros a month.', [1]],
      ['It is due on the third working day.', [2]],
      ['Pay 950 euros.', []],
      ['Pay 800 euros.', []],
    ]);
    const cited = events.flatMap((event) => (event.type === 'cite' ? [event] : []));
    expect(cited).toMatchObject([
      { number: 1, evidence: { text: 'It is 950 euros a month.' } },
      { number: 2, evidence: { text: RIGHT } },
    ]);
  });

  it.each([1, 2, 3, 7, 31, 500])('is the same in pieces of %d characters', async (piece) => {
    const said = `When is the rent due? ${RIGHT} [2] 1. It is 950 euros a month (1).\n\n- Pay. ${RIGHT} ${RIGHT}`;
    const chat = new ScriptedChat(said);
    chat.piece = piece;
    const { text, sentences } = await write(chat);
    expect(text).toBe(`${RIGHT} [1] 1. It is 950 euros a month. [2]\n\n- Pay.`);
    expect(sentences.map(([sentence]) => sentence)).toEqual([RIGHT, '1. It is 950 euros a month.', '- Pay.']);
  });

  it('cites a source once, however often it is used', async () => {
    const { text, events } = await says(`${RIGHT} The third working day it is.`);
    expect(text).toBe(`${RIGHT} [1] The third working day it is. [1]`);
    expect(events.filter(({ type }) => type === 'cite')).toHaveLength(1);
  });

  it('keeps the lines of a list, and takes no enumeration for a mark', async () => {
    const { text, sentences } = await says('1. Third working day\n2. 950 euros\n\nNo more.');
    expect(text).toBe('1. Third working day [1]\n2. 950 euros [2]\n\nNo more.');
    expect(sentences.map(([, marks]) => marks)).toEqual([[1], [2], []]);
  });

  it('comes word by word, not sentence by sentence', async () => {
    const { events } = await says('Tenants of this house must pay on the third working day.');
    const first = events.findIndex(({ type }) => type === 'sentence');
    expect(events.slice(0, first).filter(({ type }) => type === 'token').length).toBeGreaterThan(5);
  });

  it('ends with the exact prompt, what it left out and the speed', async () => {
    const chat = new ScriptedChat(RIGHT);
    const history: PromptMessage[] = [
      { role: 'user', content: 'Text: a\n\nQuestion: b' },
      { role: 'assistant', content: 'c' },
    ];
    const { finish } = await write(chat, { history, sampling: { maxTokens: 40, seed: 7, stop: ['END'] } });
    const messages = chat.calls[0]?.messages ?? [];
    expect(messages.slice(1, 3)).toEqual(history);
    expect(chat.calls[0]?.options).toEqual({
      maxTokens: 40,
      seed: 7,
      stop: ['END', '\nQuestion:', '\nText:'],
    });
    expect(finish).toEqual({
      type: 'finish',
      finish: 'stop',
      prompt: { messages, tokens: await chat.countTokens(messages), leftOut: { sources: 0, turns: 0 } },
      speed: { promptTokens: 60, reusedTokens: 20, tokens: 21, firstTokenMs: 500, tokensPerSecond: 10 },
    });
  });

  it('says that it was cut by the limit of tokens, and keeps the begun sentence', async () => {
    const { text, finish } = await says(`${RIGHT} And it is 950 eu`, 'length');
    expect(text).toBe(`${RIGHT} [1] And it is 950 eu`);
    expect(finish).toMatchObject({ finish: 'length' });
  });

  it('is data where a schema is asked for: nothing is added', async () => {
    const json = '{"rent": [1], "due": "May"}';
    const { text, events } = await write(new ScriptedChat(json), { sampling: { schema: {} } });
    expect(text).toBe(json);
    expect(events.every(({ type }) => type === 'token' || type === 'finish')).toBe(true);
  });
});

describe('what is no answer', () => {
  it('is not asked for when the search found nothing', async () => {
    const chat = new ScriptedChat(RIGHT);
    const { text } = await write(chat, { retrieval: retrievalOf({ found: false }) });
    expect(text).toBe(NOT_FOUND);
    expect(chat.calls).toEqual([]);
  });

  it('is a refusal: the model is stopped, the finish says so', async () => {
    const chat = new ScriptedChat(
      "I don't know. But let me tell you a long story about the rent of other people.",
    );
    const { text, finish, sentences } = await write(chat);
    expect(text).toBe("I don't know.");
    expect(sentences).toEqual([]);
    expect(finish).toMatchObject({ finish: 'refused' });
    expect(chat.aborted).toBe(1);
  });

  it('is a refusal after an answer', async () => {
    const { finish, sentences } = await says(`${RIGHT} The text does not contain the answer.`);
    expect(finish).toMatchObject({ finish: 'stop' });
    expect(sentences.map(([, marks]) => marks)).toEqual([[1], []]);
  });

  it.each([
    ['empty', '', ' \n '],
    ['empty', '', '...'],
    ['echo', '', 'When is the rent due?'],
    ['echo', '', 'Answer the question using only the text. Answer in one short sentence.'],
    ['echo', '', 'Text: The rent is due on the third working day. Question: When is the rent due?'],
    ['repetition', 'Der ', 'Der Schulen, der Schulen, der Schulen, der Schulen, der Schulen, der Schulen'],
  ] as const)('is withdrawn as %s, and the quotes follow', async (reason, shown, said) => {
    const { events, text, finish } = await says(said);
    const at = events.findIndex(({ type }) => type === 'withdrawn');
    expect(events[at]).toEqual({ type: 'withdrawn', reason });
    const before = events.slice(0, at).map((event) => (event.type === 'token' ? event.text : ''));
    expect(before.join('').startsWith(shown)).toBe(true);
    expect(before.join('').length).toBeLessThanOrEqual(reason === 'repetition' ? said.length : 0);
    expect(text).toBe(`“${RIGHT}” [1]\n“It is 950 euros a month.” [2]`);
    expect(finish).toMatchObject({ finish: 'stop', prompt: { leftOut: { sources: 0 } } });
  });

  it('is the question before its answer: left out', async () => {
    const { text } = await says(`When is the rent due? ${RIGHT}`);
    expect(text).toBe(`${RIGHT} [1]`);
  });

  it('is the same sentence again: the model is stopped before it shows', async () => {
    const chat = new ScriptedChat(`${RIGHT} It is 950 euros a month. ${`${RIGHT} `.repeat(50)}`);
    const { text, finish } = await write(chat);
    expect(text).toBe(`${RIGHT} [1] It is 950 euros a month. [2]`);
    expect(finish).toMatchObject({ finish: 'stop' });
    expect(chat.aborted).toBe(1);
    expect(chat.written).toBeLessThan(200);
  });

  it('is the beginning of a said sentence where the limit cut it', async () => {
    const { text, finish } = await says(`${RIGHT} The rent is due on`, 'length');
    expect(text).toBe(`${RIGHT} [1]`);
    expect(finish).toMatchObject({ finish: 'length' });
  });

  it('is a loop after a good beginning: what showed of it has no support', async () => {
    const chat = new ScriptedChat(`${RIGHT} Then ${'pay and pay again '.repeat(60)}`);
    const { sentences, finish } = await write(chat);
    expect(sentences[0]).toEqual([RIGHT, [1]]);
    expect(sentences[1]?.[1]).toEqual([]);
    expect(finish).toMatchObject({ finish: 'length' });
    expect(chat.aborted).toBe(1);
  });

  it('is a further question that the model puts to itself', async () => {
    const chat = new ScriptedChat(
      `${RIGHT}\nQuestion: Who pays the heating? ${'The landlord does. '.repeat(40)}`,
    );
    const { text, finish } = await write(chat);
    expect(text).toBe(`${RIGHT} [1]`);
    expect(finish).toMatchObject({ finish: 'stop' });
    expect(chat.aborted).toBe(1);
  });

  it('is anything without a source: a question that fills the context gets quotes', async () => {
    const chat = new ScriptedChat(RIGHT);
    const { events } = await write(chat, { retrieval: retrievalOf({ question: 'why '.repeat(3000) }) });
    expect(events[0]).toEqual({ type: 'withdrawn', reason: 'empty' });
    expect(events.some(({ type }) => type === 'cite')).toBe(true);
    expect(chat.calls).toEqual([]);
  });
});

describe('a model that is stopped or fails', () => {
  it('is aborted when nobody reads on, before the reader goes on', async () => {
    const chat = new ScriptedChat(RIGHT.repeat(100));
    for await (const event of new ModelGenerator(chat, INFO, SETTINGS).generate({ retrieval: retrievalOf() }))
      if (event.type === 'token') break;
    expect(chat.aborted).toBe(1);
    expect(chat.written).toBeLessThan(200);
  });

  it('is aborted with the reason of the signal', async () => {
    const chat = new ScriptedChat('Something else is written. '.repeat(100));
    const abort = new AbortController();
    const reason = new Error('enough');
    const events = new ModelGenerator(chat, INFO, SETTINGS).generate(
      { retrieval: retrievalOf() },
      abort.signal,
    );
    expect((await events.next()).value).toMatchObject({ type: 'token' });
    abort.abort(reason);
    await expect(events.next()).rejects.toBe(reason);
    expect(chat.aborted).toBe(1);
  });

  it('hands out its text, then its error', async () => {
    const failure = new Error('device lost');
    const seen: GeneratorEvent[] = [];
    const generator = new ModelGenerator(
      new ScriptedChat(`${RIGHT} More words`, 'stop', failure),
      INFO,
      SETTINGS,
    );
    const reading = (async () => {
      for await (const event of generator.generate({ retrieval: retrievalOf() })) seen.push(event);
    })();
    await expect(reading).rejects.toBe(failure);
    expect(seen.some(({ type }) => type === 'sentence')).toBe(true);
    expect(seen.some(({ type }) => type === 'finish')).toBe(false);
  });
});
