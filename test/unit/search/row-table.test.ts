import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RowTable } from '../../../src/search/row-table.ts';

/** Few keys that lie close together in the table, so that probes meet, wrap around and close gaps. */
const key = fc.oneof(fc.nat(40), fc.integer({ min: 0xffff_ffd0, max: 0xffff_ffff }));

it('knows the rows that a Map knows, after any changes', () => {
  const property = fc.property(fc.array(fc.tuple(fc.boolean(), key), { maxLength: 300 }), (steps) => {
    const keys: number[] = [];
    const table = new RowTable((row) => keys[row] ?? -1);
    const map = new Map<number, number>();
    for (const [isAdded, each] of steps) {
      if (isAdded) {
        const row = map.get(each) ?? keys.length;
        keys[row] = each;
        table.set(each, row);
        map.set(each, row);
      } else {
        table.delete(each);
        map.delete(each);
      }
      expect(table.size).toBe(map.size);
    }
    for (const [, each] of steps) expect(table.get(each)).toBe(map.get(each));
  });
  fc.assert(property, { numRuns: 300 });
});
