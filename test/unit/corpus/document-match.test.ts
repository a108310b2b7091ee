import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../../src/corpus/catalogue.ts';
import { matchDocuments } from '../../../src/corpus/document-match.ts';
import { parseFilter, type MetadataFilter, type MetadataScalar } from '../../../src/metadata-filter.ts';
import { parseMetadata, type Metadata } from '../../../src/metadata.ts';

function entryOf(metadata?: Metadata, record: Partial<CatalogueEntry['record']> = {}): CatalogueEntry {
  const base = { id: 'id', name: 'name', bytes: 10, sha256: '', addedAt: 5, firstKey: 0, passages: 0 };
  return {
    record: { ...base, state: 'words', ...record, ...(metadata ? { metadata } : {}) },
    language: 'de',
    spans: [],
  };
}

function matches(filter: MetadataFilter, entry: CatalogueEntry): boolean {
  return matchDocuments(parseFilter(filter))(entry);
}

const LEASE = entryOf(
  { year: 2024, author: 'Ada', tags: ['lease', 'flat'], isSigned: false, due: '2024-05-31', empty: [] },
  { name: 'home/rent/lease.pdf', format: 'pdf', title: 'Lease', pages: 3 },
);

describe('matchDocuments', () => {
  it.each<[MetadataFilter, boolean]>([
    [{ field: 'year', equals: 2024 }, true],
    [{ field: 'year', equals: '2024' }, false],
    [{ field: 'author', equals: 'ada' }, false],
    [{ field: 'isSigned', equals: false }, true],
    [{ field: 'tags', equals: 'flat' }, true],
    [{ field: 'tags', equals: 'flats' }, false],
    [{ field: 'empty', equals: '' }, false],
    [{ field: 'author', in: ['Bob', 'Ada'] }, true],
    [{ field: 'year', in: ['2024', 2023] }, false],
    [{ field: 'tags', in: ['car', 'lease'] }, true],
    [{ field: 'author', in: [] }, false],
    [{ field: 'year', gte: 2024 }, true],
    [{ field: 'year', gt: 2024 }, false],
    [{ field: 'year', gt: 2020, lt: 2025 }, true],
    [{ field: 'year', lte: 2023.5 }, false],
    [{ field: 'year', gte: '2020' }, false],
    [{ field: 'due', gte: '2024-05', lt: '2024-06' }, true],
    [{ field: 'due', gt: 0 }, false],
    // One value within both bounds, not one for each.
    [{ field: 'tags', gt: 'g', lt: 'k' }, false],
    [{ field: 'tags', gt: 'g', lt: 'm' }, true],
    [{ field: 'empty', exists: true }, true],
    [{ field: 'nothing', exists: false }, true],
    [{ field: 'nothing', exists: true }, false],
    [{ field: 'nothing', equals: 1 }, false],
    [{ not: { field: 'nothing', equals: 1 } }, true],
    [{ field: 'toString', exists: true }, false],
    [{ field: '__proto__', exists: true }, false],
    [{ and: [] }, true],
    [{ or: [] }, false],
    [
      {
        and: [
          { field: 'year', equals: 2024 },
          { field: 'author', equals: 'Bob' },
        ],
      },
      false,
    ],
    [
      {
        or: [
          { field: 'year', equals: 2023 },
          { field: 'author', equals: 'Ada' },
        ],
      },
      true,
    ],
    [{ field: '$id', equals: 'id' }, true],
    [{ field: '$name', equals: 'home/rent/lease.pdf' }, true],
    [{ field: '$title', equals: 'Lease' }, true],
    [{ field: '$format', in: ['pdf', 'docx'] }, true],
    [{ field: '$language', equals: 'de' }, true],
    [{ field: '$bytes', lte: 10 }, true],
    [{ field: '$pages', gt: 3 }, false],
    [{ field: '$addedAt', gte: 5 }, true],
    [{ field: '$folder', equals: 'home' }, true],
    [{ field: '$folder', equals: 'home/rent' }, true],
    [{ field: '$folder', equals: 'home/rent/' }, true],
    [{ field: '$folder', in: ['work', 'home//'] }, true],
    [{ field: '$folder', equals: 'rent' }, false],
    [{ field: '$folder', equals: 'hom' }, false],
    [{ field: '$folder', equals: 'home/rent/lease.pdf' }, false],
  ])('%j is %s', (filter, expected) => {
    expect(matches(filter, LEASE)).toBe(expected);
  });

  it('takes what a document does not have for absent', () => {
    const bare = { ...entryOf(), language: 'und' };
    for (const field of ['$title', '$format', '$pages', '$language', '$folder', 'year'])
      expect(matches({ field, exists: false }, bare), field).toBe(true);
  });

  it('takes both ways to write an umlaut for the same', () => {
    const decomposed = entryOf({ city: 'Mu\u0308nchen' }, { name: 'Mu\u0308nchen/a.txt' });
    expect(matches({ field: 'city', equals: 'M\u00fcnchen' }, decomposed)).toBe(true);
    expect(matches({ field: '$folder', in: ['M\u00fcnchen'] }, decomposed)).toBe(true);
  });

  it('finds what the definition of each filter says, for any filter and metadata', () => {
    fc.assert(
      fc.property(anyFilter, anyMetadata, (filter, metadata) => {
        const entry = entryOf(parseMetadata(metadata, 'name'));
        expect(matches(filter, entry)).toBe(holds(filter, metadata));
      }),
      { numRuns: 2000 },
    );
  });
});

const anyField = fc.constantFrom('a', 'b', 'constructor');
const anyText = fc.constantFrom('', 'a', 'b', 'ab', '2', 'true');
const anyScalar: fc.Arbitrary<MetadataScalar> = fc.oneof(anyText, fc.constantFrom(-0, 0, 1, 2), fc.boolean());
const anyMetadata = fc.dictionary(anyField, fc.oneof(anyScalar, fc.array(anyText, { maxLength: 3 })));

const anyFilter = fc.letrec<{ filter: MetadataFilter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    fc.record({ field: anyField, equals: anyScalar }),
    fc.record({ field: anyField, in: fc.array(anyScalar, { maxLength: 3 }) }),
    fc.record({ field: anyField, exists: fc.boolean() }),
    fc.record({ field: anyField, gte: anyText, lt: anyText }),
    fc.record({ field: anyField, gt: fc.constantFrom(0, 1), lte: fc.constantFrom(1, 2) }),
    fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
})).filter;

/** The documentation of `MetadataFilter`, as directly as it can be written. */
function holds(filter: MetadataFilter, metadata: Metadata): boolean {
  if ('and' in filter) return filter.and.filter((part) => !holds(part, metadata)).length === 0;
  if ('or' in filter) return filter.or.filter((part) => holds(part, metadata)).length > 0;
  if ('not' in filter) return !holds(filter.not, metadata);
  const value = Object.entries(metadata).find(([name]) => name === filter.field)?.[1];
  if ('exists' in filter) return filter.exists === (value !== undefined);
  const values: MetadataScalar[] =
    value === undefined ? [] : typeof value === 'object' ? [...value] : [value];
  if ('equals' in filter) return values.includes(filter.equals);
  if ('in' in filter) return values.some((one) => filter.in.includes(one));
  return values.some((one) => {
    const { gt = one, gte = one, lt = one, lte = one } = filter;
    if ([gt, gte, lt, lte].some((bound) => typeof bound !== typeof one)) return false;
    const isAbove = filter.gt === undefined || one > gt;
    const isBelow = filter.lt === undefined || one < lt;
    return isAbove && isBelow && one >= gte && one <= lte;
  });
}
