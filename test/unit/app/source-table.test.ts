import { describe, expect, it } from 'vitest';
import { countRows, isHeaderRow } from '../../../src/app/source/source-table.ts';
import type { Block } from '../../../src/types.ts';

const TEXT = 'Code\tMeaning\nE1\tNo water\nE2\tNo drain';
const HEADER = ['Code', 'Meaning'];

function row(line: number, change: Partial<Block> = {}): Block {
  const start = TEXT.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0);
  const end = start + (TEXT.split('\n')[line]?.length ?? 0);
  return { kind: 'table-row', start, end, headings: [], ...change };
}

describe('isHeaderRow', () => {
  it('knows the row with the column names of the next', () => {
    expect(isHeaderRow(TEXT, row(0), row(1, { header: HEADER }))).toBe(true);
  });

  it.each([
    ['a row of the table', row(1, { header: HEADER }), row(2, { header: HEADER })],
    ['a row with other words', row(1), row(2, { header: HEADER })],
    ['a row before a table without names', row(0), row(1)],
    ['the last row', row(2), undefined],
    ['a paragraph', row(0, { kind: 'paragraph' }), row(1, { header: HEADER })],
  ])('is not taken in by %s', (_name, block, next) => {
    expect(isHeaderRow(TEXT, block, next)).toBe(false);
  });
});

describe('countRows', () => {
  const blocks = [
    row(1, { header: HEADER, page: 1 }),
    row(2, { header: HEADER, page: 1 }),
    row(2, { header: ['Other', 'Names'], page: 1 }),
    row(2, { header: ['Other', 'Names'], page: 2 }),
    row(2, { kind: 'paragraph' }),
  ];

  it.each([
    [0, 5, 2],
    [0, 1, 1],
    [2, 5, 1],
    [3, 5, 1],
    [4, 5, 0],
  ])('counts the rows of one table and page from block %i to %i', (first, last, count) => {
    expect(countRows(blocks, first, last)).toBe(count);
  });
});
