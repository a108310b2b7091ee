import { describe, expect, it } from 'vitest';
import { joinNeighbours, selectPassages } from '../../../src/search/passage-selection.ts';

const passage = (documentId: string, text: string, start = 0) => ({
  documentId,
  text,
  start,
  end: start + text.length,
});

describe('selectPassages', () => {
  it('keeps one of two copies, and passages that only share a subject', () => {
    const ranked = [
      passage('a', 'The rent is 940 euros a month and due on the third.'),
      passage('b', 'The rent is 940 euros a month, and due on the third!'),
      passage('c', 'The rent is 820 euros a year and paid in advance.'),
    ];
    expect(selectPassages(ranked, { limit: 3 })).toEqual([ranked[0], ranked[2]]);
  });

  it('takes at most so many of one document', () => {
    const ranked = [passage('a', 'one'), passage('a', 'two'), passage('a', 'three'), passage('b', 'four')];
    expect(selectPassages(ranked, { limit: 3, perDocument: 2 })).toEqual([ranked[0], ranked[1], ranked[3]]);
  });
});

describe('joinNeighbours', () => {
  const isGap = (_id: string, from: number, to: number): boolean => to - from <= 2;

  it('joins what overlaps or touches in one document, best first', () => {
    const passages = [
      { documentId: 'b', start: 50, end: 90 },
      { documentId: 'a', start: 0, end: 40 },
      { documentId: 'b', start: 92, end: 120 },
      { documentId: 'b', start: 200, end: 240 },
      { documentId: 'a', start: 30, end: 60 },
    ];
    expect(joinNeighbours(passages, isGap)).toEqual([
      { documentId: 'b', start: 50, end: 120, passages: [0, 2] },
      { documentId: 'a', start: 0, end: 60, passages: [1, 4] },
      { documentId: 'b', start: 200, end: 240, passages: [3] },
    ]);
  });
});
