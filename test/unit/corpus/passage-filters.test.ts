import { describe, expect, it } from 'vitest';
import { Catalogue, keysOf, type CatalogueEntry } from '../../../src/corpus/catalogue.ts';
import { PassageFilters } from '../../../src/corpus/passage-filters.ts';
import type { KeyBitmap } from '../../../src/search/key-bitmap.ts';

function entryOf(id: string, firstKey: number, passages: number, year: number): CatalogueEntry {
  const record = { id, name: id, bytes: 1, sha256: id, addedAt: 0, firstKey, passages, metadata: { year } };
  return {
    record: { ...record, state: 'words' },
    language: 'en',
    spans: Array.from({ length: passages }, () => ({ start: 0, end: 1, context: '' })),
  };
}

function keysIn(bitmap: KeyBitmap | undefined): number[] {
  return Array.from({ length: 200 }, (_, key) => key).filter((key) => bitmap?.has(key));
}

const A = entryOf('a', 3, 40, 2020);
const B = entryOf('b', 43, 2, 2021);
const C = entryOf('c', 60, 70, 2022);
const EMPTY = entryOf('empty', 0, 0, 2022);

function open(): { catalogue: Catalogue; filters: PassageFilters } {
  const catalogue = new Catalogue();
  for (const entry of [A, B, C, EMPTY]) catalogue.set({ ...entry });
  return { catalogue, filters: new PassageFilters(catalogue) };
}

describe('PassageFilters', () => {
  it('accepts the passages of the documents that both conditions leave', () => {
    const { filters } = open();
    const filter = { field: 'year', gte: 2021 };
    expect(filters.accept({})).toBeUndefined();
    expect(keysIn(filters.accept({ filter }))).toEqual([...keysOf(B), ...keysOf(C)]);
    expect(keysIn(filters.accept({ documentIds: ['a', 'b', 'gone'] }))).toEqual([...keysOf(A), ...keysOf(B)]);
    expect(keysIn(filters.accept({ filter, documentIds: ['a', 'b'] }))).toEqual(keysOf(B));
    expect(keysIn(filters.accept({ documentIds: [] }))).toEqual([]);
    expect(keysIn(filters.accept({ filter: { field: 'year', gt: 3000 } }))).toEqual([]);
  });

  it('makes a set once, and anew when documents come, go or are described anew', () => {
    const { catalogue, filters } = open();
    const options = { filter: { field: 'year', equals: 2020 } };
    const first = filters.accept(options);
    expect(filters.accept({ filter: { ...options.filter } })).toBe(first);
    catalogue.set(entryOf('d', 150, 1, 2020));
    expect(keysIn(filters.accept(options))).toEqual([...keysOf(A), 150]);
    catalogue.delete('a');
    expect(keysIn(filters.accept(options))).toEqual([150]);
    expect(catalogue.describe({ ...B.record, metadata: { year: 2020 } })?.record.id).toBe('b');
    expect(keysIn(filters.accept(options))).toEqual([...keysOf(B), 150]);
  });

  it('leaves a document alone that is described as it was in another version', () => {
    const { catalogue, filters } = open();
    expect(catalogue.describe({ ...B.record, sha256: 'older', metadata: { year: 2020 } })).toBeUndefined();
    expect(keysIn(filters.accept({ filter: { field: 'year', equals: 2021 } }))).toEqual(keysOf(B));
  });
});
