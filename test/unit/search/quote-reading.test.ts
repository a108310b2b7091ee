import { describe, expect, it } from 'vitest';
import { profileQuestion } from '../../../src/search/question-profile.ts';
import { planReading, type ReadableSentence } from '../../../src/search/quote-reading.ts';

const QUESTION = profileQuestion('Who is it?', 'en', { size: 1, documentFrequency: () => 1 });

/** Sentences of so many letters, far apart in one document, with these scores. */
function sentencesOf(scores: readonly number[], letters = 50): ReadableSentence[] {
  return scores.map((score, at) => {
    const start = at * 1000;
    return { documentId: 'd', start, end: start + letters, text: 'x'.repeat(letters), score };
  });
}

const startsOf = (sentences: readonly ReadableSentence[]): number[] =>
  planReading(QUESTION, sentences).sentences.map(({ start }) => start);

describe('planReading', () => {
  it('reads until the answer is nearly sure to be among what is read', () => {
    // Chances of .44, .44, .12 and next to nothing.
    expect(startsOf(sentencesOf([3, -9, 4.3, 4.3]))).toEqual([0, 2000, 3000]);
  });

  it('reads two where one is sure, as a comparison needs another', () => {
    expect(startsOf(sentencesOf([9, 0, -1, -2]))).toEqual([0, 1000]);
  });

  it('ends at the budget where all are alike, and reads one that is longer than that', () => {
    // Of 41 tokens each.
    expect(
      startsOf(
        sentencesOf(
          Array.from({ length: 20 }, () => 1),
          200,
        ),
      ),
    ).toHaveLength(5);
    expect(startsOf(sentencesOf([2, 1], 5000))).toEqual([0]);
  });

  it('counts a sentence once that stands in two passages', () => {
    const [first, second, third] = sentencesOf([5, 4.9, 0]);
    if (!first || !second || !third) return;
    const again = { ...first, score: 4.8 };
    expect(startsOf([again, first, second, third])).toEqual([0, 1000]);
  });

  it('reads sentences that follow each other as one text', () => {
    const [first, second] = sentencesOf([1, 1, 1]);
    if (!first || !second) return;
    const next = { ...second, start: first.end + 1, end: first.end + 51, text: 'y'.repeat(50) };
    expect(planReading(QUESTION, [next, first]).texts).toEqual([[first.text, next.text]]);
  });

  it('reads nothing of nothing', () => {
    expect(planReading(QUESTION, [])).toEqual({ words: ['Who', 'is', 'it', '?'], texts: [], sentences: [] });
  });
});
