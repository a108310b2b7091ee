import { describe, expect, it } from 'vitest';
import { findAnsweringRow } from '../../../src/app/conversation/table-quote.ts';
import type { Citation } from '../../../src/answer-types.ts';

const QUOTE = 'May,Lift,285.00\nJune,Roof,960.00\nJuly,Water,80.50';

function cite(quote: string, words: string, change: Partial<Citation> = {}): Citation {
  const start = quote.indexOf(words);
  return {
    number: 1,
    documentId: 'costs.csv',
    document: 'costs.csv',
    anchor: { rows: [17, 19] },
    quote,
    start: 0,
    end: quote.length,
    mark: [start, start + words.length],
    header: ['Month', 'What', 'EUR'],
    ...change,
  };
}

function cellsOf(citation: Citation): string[] | undefined {
  return findAnsweringRow(citation)?.cells.map(({ start, end }) => citation.quote.slice(start, end));
}

describe('findAnsweringRow', () => {
  it.each([
    ['first', 'May,Lift,285.00', 17, ['May', 'Lift', '285.00']],
    ['middle', 'June,Roof,960.00', 18, ['June', 'Roof', '960.00']],
    ['last', 'July,Water,80.50', 19, ['July', 'Water', '80.50']],
  ])('takes the %s row out of its neighbours and names it', (_place, words, row, cells) => {
    const citation = cite(QUOTE, words);
    expect(cellsOf(citation)).toEqual(cells);
    expect(findAnsweringRow(citation)?.anchor.rows).toEqual([row, row]);
  });

  it('finds the row of a mark that covers one cell only', () => {
    expect(cellsOf(cite(QUOTE, '960.00'))).toEqual(['June', 'Roof', '960.00']);
  });

  it('keeps the place of the quote when lines and rows do not agree', () => {
    const citation = cite(QUOTE, 'June,Roof,960.00', { anchor: { rows: [17, 18] } });
    expect(findAnsweringRow(citation)?.anchor).toEqual({ rows: [17, 18] });
  });

  it('gives nothing for several rows, for text, and where columns and cells differ in number', () => {
    expect(findAnsweringRow(cite(QUOTE, QUOTE))).toBeUndefined();
    const { header: _header, ...text } = cite(QUOTE, 'June');
    expect(findAnsweringRow(text)).toBeUndefined();
    expect(findAnsweringRow(cite(QUOTE, 'June', { header: ['a', 'b'] }))).toBeUndefined();
  });
});
