import type { Anchor, Block, DocumentFormat, ParsedDocument } from '../types.ts';
import { boxesOf } from './boxes.ts';

/** Formats whose text is the file as a person sees it in an editor, so that line numbers mean something. */
const LINED: ReadonlySet<DocumentFormat> = new Set(['text', 'markdown', 'code', 'csv']);

/**
 * Where a range of a document stands in its original: page and rectangles (PDF), headings, rows of a table, lines of
 * a text file. The range is in UTF-16 code units of `document.text`, end exclusive.
 */
export function anchorOf(document: ParsedDocument, start: number, end: number): Anchor {
  const anchor: Anchor = {};
  const blocks = blocksIn(document.blocks, start, end);
  const first = blocks[0];
  if (document.runs) {
    const boxes = boxesOf(document.runs, start, end);
    if (boxes.length > 0) anchor.boxes = boxes;
  }
  const page = anchor.boxes?.[0]?.page ?? first?.page;
  if (page !== undefined) anchor.page = page;
  if (first && first.headings.length > 0) anchor.headings = [...first.headings];
  // A row number says where only in a file that is one table.
  const rows = document.format === 'csv' ? blocks.flatMap(({ row }) => row ?? []) : [];
  if (rows[0] !== undefined) anchor.rows = [rows[0], rows.at(-1) ?? rows[0]];
  if (LINED.has(document.format)) anchor.lines = linesOf(document.text, start, end);
  return anchor;
}

/** Blocks that share a character with the range, found by binary search. */
export function blocksIn(blocks: readonly Block[], start: number, end: number): Block[] {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.end ?? Infinity) > start) high = middle;
    else low = middle + 1;
  }
  let last = low;
  while ((blocks[last]?.start ?? Infinity) < end) last++;
  return blocks.slice(low, last);
}

function linesOf(text: string, start: number, end: number): [first: number, last: number] {
  const first = 1 + countBreaks(text, 0, start);
  return [first, first + countBreaks(text, start, Math.max(start, end - 1))];
}

function countBreaks(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
