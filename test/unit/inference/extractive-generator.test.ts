import { describe, expect, it } from 'vitest';
import { streamAnswer } from '../../../src/answer.ts';
import { ExtractiveGenerator, NOT_FOUND } from '../../../src/inference/extractive-generator.ts';
import type { AnswerEvent } from '../../../src/answer-types.ts';
import type { Retrieval } from '../../../src/types.ts';
import { describeGenerator, retrievalOf } from '../../contract/generator.ts';

describeGenerator('ExtractiveGenerator', async () => new ExtractiveGenerator());

async function answer(retrieval: Retrieval): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of streamAnswer(new ExtractiveGenerator(), { retrieval }, signal))
    events.push(event);
  return events;
}

describe('an answer in quotes', () => {
  it('comes as sources, text and citations, in this order, and says that it is quotes', async () => {
    const events = await answer(retrievalOf());
    expect(events[0]).toMatchObject({ type: 'sources', passages: [{ document: 'lease.txt' }] });
    const text = '“The rent is due on the third working day.” [1]\n“It is 950 euros a month.” [2]';
    expect(events.flatMap((event) => (event.type === 'token' ? [event.text] : [])).join('')).toBe(text);
    expect(events.at(-1)).toMatchObject({
      type: 'done',
      finish: 'stop',
      text,
      author: { kind: 'quotes' },
      citations: [
        { number: 1, quote: 'The rent is due on the third working day.', document: 'lease.txt' },
        { number: 2, quote: 'It is 950 euros a month.' },
      ],
    });
  });

  it('says with the sources which phrases of the question they hold', async () => {
    const phrases = [{ text: 'working day', found: true }];
    expect((await answer(retrievalOf({ phrases })))[0]).toMatchObject({ type: 'sources', phrases });
    expect((await answer(retrievalOf()))[0]).not.toHaveProperty('phrases');
  });

  it('puts a quote that spans lines on one line, and cites it as it stands', async () => {
    const [quote] = retrievalOf().quotes;
    const text = 'The rent is\n  due.';
    const events = await answer(retrievalOf({ quotes: [{ ...quote!, text }] }));
    expect(events.at(-1)).toMatchObject({ text: '“The rent is due.” [1]', citations: [{ quote: text }] });
  });

  it('says plainly that nothing was found, and still hands out the nearest passages', async () => {
    const events = await answer(retrievalOf({ found: false }));
    expect(events[0]).toMatchObject({ type: 'sources', passages: [{}] });
    expect(events.at(-1)).toMatchObject({ finish: 'refused', text: NOT_FOUND, citations: [] });
    expect((await answer(retrievalOf({ quotes: [] }))).at(-1)).toMatchObject({ finish: 'refused' });
  });
});
