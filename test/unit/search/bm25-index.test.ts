import { describe, expect, it } from 'vitest';
import { createBm25Index } from '../../../src/search/bm25-index.ts';
import { describeLexicalIndex } from '../../contract/lexical-index.ts';

describeLexicalIndex('BM25 index', () => createBm25Index());

describe('BM25 index', () => {
  it('scores by the formula', () => {
    const index = createBm25Index({ k1: 1.2, b: 0.75 });
    const bodies = [['rent', 'rent', 'due'], ['rent', 'paid', 'late', 'again', 'now'], ['pump']];
    bodies.forEach((body, key) => index.add(key, body, []));
    const idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5));
    const score = (frequency: number, length: number): number =>
      (idf * frequency * 2.2) / (frequency + 1.2 * (0.25 + (0.75 * length) / 3));
    const hits = index.search(['rent'], 5);
    expect(hits.map(({ key }) => key)).toEqual([0, 1]);
    expect(hits[0]?.score).toBeCloseTo(score(2, 3), 10);
    expect(hits[1]?.score).toBeCloseTo(score(1, 5), 10);
  });

  it('counts a word of the context by its weight', () => {
    const scoreWith = (contextWeight: number): number => {
      const index = createBm25Index({ contextWeight, b: 0 });
      index.add(1, ['a'], ['rent']);
      index.add(2, ['b'], []);
      return index.search(['rent'], 1)[0]?.score ?? 0;
    };
    expect(scoreWith(0)).toBe(0);
    expect(scoreWith(0.5)).toBeGreaterThan(0);
    expect(scoreWith(2)).toBeGreaterThan(scoreWith(1));
    expect(scoreWith(1)).toBeGreaterThan(scoreWith(0.5));
  });

  it('survives a word repeated beyond what a posting can count', () => {
    const index = createBm25Index();
    index.add(
      1,
      Array.from({ length: 1000 }, () => 'na'),
      [],
    );
    index.add(2, ['na', 'batman'], []);
    expect(index.search(['batman'], 5).map(({ key }) => key)).toEqual([2]);
    expect(index.search(['na'], 5)).toHaveLength(2);
    expect(index.documentFrequency('na')).toBe(2);
  });
});
