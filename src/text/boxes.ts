import type { Box, TextRun } from '../types.ts';

/** Runs of one line this far apart (in line heights) are still one rectangle: a word space, not a column gutter. */
const MERGE_GAP = 1.5;
/** A rectangle lower than this part of another one gets its own. */
const LEAST_HEIGHT = 0.5;

/**
 * Rectangles that a range of characters covers, a rectangle a line, in text order.
 *
 * `runs` are in text order, as in `ParsedDocument.runs`; `start` and `end` are offsets in its `text`, end exclusive.
 * A run that is cut by the range is cut between two characters. Empty where the range holds no ink.
 */
export function boxesOf(runs: readonly TextRun[], start: number, end: number): Box[] {
  const boxes: Box[] = [];
  let wasUpright = false;
  if (end <= start) return boxes;
  for (let i = firstRunAfter(runs, start); i < runs.length; i++) {
    const run = runs[i];
    if (!run || run.start >= end) break;
    const piece = cutRun(run, start, end);
    const last = boxes.at(-1);
    const isUpright = run.from === 'top' || run.from === 'bottom';
    if (last && isUpright === wasUpright && onSameLine(last, piece, isUpright))
      boxes[boxes.length - 1] = unite(last, piece);
    else boxes.push(piece);
    wasUpright = isUpright;
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

/** The part of a run that ends at `end`, an offset inside it. */
export function shortenRun(run: TextRun, end: number): TextRun {
  const { advances, ...rest } = run;
  const kept = advances?.slice(0, end - run.start);
  return { ...rest, ...cutRun(run, run.start, end), end, ...(kept && { advances: kept }) };
}

function cutRun(run: TextRun, start: number, end: number): Box {
  const { page, x, y, width, height } = run;
  const [from, to] = shareOf(run, start, end);
  // The first versions stored neither the side nor the widths of letters.
  const isUpright = !run.from && !run.advances && height > width;
  if (isUpright) return { page, x, y, width, height };
  switch (run.from) {
    case 'top':
      return { page, x, y: y + from * height, width, height: (to - from) * height };
    case 'bottom':
      return { page, x, y: y + (1 - to) * height, width, height: (to - from) * height };
    case 'right':
      return { page, x: x + (1 - to) * width, y, width: (to - from) * width, height };
    case undefined:
  }
  return { page, x: x + from * width, y, width: (to - from) * width, height };
}

/** What of a run a range covers, as parts of its length. */
function shareOf(run: TextRun, start: number, end: number): [from: number, to: number] {
  const length = run.end - run.start;
  const first = Math.max(0, start - run.start);
  const last = Math.min(length, end - run.start);
  const whole = sum(run.advances, length);
  if (!run.advances || whole === 0) return length === 0 ? [0, 1] : [first / length, last / length];
  return [sum(run.advances, first) / whole, sum(run.advances, last) / whole];
}

function sum(advances: readonly number[] = [], count: number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += advances[i] ?? 0;
  return total;
}

function onSameLine(a: Box, b: Box, isUpright: boolean): boolean {
  if (isUpright) return onSameLine(transpose(a), transpose(b), false);
  if (a.page !== b.page) return false;
  // The rectangle around a large initial and its line would cover the lines below.
  if (Math.min(a.height, b.height) < LEAST_HEIGHT * Math.max(a.height, b.height)) return false;
  const shared = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (shared < Math.min(a.height, b.height) / 2) return false;
  const gap = Math.max(b.x - (a.x + a.width), a.x - (b.x + b.width));
  return gap <= MERGE_GAP * Math.max(a.height, b.height);
}

/** A line that runs down the page as one that runs across it. */
function transpose({ page, x, y, width, height }: Box): Box {
  return { page, x: y, y: x, width: height, height: width };
}

function unite(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { page: a.page, x, y, width: right - x, height: bottom - y };
}
