import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyBitmap } from '../../src/search/key-bitmap.ts';
import type { LexicalHit, LexicalIndex } from '../../src/search/lexical-index.ts';
import { countWords, type PassageTerms } from '../../src/search/word-rows.ts';
import { describeRows } from './lexical-rows.ts';
import { describeHolding, describeUnknownTerms } from './lexical-terms.ts';

const keysOf = (hits: readonly LexicalHit[]): number[] => hits.map(({ key }) => key);
const words = (text: string): string[] => text.split(' ').filter(Boolean);

/** Every `LexicalIndex` must pass this. */
export function describeLexicalIndex(name: string, create: () => LexicalIndex): void {
  const filled = (texts: readonly string[]): LexicalIndex => {
    const index = create();
    texts.forEach((text, key) => index.add(key, words(text), []));
    return index;
  };

  describe(name, () => {
    describeRanking(create, filled);
    describeUnknownTerms(create, filled);
    describeHolding(create, filled);
    describeChange(create, filled);
    describeRows(create);
    describeAgreement(create);
  });
}

type Fill = (texts: readonly string[]) => LexicalIndex;

function describeRanking(create: () => LexicalIndex, filled: Fill): void {
  it('finds nothing for no terms, unknown terms, k = 0, and in an empty index', () => {
    expect(create().search(['rent'], 5)).toEqual([]);
    const index = filled(['rent due', 'heating']);
    expect(index.search([], 5)).toEqual([]);
    expect(index.search(['xy'], 5)).toEqual([]);
    expect(index.search(['rent'], 0)).toEqual([]);
  });

  it('ranks a rare word above a frequent one', () => {
    const index = filled(['the rent', 'the heating', 'the pump', 'the the the pump']);
    expect(keysOf(index.search(['the', 'heating'], 10))[0]).toBe(1);
  });

  it('ranks more occurrences above fewer, and a short passage above a long one', () => {
    const index = filled(['rent a b c d', 'rent rent b c d', 'rent a b c d e f g h i j k', 'x y']);
    expect(keysOf(index.search(['rent'], 10))).toEqual([1, 0, 2]);
  });

  it('tells which of the terms a passage holds, and scores no passage without any', () => {
    const index = filled(['rent due', 'rent', 'heating']);
    const hits = index.search(['rent', 'due', 'rent'], 10);
    expect(keysOf(hits)).toEqual([0, 1]);
    expect(hits[0]?.terms.toSorted()).toEqual(['due', 'rent']);
    expect(hits[1]?.terms).toEqual(['rent']);
    for (const { score } of hits) expect(score).toBeGreaterThan(0);
  });

  it('finds words of the context too', () => {
    const index = create();
    index.add(1, words('due on the first'), words('rent'));
    index.add(2, words('due on the last'), words('deposit'));
    expect(keysOf(index.search(['rent', 'due'], 2))[0]).toBe(1);
    expect(keysOf(index.search(['deposit'], 2))).toEqual([2]);
    expect(index.documentFrequency('rent')).toBe(1);
  });

  it('lets a term with a higher weight count for more', () => {
    const index = filled(['rent', 'pump', 'heating']);
    const weigh = (rent: number, pump: number) =>
      index.search(
        [
          { term: 'rent', weight: rent },
          { term: 'pump', weight: pump },
        ],
        5,
      );
    expect(keysOf(weigh(2, 1))).toEqual([0, 1]);
    expect(keysOf(weigh(1, 2))).toEqual([1, 0]);
    expect(weigh(1, 2)[0]?.score).toBeCloseTo(2 * (index.search(['pump'], 1)[0]?.score ?? NaN));
  });

  it('breaks ties by key and filters by key', () => {
    const index = create();
    for (const key of [9, 3, 7, 5]) index.add(key, ['same'], []);
    expect(keysOf(index.search(['same'], 10))).toEqual([3, 5, 7, 9]);
    expect(keysOf(index.search(['same'], 2))).toEqual([3, 5]);
    expect(keysOf(index.search(['same'], 2, (key) => key > 4))).toEqual([5, 7]);
    expect(keysOf(index.search(['same'], 2, KeyBitmap.of([5, 9, 40])))).toEqual([5, 9]);
    expect(index.search(['same'], 2, KeyBitmap.of([]))).toEqual([]);
  });

  it('takes any string for a term', () => {
    const index = create();
    index.add(1, ['__proto__', 'constructor', '租金', '§5', '3.14'], []);
    for (const term of ['__proto__', 'constructor', '租金', '§5', '3.14'])
      expect(keysOf(index.search([term], 1))).toEqual([1]);
    expect(index.search(['toString'], 1)).toEqual([]);
  });
}

function describeChange(create: () => LexicalIndex, filled: Fill): void {
  it('forgets removed passages', () => {
    const index = filled(['rent due', 'rent', 'heating']);
    expect(index.remove([1, 1, 99])).toBe(1);
    expect(index.size).toBe(2);
    expect(index.documentFrequency('rent')).toBe(1);
    expect(keysOf(index.search(['rent'], 5))).toEqual([0]);
    expect(index.remove([0, 2])).toBe(2);
    expect(index.search(['rent', 'heating'], 5)).toEqual([]);
    expect(index.documentFrequency('heating')).toBe(0);
  });

  it('replaces a passage whose key is present', () => {
    const index = filled(['rent due', 'heating']);
    index.add(0, ['pump'], []);
    expect(index.size).toBe(2);
    expect(index.search(['rent'], 5)).toEqual([]);
    expect(keysOf(index.search(['pump'], 5))).toEqual([0]);
  });

  it('is empty and usable after clear', () => {
    const index = filled(['rent', 'due']);
    index.clear();
    expect(index.size).toBe(0);
    expect(index.documentFrequency('rent')).toBe(0);
    index.add(5, ['rent'], []);
    expect(keysOf(index.search(['rent'], 5))).toEqual([5]);
  });

  it('holds passages without terms', () => {
    const index = create();
    index.add(1, [], []);
    index.add(2, ['rent'], []);
    expect(index.size).toBe(2);
    expect(keysOf(index.search(['rent'], 5))).toEqual([2]);
    expect(index.remove([1])).toBe(1);
  });
}

function describeAgreement(create: () => LexicalIndex): void {
  const term = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const terms = fc.array(term, { maxLength: 8 });
  const key = fc.integer({ min: 0, max: 12 });
  const step = fc.record({ key, body: fc.option(terms), context: terms });

  it('gives the same hits as an index into which only the present passages were put', () => {
    const property = fc.property(fc.array(step, { maxLength: 40 }), terms, (steps, question) => {
      const changed = create();
      const present = new Map<number, [body: string[], context: string[]]>();
      steps.forEach(({ key: id, body, context }, at) => {
        if (body) {
          changed.add(id, body, context);
          present.set(id, [body, context]);
        } else expect(changed.remove([id])).toBe(present.delete(id) ? 1 : 0);
        // Look-ups between changes must not disturb what follows.
        if (at % 3 === 0) changed.search(question, 3);
      });
      const fresh = create();
      for (const [id, [body, context]] of present) fresh.add(id, body, context);
      expect(changed.size).toBe(present.size);
      const hits = changed.search(question, 20);
      expect(hits).toEqual(fresh.search(question, 20));
      expect(keysOf(hits).toSorted((a, b) => a - b)).toEqual(holdersOf(question, present));
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('gives the same hits however its passages came in batches, and whatever went', () => {
    const word = fc.constantFrom('rent', 'rental', 'rented', 'deposit', 'dposit', 'pump', 'due', 'dues');
    const body = fc.array(word, { maxLength: 6 });
    const batch = fc.record({ bodies: fc.array(body, { maxLength: 12 }), removed: fc.array(fc.nat(60)) });
    const question = fc.array(fc.oneof(word, fc.constantFrom('deposi', 'rentals', 'duepump')), {
      maxLength: 4,
    });
    const property = fc.property(fc.array(batch, { maxLength: 8 }), question, (batches, asked) => {
      const [changed, fresh] = [create(), create()];
      const present = new Map<number, readonly string[]>();
      let next = 0;
      for (const { bodies, removed } of batches) {
        const passages = bodies.map((terms): PassageTerms => ({ key: next++, body: terms, context: [] }));
        changed.addRows(countWords(passages));
        for (const { key, body: terms } of passages) present.set(key, terms);
        changed.remove(removed);
        for (const key of removed) present.delete(key);
      }
      for (const [key, terms] of present) fresh.add(key, terms, []);
      expect(changed.size).toBe(present.size);
      expect(changed.search(asked, 50)).toEqual(fresh.search(asked, 50));
      expect(changed.holding(asked)).toEqual(fresh.holding(asked));
      const prefix = [{ term: 're', weight: 1, isPrefix: true }];
      expect(changed.search(prefix, 50)).toEqual(fresh.search(prefix, 50));
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('gives the first k of all hits', () => {
    const property = fc.property(
      fc.array(terms, { maxLength: 20 }),
      terms,
      fc.nat(6),
      (bodies, question, k) => {
        const index = create();
        bodies.forEach((body, id) => index.add(id, body, []));
        expect(index.search(question, k)).toEqual(index.search(question, 100).slice(0, k));
      },
    );
    fc.assert(property);
  });
}

function holdersOf(
  question: readonly string[],
  present: ReadonlyMap<number, [string[], string[]]>,
): number[] {
  return [...present]
    .filter(([, [body, context]]) => question.some((term) => body.includes(term) || context.includes(term)))
    .map(([id]) => id)
    .sort((a, b) => a - b);
}
