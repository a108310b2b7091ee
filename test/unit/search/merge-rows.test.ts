import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRows, NO_ROWS, type RowsPart } from '../../../src/search/merge-rows.ts';
import { countWords, type PassageTerms } from '../../../src/search/word-rows.ts';

const term = fc.constantFrom('a', 'b', 'bb', 'c', '租金', 'ü');
const passage = fc.record({
  body: fc.array(term, { maxLength: 5 }),
  context: fc.array(term, { maxLength: 2 }),
  part: fc.constantFrom('first', 'second', 'none'),
  isLive: fc.boolean(),
});

describe('mergeRows', () => {
  it('gives what counting the passages that are left would give, whatever their order', () => {
    const property = fc.property(fc.array(passage, { maxLength: 20 }), (passages) => {
      const keyed = passages.map((one, key) => ({ ...one, key: key * 3 }));
      const partOf = (name: string): RowsPart => {
        const own = keyed.filter(({ part }) => part === name);
        return { rows: countWords(own), live: Uint8Array.from(own, ({ isLive }) => Number(isLive)) };
      };
      const left: PassageTerms[] = keyed.filter(({ part, isLive }) => part !== 'none' && isLive);
      expect(mergeRows(partOf('first'), partOf('second'))).toEqual(countWords(left));
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('takes all passages for live where nothing else is said', () => {
    const rows = countWords([{ key: 1, body: ['a', 'b', 'a'], context: ['b'] }]);
    expect(mergeRows({ rows: NO_ROWS }, { rows })).toEqual(rows);
    expect(mergeRows({ rows: NO_ROWS }, { rows: NO_ROWS })).toEqual(NO_ROWS);
  });
});
