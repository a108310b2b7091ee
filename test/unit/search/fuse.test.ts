import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuse } from '../../../src/search/fuse.ts';

const word = (key: number, score: number) => ({ key, score, terms: [`t${key}`] });
const near = (key: number, score: number) => ({ key, score });

describe('fuse', () => {
  it('puts first what both halves find', () => {
    const hits = fuse([near(1, 0.9), near(2, 0.8), near(3, 0.1)], [word(2, 10), word(4, 9)]);
    expect(hits[0]).toMatchObject({ key: 2, denseRank: 2, lexicalRank: 1, matchedTerms: ['t2'] });
  });

  it('keeps the order of the one half that found something', () => {
    expect(fuse([], [word(7, 3), word(5, 2)]).map(({ key }) => key)).toEqual([7, 5]);
    expect(fuse([near(7, 0.3), near(5, 0.2)], []).map(({ key }) => key)).toEqual([7, 5]);
    expect(fuse([], [])).toEqual([]);
  });

  it('does not depend on where a model puts its cosines', () => {
    const words = [word(1, 4), word(3, 3), word(2, 1)];
    const cosines = [0.9, 0.5, 0.2];
    const plain = fuse(
      cosines.map((cosine, index) => near(index + 1, cosine)),
      words,
    );
    const crowded = fuse(
      cosines.map((cosine, index) => near(index + 1, 0.77 + cosine / 10)),
      words,
    );
    expect(crowded.map(({ key }) => key)).toEqual(plain.map(({ key }) => key));
    crowded.forEach((hit, index) => expect(hit.score).toBeCloseTo(plain[index]?.score ?? NaN));
  });

  it('goes by words where no vector says anything', () => {
    const dense = [near(9, 0.9), near(2, 0.5), near(1, 0.4)];
    const words = [word(1, 8), word(2, 3)];
    const hits = fuse(dense, words, { trustsVector: () => false });
    expect(hits.map(({ key }) => key)).toEqual([1, 2]);
    expect(hits[0]).toMatchObject({ score: 1, denseRank: 3 });
  });

  it('still offers the nearest by vector when no word is found at all', () => {
    const hits = fuse([near(9, 0.9), near(2, 0.5)], [], { trustsVector: () => false });
    expect(hits.map(({ key }) => key)).toEqual([9, 2]);
  });

  it('does not punish a passage for a vector that it has not got yet', () => {
    const dense = [near(1, 0.9), near(2, 0.8), near(3, 0.1)];
    const words = [word(4, 10), word(1, 5)];
    const hits = fuse(dense, words, { trustsVector: (key) => key !== 4 });
    expect(hits[0]?.key).toBe(4);
  });

  it('returns every hit once, best first, scores from 0 to 1', () => {
    const lists = fc.uniqueArray(fc.tuple(fc.nat(50), fc.double({ min: 0.01, max: 1, noNaN: true })), {
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(lists, lists, (dense, lexical) => {
        const byScore = (a: { score: number }, b: { score: number }): number => b.score - a.score;
        const hits = fuse(
          dense.map(([key, score]) => near(key, score)).sort(byScore),
          lexical.map(([key, score]) => word(key, score)).sort(byScore),
        );
        const keys = new Set([...dense, ...lexical].map(([key]) => key));
        expect(new Set(hits.map(({ key }) => key))).toEqual(keys);
        expect(hits).toHaveLength(keys.size);
        hits.forEach(({ score }, index) => {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-9);
          expect(score).toBeLessThanOrEqual(hits[index - 1]?.score ?? Infinity);
        });
      }),
    );
  });
});
