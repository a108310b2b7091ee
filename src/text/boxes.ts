import type { Box, TextRun } from '../types.ts';

/** Runs of one line this far apart (in line heights) are still one rectangle: a word space, not a column gutter. */
const MERGE_GAP = 1.5;

/**
 * Rectangles that a range of characters covers, a rectangle a line, in text order.
 *
 * `runs` are in text order, as in `ParsedDocument.runs`; `start` and `end` are offsets in its `text`, end exclusive.
 * A run that is cut by the range is cut in proportion to its characters, so its edge is right to about a letter. Runs
 * that stand upright on the page (turned or vertical text) are taken whole. Empty where the range holds no ink.
 */
export function boxesOf(runs: readonly TextRun[], start: number, end: number): Box[] {
  const boxes: Box[] = [];
  if (end <= start) return boxes;
  for (let i = firstRunAfter(runs, start); i < runs.length; i++) {
    const run = runs[i];
    if (!run || run.start >= end) break;
    const piece = cutRun(run, start, end);
    const last = boxes.at(-1);
    if (last && onSameLine(last, piece)) boxes[boxes.length - 1] = unite(last, piece);
    else boxes.push(piece);
  }
  return boxes;
}

/** Index of the first run that ends after `start` (binary search). */
function firstRunAfter(runs: readonly TextRun[], start: number): number {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle]?.end ?? Infinity) > start) high = middle;
    else low = middle + 1;
  }
  return low;
}

function cutRun(run: TextRun, start: number, end: number): Box {
  const { page, x, y, width, height } = run;
  const length = run.end - run.start;
  if (height > width || length === 0) return { page, x, y, width, height };
  const from = Math.max(0, start - run.start) / length;
  const to = Math.min(length, end - run.start) / length;
  return { page, x: x + from * width, y, width: (to - from) * width, height };
}

function onSameLine(a: Box, b: Box): boolean {
  if (a.page !== b.page) return false;
  const shared = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (shared < Math.min(a.height, b.height) / 2) return false;
  const gap = Math.max(b.x - (a.x + a.width), a.x - (b.x + b.width));
  return gap <= MERGE_GAP * Math.max(a.height, b.height);
}

function unite(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { page: a.page, x, y, width: right - x, height: bottom - y };
}
