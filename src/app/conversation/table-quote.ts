import type { Anchor, Citation } from '../../index.ts';
import { findCells, type Cell } from './table-cells.ts';

/** A row of a quoted table that answers. */
export interface AnsweringRow {
  /** Ranges of the quote's text, a cell a column. */
  cells: Cell[];
  anchor: Anchor;
}

/**
 * The row of a quoted table that its mark is in, without the rows that the quote has around it. Nothing when the quote
 * is no table or its cells cannot be told apart.
 */
export function findAnsweringRow({ quote, mark, header, anchor }: Citation): AnsweringRow | undefined {
  if (!header) return undefined;
  const start = quote.lastIndexOf('\n', mark[0] - 1) + 1;
  const next = quote.indexOf('\n', mark[0]);
  const end = next === -1 ? quote.length : next;
  // A mark over several rows is shown with all of them.
  if (mark[1] > end) return undefined;
  const cells = findCells(quote.slice(start, end), header.length);
  if (!cells) return undefined;
  const shifted = cells.map((cell) => ({ start: start + cell.start, end: start + cell.end }));
  return { cells: shifted, anchor: narrowAnchor(quote, start, anchor) };
}

/** The row's own number, when every line of the quote is a row. */
function narrowAnchor(quote: string, start: number, anchor: Anchor): Anchor {
  const { rows } = anchor;
  const count = quote.split('\n').length;
  if (!rows || rows[1] - rows[0] + 1 !== count) return anchor;
  const row = rows[0] + quote.slice(0, start).split('\n').length - 1;
  return { ...anchor, rows: [row, row] };
}
