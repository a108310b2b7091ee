import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RowTable } from '../../../src/search/row-table.ts';

/** Few keys that lie close together in the table, so that probes meet, wrap around and close gaps. */
const key = fc.oneof(fc.nat(40), fc.integer({ min: 0xffff_ffd0, max: 0xffff_ffff }));

it('knows the rows that a Map knows, after any changes', () => {
  const property = fc.property(fc.array(fc.tuple(fc.boolean(), key), { maxLength: 300 }), (steps) => {
    const table = new RowTable();
    const map = new Map<number, number>();
    let next = 0;
    for (const [isAdded, each] of steps) {
      if (isAdded) {
        const row = map.get(each) ?? next++;
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

it('gives new keys the next rows, and known ones theirs', () => {
  const table = new RowTable();
  const keys = Array.from({ length: 1000 }, (_, i) => (i * 7919) >>> 0);
  expect(keys.map((key) => table.place(key))).toEqual(keys.map((_, row) => row));
  expect(keys.map((key) => table.place(key))).toEqual(keys.map((_, row) => row));
  expect(table.size).toBe(keys.length);
});
