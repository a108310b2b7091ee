import { describe, expect, it } from 'vitest';
import { widen } from '../../../src/search/quote-range.ts';
import type { QuoteSentence } from '../../../src/search/quote-sentences.ts';

/** Sentences of a text in which each ends with `end`. */
function sentencesOf(text: string, end: string): QuoteSentence[] {
  const sentences: QuoteSentence[] = [];
  for (let start = 0; start < text.length;) {
    const stop = text.indexOf(end, start) + end.length;
    sentences.push({ start, end: stop, kind: 'paragraph', inside: true, headings: [] });
    start = stop;
  }
  return sentences;
}

const widened = (text: string, end: string): string => {
  const sentences = sentencesOf(text, end);
  const scores = sentences.map(() => 1);
  return text.slice(...widen(text, sentences, scores, 0, () => true));
};

describe('widen', () => {
  it('fills a quote up to 300 letters', () => {
    const quote = widened('This sentence has forty-eight letters and spaces.'.repeat(12), '.');
    expect(quote.length).toBe(49 * 6);
  });

  it('takes half as many characters where each is worth about two letters', () => {
    const quote = widened('每位员工每年享有十五天带薪年假，须提前申请。'.repeat(20), '。');
    expect(quote.length).toBeGreaterThan(100);
    expect(quote.length).toBeLessThanOrEqual(160);
  });

  it('does not grow by signs that say nothing', () => {
    expect(widened('It works.--.It rests.', '.')).toBe('It works.');
    expect(widened('It works.4.It rests.', '.')).toBe('It works.4.It rests.');
  });
});
