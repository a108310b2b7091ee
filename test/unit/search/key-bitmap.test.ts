import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyBitmap } from '../../../src/search/key-bitmap.ts';

describe('KeyBitmap', () => {
  it('holds the same of ranges as of their keys', () => {
    const ranges = fc.array(fc.record({ first: fc.nat(300), count: fc.nat(130) }), { maxLength: 6 });
    fc.assert(
      fc.property(ranges, (list) => {
        const keys = list.flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => first + at));
        expect(KeyBitmap.ofRanges(list).words).toEqual(KeyBitmap.of(keys).words);
      }),
      { numRuns: 1000 },
    );
  });

  it('holds exactly its keys', () => {
    const keys = new Set([0, 31, 32, 63, 64, 1000]);
    const bitmap = KeyBitmap.of(keys);
    for (let key = 0; key < 1100; key++) expect(bitmap.has(key), String(key)).toBe(keys.has(key));
  });

  it('holds nothing of nothing', () => {
    for (const empty of [
      KeyBitmap.of([]),
      KeyBitmap.ofRanges([]),
      KeyBitmap.ofRanges([{ first: 9, count: 0 }]),
    ]) {
      expect(empty.words).toHaveLength(0);
      expect(empty.has(0)).toBe(false);
    }
  });

  it('tells keys apart that differ in the highest bit of 32', () => {
    // 2^28 keys take 32 MB; what counts is that no sign gets in the way.
    const first = 2 ** 28 - 1;
    const bitmap = KeyBitmap.ofRanges([{ first, count: 2 }]);
    expect([first - 1, first, first + 1, first + 2].map((key) => bitmap.has(key))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(bitmap.has(2 ** 32 - 1)).toBe(false);
  });
});
