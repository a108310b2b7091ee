import { describe, expect, it } from 'vitest';
import type { PromptMessage } from '../../../src/answer-types.ts';
import type { GeneratorEvent } from '../../../src/inference/generator.ts';
import { ModelGenerator } from '../../../src/inference/writing/model-generator.ts';
import { describeGenerator, retrievalOf } from '../../contract/generator.ts';
import { INFO, says, ScriptedChat, SETTINGS, write } from '../../helpers/scripted-chat.ts';

const RIGHT = 'The rent is due on the third working day.';

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
