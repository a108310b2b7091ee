import { describe, expect, it } from 'vitest';
import { asksForWorks, isBibliography, stepBack } from '../../../src/search/bibliographies.ts';
import type { FusedHit } from '../../../src/search/fuse.ts';
import { draftQuotes } from '../../../src/search/quotes.ts';
import { documentOf, searchWords } from './sample-corpus.ts';

const WORKS =
  'A. Berg, Wear of lift cables, Lifts 4 (1998) 12–15. B. Thal, Cables of steel, Lifts 9 (2003) 3–8.';

describe('isBibliography', () => {
  it.each([
    ['References'],
    ['5. REFERENCES'],
    ['VI Bibliography'],
    ['Literaturverzeichnis'],
    ['Références bibliographiques'],
    ['参考文献'],
  ])('knows a list under "%s"', (heading) => {
    expect(isBibliography(['Lifts', heading], WORKS)).toBe(true);
  });

  it('wants works of several years under such a heading', () => {
    expect(isBibliography(['References'], 'Mrs Berg, head of the school, phone 5512.')).toBe(false);
    expect(isBibliography(['Reference'], WORKS)).toBe(false);
    expect(isBibliography(['References', 'Cables'], WORKS)).toBe(false);
    expect(isBibliography([], WORKS)).toBe(false);
  });
});

describe('asksForWorks', () => {
  it.each([
    ['Who wrote about lift cables?', true],
    ['Which papers are about wear?', true],
    ['Welche Literatur gibt es zu Seilen?', true],
    ['How long does a cable last?', false],
    ['What does the lift refer to?', false],
  ])('%s → %s', (question, asks) => {
    expect(asksForWorks(question)).toBe(asks);
  });
});

describe('stepBack', () => {
  const hit = (key: number, score: number, matchedTerms: string[]): FusedHit => ({
    key,
    score,
    matchedTerms,
  });

  it('puts hits behind the others, with the scores of their places', () => {
    const hits = [hit(1, 1, ['cable']), hit(2, 0.8, ['cable', 'wear']), hit(3, 0.5, ['wear'])];
    const order = stepBack(hits, new Set([1]));
    expect(order.map(({ key, score }) => [key, score])).toEqual([
      [2, 1],
      [3, 0.8],
      [1, 0.5],
    ]);
  });

  it('leaves the only one with a word of the question where it is', () => {
    const hits = [hit(1, 1, ['cable', 'berg']), hit(2, 0.8, ['cable'])];
    expect(stepBack(hits, new Set([1]))).toEqual(hits);
  });
});

describe('draftQuotes', () => {
  const corpus = documentOf('lifts', [
    '# Care',
    'Of the wear of cables about a tenth is known to come from rust.',
    '# References',
    WORKS,
  ]);
  const first = (question: string): string | undefined => {
    const searched = searchWords(corpus, question, 'en');
    return draftQuotes(searched.question, searched.passages).choose()[0]?.text;
  };

  it('quotes a text before the works that it names, unless works are asked for', () => {
    expect(first('What is known of the wear of lift cables?')).toContain('about a tenth');
    expect(first('Who wrote about the wear of lift cables?')).toContain('A. Berg');
  });
});
