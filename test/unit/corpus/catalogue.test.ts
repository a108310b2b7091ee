import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Catalogue, infoOf, keysOf, type CatalogueEntry } from '../../../src/corpus/catalogue.ts';

function entryOf(id: string, firstKey: number, passages: number): CatalogueEntry {
  return {
    record: { id, name: id, bytes: 1, sha256: '', addedAt: 0, state: 'words', firstKey, passages },
    language: 'en',
    spans: Array.from({ length: passages }, () => ({ start: 0, end: 1, context: '' })),
  };
}

describe('Catalogue', () => {
  it('locates exactly the keys of the documents that are there', () => {
    const sizes = fc.array(fc.record({ passages: fc.nat(4), gap: fc.nat(2), removed: fc.boolean() }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(sizes, (documents) => {
        const catalogue = new Catalogue();
        const owners = new Map<number, string>();
        let next = 0;
        for (const [at, { passages, gap, removed }] of documents.entries()) {
          next += gap;
          const entry = entryOf(`d${at}`, next, passages);
          catalogue.set(entry);
          if (removed) catalogue.delete(entry.record.id);
          else for (const key of keysOf(entry)) owners.set(key, entry.record.id);
          next += passages;
        }
        for (let key = 0; key < next + 2; key++) {
          expect(catalogue.locate(key)?.entry.record.id).toBe(owners.get(key));
        }
      }),
    );
  });

  it('forgets the keys of a version that was replaced', () => {
    const catalogue = new Catalogue();
    catalogue.set(entryOf('a', 0, 2));
    catalogue.set(entryOf('b', 2, 1));
    catalogue.set(entryOf('a', 3, 1));
    expect(catalogue.locate(0)).toBeUndefined();
    expect(catalogue.locate(2)?.entry.record.id).toBe('b');
    expect(catalogue.locate(3)).toMatchObject({ ordinal: 0, entry: { record: { id: 'a' } } });
    expect(catalogue.size).toBe(2);
  });
});

describe('infoOf', () => {
  it('counts the vectors of an index and keeps inner keys to itself', () => {
    const entry = entryOf('a', 7, 3);
    const info = infoOf(entry, new Set([0, 8, 10]));
    expect(info).toMatchObject({ id: 'a', passages: 3, embedded: 1, state: 'words' });
    expect(info).not.toHaveProperty('firstKey');
  });

  it('calls a document ready when all its vectors are there, and a failed one failed', () => {
    const entry = entryOf('a', 7, 2);
    expect(infoOf(entry, new Set([7, 8])).state).toBe('ready');
    const failed = { ...entry, record: { ...entry.record, state: 'failed' as const }, spans: [] };
    expect(infoOf(failed, new Set()).state).toBe('failed');
  });
});
