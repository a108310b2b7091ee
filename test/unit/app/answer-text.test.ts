import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Citation } from '../../../src/answer-types.ts';
import { separateMarks } from '../../../src/app/conversation/answer-text.ts';
import { spokenSentence } from '../../../src/app/conversation/spoken-lines.ts';

function cite(number: number): Citation {
  return {
    number,
    documentId: 'lease.txt',
    document: 'lease.txt',
    anchor: {},
    quote: 'The rent is due.',
    start: 0,
    end: 16,
    mark: [0, 16],
  };
}

const TEXT = 'The rent is due. [1] [2] It is paid. In gold. [2]';
const SENTENCES = [
  { start: 0, end: 16, marks: [1, 2] },
  { start: 25, end: 36, marks: [] },
  { start: 37, end: 45, marks: [2] },
];

describe('separateMarks', () => {
  it('takes the marks out and keeps each sentence at its words', () => {
    const citations = [cite(1), cite(2)];
    const { text, sentences } = separateMarks({
      text: TEXT,
      sentences: SENTENCES,
      citations,
      state: 'written',
    });
    expect(text).toBe('The rent is due. It is paid. In gold.');
    expect(
      sentences.map(({ start, end, isSupported, citations: opened }) => [
        text.slice(start, end),
        isSupported,
        opened.map(({ number }) => number),
      ]),
    ).toEqual([
      ['The rent is due.', true, [1, 2]],
      ['It is paid.', false, []],
      ['In gold.', true, [2]],
    ]);
  });

  it('leaves out a mark without a citation', () => {
    const answer = separateMarks({
      text: TEXT,
      sentences: SENTENCES,
      citations: [cite(2)],
      state: 'written',
    });
    expect(answer.text).not.toContain('[');
    expect(answer.sentences[0]?.citations.map(({ number }) => number)).toEqual([2]);
  });

  it('shows no mark whose sentence has not been told yet', () => {
    const begun = { sentences: [], citations: [], text: 'The rent is due. [1] [2]' };
    expect(separateMarks({ ...begun, state: 'writing' }).text).toBe('The rent is due.');
  });

  it('gives ranges of its text, in order, for whatever ranges it is told', () => {
    const sentence = fc.record({
      start: fc.integer({ min: -5, max: 60 }),
      end: fc.integer({ min: -5, max: 60 }),
      marks: fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(sentence, { maxLength: 5 }), (told) => {
        const answer = separateMarks({ text: TEXT, sentences: told, citations: [cite(1)], state: 'written' });
        let at = 0;
        for (const { start, end } of answer.sentences) {
          expect(start).toBeGreaterThanOrEqual(at);
          expect(end).toBeGreaterThan(start);
          at = end;
        }
        expect(at).toBeLessThanOrEqual(answer.text.length);
      }),
    );
  });
});

describe('spokenSentence', () => {
  it.each([
    ['The deposit is **2,360 euros**.', 'The deposit is 2,360 euros.'],
    ['- in *gold*', 'in gold'],
    ['2. See `clause 4`', 'See clause 4'],
    ['| May | 285 |', 'May 285'],
    ['***', ''],
  ])('says %j as %j', (text, spoken) => {
    expect(spokenSentence(text)).toBe(spoken);
  });
});
