import { describe, expect, it } from 'vitest';
import { selectPassages, sortOut } from '../../../src/search/passage-selection.ts';

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

describe('sortOut', () => {
  it('tells why each passage was left out, in the order of the ranking', () => {
    const [first, copy, capped, second, later] = [
      passage('a', 'The rent is 940 euros a month and due on the third.'),
      passage('b', 'The rent is 940 euros a month, and due on the third!'),
      passage('a', 'Pets need a permission.'),
      passage('c', 'The deposit is three rents.'),
      passage('d', 'The garden is for all.'),
    ];
    expect(sortOut([first, copy, capped, second, later], { limit: 2, perDocument: 1 })).toEqual({
      kept: [first, second],
      dropped: [
        { passage: copy, reason: 'copy', copyOf: first },
        { passage: capped, reason: 'document' },
        { passage: later, reason: 'rank' },
      ],
    });
  });

  describe('with diversity', () => {
    const points: Record<string, [score: number, x: number, y: number]> = {
      first: [1, 1, 0],
      alike: [0.9, 0.99, 0.14],
      other: [0.6, 0, 1],
      far: [0.1, -1, 0],
    };
    const ranked = Object.keys(points).map((name) => passage(name, name));
    const pointOf = (name: string): [number, number, number] => points[name] ?? [0, 0, 0];
    const select = (share: number, limit = 2) =>
      sortOut(ranked, {
        limit,
        diversity: {
          share,
          relevance: ({ documentId }) => pointOf(documentId)[0],
          likeness: (one, two) => {
            const [, a, b] = pointOf(one.documentId);
            const [, c, d] = pointOf(two.documentId);
            return a * c + b * d;
          },
        },
      });
    const names = (list: readonly { documentId: string }[]): string[] =>
      list.map((entry) => entry.documentId);

    it('is the ranking at 0', () => {
      expect(names(select(0, 4).kept)).toEqual(['first', 'alike', 'other', 'far']);
    });

    it('takes another side of the subject before more of the same', () => {
      const { kept, dropped } = select(0.3);
      expect(names(kept)).toEqual(['first', 'other']);
      expect(dropped.map(({ passage: { documentId }, reason }) => [documentId, reason])).toEqual([
        ['alike', 'alike'],
        ['far', 'rank'],
      ]);
    });

    it('takes what is most different at 1, after the first', () => {
      expect(names(select(1).kept)).toEqual(['first', 'far']);
    });
  });
});
