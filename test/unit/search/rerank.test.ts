import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FusedHit } from '../../../src/search/fuse.ts';
import { rerank } from '../../../src/search/rerank.ts';

const hit = (key: number, score: number): FusedHit => ({ key, score, matchedTerms: [] });
const HITS = [hit(7, 1), hit(5, 0.8), hit(9, 0.5), hit(2, 0.1)];

const keysOf = (scores: [number, number][]): number[] => rerank(HITS, new Map(scores)).map(({ key }) => key);

describe('rerank', () => {
  it('follows the scores, whatever the search said', () => {
    const hits = rerank(
      HITS,
      new Map([
        [7, -3],
        [5, 2],
        [9, 4],
        [2, -8],
      ]),
    );
    expect(hits.map(({ key }) => key)).toEqual([9, 5, 7, 2]);
    expect(hits.map(({ rerankScore }) => rerankScore)).toEqual([4, 2, -3, -8]);
    expect(hits.map(({ score }) => score)).toEqual([1, 0.8, 0.5, 0.1]);
  });

  it('leaves hits without a score in their places, and moves the others past them', () => {
    const hits = rerank(
      HITS,
      new Map([
        [7, -3],
        [9, 4],
      ]),
    );
    expect(hits.map(({ key }) => key)).toEqual([9, 5, 7, 2]);
    expect(hits.map((entry) => 'rerankScore' in entry)).toEqual([true, false, true, false]);
  });

  it('takes a score that is no number for none', () => {
    expect(
      keysOf([
        [7, Number.NaN],
        [5, 1],
        [9, 2],
        [2, -Infinity],
      ]),
    ).toEqual([7, 9, 5, 2]);
  });

  it('keeps the order of the search between equals, and without any score', () => {
    expect(
      keysOf([
        [7, 1],
        [5, 1],
        [9, 1],
        [2, 1],
      ]),
    ).toEqual([7, 5, 9, 2]);
    expect(rerank(HITS, new Map())).toEqual(HITS);
  });

  it('loses and invents nothing, and is sorted where it has scores', () => {
    const lists = fc.uniqueArray(fc.tuple(fc.nat(60), fc.option(fc.double({ noNaN: false }))), {
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(lists, (list) => {
        const hits = list.map(([key], at) => hit(key, 1 / (1 + at)));
        const scores = new Map(list.flatMap(([key, score]) => (score === null ? [] : [[key, score]])));
        const reranked = rerank(hits, scores);
        expect(new Set(reranked.map(({ key }) => key))).toEqual(new Set(hits.map(({ key }) => key)));
        expect(reranked).toHaveLength(hits.length);
        expect(reranked.map(({ score }) => score)).toEqual(hits.map(({ score }) => score));
        const given = reranked.flatMap(({ rerankScore }) => rerankScore ?? []);
        expect(given).toEqual(given.toSorted((a, b) => b - a));
      }),
    );
  });
});
