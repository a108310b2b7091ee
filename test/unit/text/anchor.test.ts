import { describe, expect, it } from 'vitest';
import { anchorOf } from '../../../src/text/anchor.ts';
import type { Block, ParsedDocument } from '../../../src/types.ts';

const TEXT = 'Lease\n\nRent is due.\nPay it.\n\nPets\n\nNo dogs.';
const block = (words: string, rest: Omit<Block, 'start' | 'end'>): Block => {
  const start = TEXT.indexOf(words);
  return { start, end: start + words.length, ...rest };
};
const BLOCKS = [
  block('Lease', { kind: 'heading', level: 1, headings: [], page: 1 }),
  block('Rent is due.\nPay it.', { kind: 'paragraph', headings: ['Lease'], page: 1 }),
  block('Pets', { kind: 'heading', level: 2, headings: ['Lease'], page: 2 }),
  block('No dogs.', { kind: 'paragraph', headings: ['Lease', 'Pets'], page: 2 }),
];
const documentOf = (
  format: ParsedDocument['format'],
  more: Partial<ParsedDocument> = {},
): ParsedDocument => ({
  format,
  text: TEXT,
  blocks: BLOCKS,
  ...more,
});
const rangeOf = (words: string): [number, number] => {
  const start = TEXT.indexOf(words);
  return [start, start + words.length];
};

describe('anchorOf', () => {
  it('gives headings and lines of a Markdown file', () => {
    const document = documentOf('markdown', { blocks: BLOCKS.map(({ page: _page, ...rest }) => rest) });
    expect(anchorOf(document, ...rangeOf('Rent is due.'))).toEqual({ headings: ['Lease'], lines: [3, 3] });
    expect(anchorOf(document, ...rangeOf('due.\nPay it.'))).toEqual({ headings: ['Lease'], lines: [3, 4] });
    expect(anchorOf(document, ...rangeOf('No dogs.'))).toEqual({
      headings: ['Lease', 'Pets'],
      lines: [8, 8],
    });
    expect(anchorOf(document, ...rangeOf('Lease'))).toEqual({ lines: [1, 1] });
    expect(anchorOf(document, 0, TEXT.length)).toEqual({ lines: [1, 8] });
  });

  it('does not count a line break at the end as another line', () => {
    expect(anchorOf(documentOf('text', { blocks: [] }), 7, 20).lines).toEqual([3, 3]);
  });

  it('gives page and rectangles of a PDF, and no lines', () => {
    const [start, end] = rangeOf('No dogs.');
    const runs = [
      { start: 0, end: 5, page: 1, x: 10, y: 10, width: 50, height: 12 },
      { start, end, page: 2, x: 72, y: 100, width: 80, height: 12 },
    ];
    expect(anchorOf(documentOf('pdf', { runs }), start, end)).toEqual({
      page: 2,
      boxes: [{ page: 2, x: 72, y: 100, width: 80, height: 12 }],
      headings: ['Lease', 'Pets'],
    });
    expect(anchorOf(documentOf('pdf', { runs: [] }), start, end).page).toBe(2);
  });

  it('gives the rows of a CSV file', () => {
    const text = 'City,People\nBerlin,3\nRome,2\nOslo,1';
    const blocks = ['Berlin,3', 'Rome,2', 'Oslo,1'].map((row, i): Block => {
      const start = text.indexOf(row);
      return {
        kind: 'table-row',
        start,
        end: start + row.length,
        headings: [],
        row: i + 1,
        header: ['City', 'People'],
      };
    });
    const document: ParsedDocument = { format: 'csv', text, blocks };
    expect(anchorOf(document, text.indexOf('Rome'), text.length)).toEqual({ rows: [2, 3], lines: [3, 4] });
    expect(anchorOf(document, text.indexOf('Berlin'), text.indexOf('Berlin') + 6)).toEqual({
      rows: [1, 1],
      lines: [2, 2],
    });
  });

  it('finds the blocks of any range as a scan over all of them does', () => {
    for (let start = 0; start < TEXT.length; start++)
      for (let end = start + 1; end <= TEXT.length; end++) {
        const first = BLOCKS.find((each) => each.start < end && each.end > start);
        const anchor = anchorOf(documentOf('html'), start, end);
        expect(anchor.headings ?? []).toEqual(first?.headings ?? []);
        expect(anchor.page).toBe(first?.page);
      }
  });
});
