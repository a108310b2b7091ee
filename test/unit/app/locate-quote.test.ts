import { describe, expect, it } from 'vitest';
import { locateQuote } from '../../../src/app/source/locate-quote.ts';
import type { SourceTarget } from '../../../src/app/source/source-target.ts';

const target: SourceTarget = {
  documentId: 'd',
  document: 'd.txt',
  anchor: { page: 2 },
  quote: 'seven in the morning',
  start: 10,
  end: 30,
  answer: [10, 15],
};

describe('where quoted words stand', () => {
  it('is their place, as long as they stand there', () => {
    expect(locateQuote(`${'.'.repeat(10)}seven in the morning.`, target)).toBe(target);
  });

  it('is the nearest place where they stand in another version of the document', () => {
    const text = `seven in the morning${'.'.repeat(20)}seven in the morning`;
    expect(locateQuote(text, target)).toMatchObject({ start: 0, end: 20, answer: [0, 5], anchor: {} });
    expect(locateQuote(text, { ...target, start: 35, end: 55, answer: [35, 40] })).toMatchObject({
      start: 40,
      end: 60,
      answer: [40, 45],
    });
  });

  it('is nowhere when the document holds them no longer', () => {
    expect(locateQuote('The ferry leaves at eight.', target)).toBeUndefined();
  });

  it('is what was asked for, where no words are known', () => {
    const { quote: _quote, ...passage } = target;
    expect(locateQuote('', passage)).toBe(passage);
  });
});
