import { describe, expect, it } from 'vitest';
import type { Collection } from '../../../src/cli/beir.ts';
import { holdsAnswer, score } from '../../../src/cli/ranking-scores.ts';

function collectionOf(grades: Record<string, number>, answers?: Collection['answers']): Collection {
  return {
    documents: [],
    queries: [{ id: 'q', text: '' }],
    relevant: new Map([['q', new Map(Object.entries(grades))]]),
    ...(answers ? { answers } : {}),
  };
}

describe('score', () => {
  it('gives 1 to a perfect ranking and discounts by rank', () => {
    const collection = collectionOf({ a: 1, b: 1 });
    const perfect = score(collection, [{ documents: ['b', 'a', 'x'], quotes: [], confidence: 'found' }]);
    expect(perfect).toMatchObject({ ndcg10: 1, recall10: 1, mrr10: 1, refused: 0, queries: 1 });
    const late = score(collection, [{ documents: ['x', 'a'], quotes: [], confidence: 'absent' }]);
    // DCG = 1 / log2(3) = .6309, ideal = 1 + .6309.
    expect(late).toMatchObject({ ndcg10: 0.3869, recall10: 0.5, mrr10: 0.5, refused: 1 });
  });

  it('looks no further than ten documents', () => {
    const ten = Array.from({ length: 10 }, (_, at) => `x${at}`);
    const result = score(collectionOf({ a: 1 }), [
      { documents: [...ten, 'a'], quotes: [], confidence: 'found' },
    ]);
    expect(result).toMatchObject({ ndcg10: 0, recall10: 0, mrr10: 0 });
  });

  it('counts a question as hit by its first quote, or by one of three', () => {
    const answers: Collection['answers'] = new Map([['q', { documentId: 'a', texts: ['308 points'] }]]);
    const quotes = [
      { documentId: 'b', text: 'gave up just 308 points' },
      { documentId: 'a', text: 'gave up just 308 POINTS!' },
    ];
    const result = score(collectionOf({ a: 1 }, answers), [
      { documents: ['a'], quotes, confidence: 'found' },
    ]);
    expect(result).toMatchObject({ quoteHit1: 0, quoteHit3: 1 });
  });
});

describe('holdsAnswer', () => {
  it('ignores case and punctuation, and lets either contain the other', () => {
    const answer = { documentId: 'a', texts: ['the U.S. Senate'] };
    expect(holdsAnswer({ documentId: 'a', text: 'He spoke to The U.S. senate, twice.' }, answer)).toBe(true);
    expect(holdsAnswer({ documentId: 'a', text: 'Senate' }, answer)).toBe(true);
    expect(holdsAnswer({ documentId: 'b', text: 'the U.S. Senate' }, answer)).toBe(false);
    expect(holdsAnswer({ documentId: 'a', text: 'the House' }, answer)).toBe(false);
    expect(holdsAnswer({ documentId: 'a', text: 'x' }, undefined)).toBe(false);
  });
});
