import { describe, expect, it } from 'vitest';
import { findCells } from '../../../src/app/conversation/table-cells.ts';

function cellsOf(row: string, count: number): string[] | undefined {
  return findCells(row, count)?.map(({ start, end }) => row.slice(start, end));
}

describe('findCells', () => {
  it.each([
    ['tabs', 'Eco\t50 °C\t3 h 40 min', ['Eco', '50 °C', '3 h 40 min']],
    ['commas', '2025-05-12,Lift,6240.00', ['2025-05-12', 'Lift', '6240.00']],
    ['semicolons beside decimal commas', 'Miete;1.180,00;EUR', ['Miete', '1.180,00', 'EUR']],
    ['bars with outer bars, as in Markdown', '| a | b | c |', ['a', 'b', 'c']],
    ['an empty cell in the middle', 'a,,c', ['a', '', 'c']],
    ['an empty cell at the end', 'a\tb\t', ['a', 'b', '']],
  ])('reads cells between %s', (_name, row, cells) => {
    expect(cellsOf(row, cells.length)).toEqual(cells);
  });

  it('leaves separators between quotation marks in their cell, and the marks out of it', () => {
    expect(cellsOf('"Smith, Jones",12', 2)).toEqual(['Smith, Jones', '12']);
  });

  it('gives nothing when no separator fits the number of columns', () => {
    expect(cellsOf('only words here', 3)).toBeUndefined();
    expect(cellsOf('a,b,c,d', 3)).toBeUndefined();
  });

  it('takes a row of one column for text', () => {
    expect(cellsOf('anything', 1)).toBeUndefined();
  });
});
