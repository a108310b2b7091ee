import { describe, expect, it } from 'vitest';
import { NOT_FOUND } from '../../../src/inference/extractive-generator.ts';
import { retrievalOf } from '../../contract/generator.ts';
import { says, ScriptedChat, write } from '../../helpers/scripted-chat.ts';

const RIGHT = 'The rent is due on the third working day.';

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
