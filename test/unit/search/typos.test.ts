import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closestTerms } from '../../../src/search/typos.ts';

/** Damerau–Levenshtein distance with swapped neighbours, by its definition. */
function distance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (__, j) => i + j),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const replaced = at(i - 1, j - 1) + Number(a[i - 1] !== b[j - 1]);
      const row = rows[i];
      if (row)
        row[j] = Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          replaced,
          swap ? at(i - 2, j - 2) + 1 : Infinity,
        );
    }
  return at(a.length, b.length);
}

describe('closestTerms', () => {
  it('finds exactly the terms one slip away that begin alike', () => {
    const word = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 });
    const text = word.map((letters) => letters.join(''));
    const property = fc.property(fc.array(text, { maxLength: 60 }), text, (known, asked) => {
      const terms = [...new Set(known)].sort();
      const close =
        asked.length < 5 ? [] : terms.filter((one) => one[0] === asked[0] && distance(one, asked) === 1);
      expect(closestTerms(asked, terms).toSorted()).toEqual(close);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it('looks into words of letters only, of scripts that are spelt', () => {
    expect(closestTerms('abcd1', ['abcd2'])).toEqual([]);
    expect(closestTerms('abcde', ['abcd2', 'abcdé'])).toEqual(['abcdé']);
    expect(closestTerms('ايجار', ['ايجاز'])).toEqual([]);
    expect(closestTerms('аренда', ['арнеда'])).toEqual(['арнеда']);
  });
});
