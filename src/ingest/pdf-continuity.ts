import { boundsOf, groupRows, readLine, type Line } from './pdf-lines.ts';

/** A line that fills this part of its column was broken because the column ended. */
const FULL_LINE = 0.7;
/** Cells of a row are set in one size; a line larger by this factor is a heading in its column. */
const LARGER = 1.15;
/** Share of the common rows that must contradict a table. */
const CONTRADICTION = 0.1;

/**
 * Whether stretches side by side are columns of text rather than cells of a table: on a row where one of them is in the
 * middle of a sentence or has a heading, another one begins something or has text. Cells of a row begin together.
 */
export function readDownwards(columns: readonly (readonly Line[])[]): boolean {
  const states = new Map<Line, 'goes on' | 'begins'>();
  for (const column of columns) markStates(column, states);
  let common = 0;
  let contradictions = 0;
  for (const row of groupRows(columns.flat())) {
    if (row.length < 2) continue;
    common++;
    const seen = new Set(row.map((line) => states.get(line)));
    const sizes = row.map((line) => line.size);
    const isMixed = Math.max(...sizes) > LARGER * Math.min(...sizes);
    if (isMixed || (seen.has('goes on') && seen.has('begins'))) contradictions++;
  }
  return contradictions > 0 && contradictions >= CONTRADICTION * common;
}

function markStates(column: readonly Line[], states: Map<Line, 'goes on' | 'begins'>): void {
  const lines = [...column].sort((a, b) => a.base - b.base);
  const { u0: left, u1: right } = boundsOf(lines);
  let previous: { line: Line; text: string } | undefined;
  for (const line of lines) {
    const text = readLine(line);
    const near = previous && line.base - previous.line.base < 1.9 * line.size;
    const full = previous && previous.line.u1 - previous.line.u0 > FULL_LINE * (right - left);
    const wraps = previous && near && full && previous.text.split(' ').length >= 3;
    if (wraps && /^\p{Ll}/u.test(text) && !/[.!?:;]$/.test(previous?.text ?? '')) states.set(line, 'goes on');
    else if (near && isBeginning(text, previous?.text ?? '', wraps === true)) states.set(line, 'begins');
    previous = { line, text };
  }
}

function isBeginning(text: string, before: string, wraps: boolean): boolean {
  if (!/^["“„«(]?\p{Lu}/u.test(text)) return false;
  return wraps ? /[.!?:]$/.test(before) : text.split(' ').length >= 2;
}
