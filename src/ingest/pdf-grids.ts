import { readDownwards } from './pdf-continuity.ts';
import { buildGrid, findColumns, splitByColumn, type Grid, type Interval } from './pdf-cells.ts';
import { boundsOf, groupRows, readLine, type Line } from './pdf-lines.ts';

export interface Flow {
  kind: 'flow';
  rows: Line[][];
}

/** Cells stand at least this far apart (in font sizes); with a word space between them they could not be told. */
const CELL_GAP = 0.72;
/** Of two rows alone, cells stand at least this far apart. */
const CLEAR_GAP = 1.2;
/** Edges this near, in points, are in line. */
const IN_LINE = 1.5;
/** A row this far below the last one (in font sizes) is part of the table only where its rows stand so far apart. */
const ROW_GAP = 1.6;
/** Cells of a row of numbers or names leave at least this part of the row empty; columns of text do not. */
const GRID_FILL = 0.75;
/** What stands before an item of a list; with one column of text behind it, it is no table. */
const MARKER =
  /^(?:[•‣◦▪●○■□➢–—*·-]|[([]?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.)\]]?|§ ?\d+\w?)$/u;

/** The lines of each table of three and more columns, found by its rows alone. */
export function findGrids(segments: readonly Line[]): Line[][] {
  const grids: Line[][] = [];
  let run: Run | undefined;
  const finish = (): void => {
    if (run && run.rows.length >= 3) grids.push(run.rows.flat());
    run = undefined;
  };
  for (const row of groupRows(segments)) {
    if (run && !fitsInto(row, run)) finish();
    if (run) extendRun(run, row);
    else if (isGridRow(row)) run = openRun(row);
  }
  finish();
  return grids.map(trimTail).filter((grid) => !hasProseColumn(grid) && !readDownwards(splitByColumn(grid)));
}

function isGridRow(row: readonly Line[]): boolean {
  if (cellGaps(row).length < 2) return false;
  const { u0, u1 } = boundsOf(row);
  return row.reduce((sum, line) => sum + line.u1 - line.u0, 0) < GRID_FILL * (u1 - u0);
}

/** Rows at the end that hold one cell at the left edge are the text below, not part of the table. */
function trimTail(lines: readonly Line[]): Line[] {
  const rows = groupRows(lines);
  const left = boundsOf(lines).u0;
  while (rows.length > 0) {
    const last = rows.at(-1) ?? [];
    if (last.length > 1 || (last[0]?.u0 ?? left) > left + 3) break;
    rows.pop();
  }
  return rows.flat();
}

/** A column whose lines are long and equally long is running text beside a table. */
function hasProseColumn(lines: readonly Line[]): boolean {
  const columns = findColumns(groupRows(lines));
  return columns.some(([from, to]) => {
    const inside = lines.filter((line) => line.u0 >= from - 1 && line.u1 <= to + 1);
    const size = inside[0]?.size ?? 10;
    if (inside.length < 2 || to - from < 14 * size) return false;
    return inside.filter((line) => line.u1 - line.u0 > 0.85 * (to - from)).length >= 0.6 * inside.length;
  });
}

/** The wide gaps between neighbours of a row. */
function cellGaps(row: readonly Line[]): Interval[] {
  const gaps: Interval[] = [];
  for (let i = 1; i < row.length; i++) {
    const [a, b] = [row[i - 1], row[i]];
    if (a && b && b.u0 - a.u1 >= CELL_GAP * Math.min(a.size, b.size)) gaps.push([a.u1, b.u0]);
  }
  return gaps;
}

/** Rows that may be a table, as they are collected. */
interface Run {
  rows: Line[][];
  /** Number of rows with cells. */
  celled: number;
  /** Stretches in which no row with cells has ink. */
  gaps: Interval[];
  widestGap: number;
  left: number;
  size: number;
}

function openRun(row: Line[]): Run {
  const { u0 } = boundsOf(row);
  const size = row.reduce((largest, line) => Math.max(largest, line.size), 0);
  return { rows: [row], celled: 1, gaps: cellGaps(row), widestGap: 0, left: u0, size };
}

function extendRun(run: Run, row: Line[]): void {
  if (cellGaps(row).length > 0) {
    run.celled++;
    run.gaps = gapsLeft(run.gaps, row);
  }
  run.widestGap = Math.max(run.widestGap, gapAbove(row, run));
  run.left = Math.min(run.left, boundsOf(row).u0);
  for (const line of row) run.size = Math.max(run.size, line.size);
  run.rows.push(row);
}

/** Whether a row leaves open a gap that all rows of the run have, and stands near enough below them. */
function fitsInto(row: readonly Line[], run: Run): boolean {
  const size = row[0]?.size ?? 10;
  if (isHeadingRow(row, run)) return false;
  if (gapAbove(row, run) > Math.max(ROW_GAP * size, 2 * run.widestGap)) return false;
  return gapsLeft(run.gaps, row).length > 0;
}

const gapAbove = (row: readonly Line[], run: Run): number =>
  (row[0]?.v0 ?? 0) - (run.rows.at(-1)?.[0]?.v1 ?? 0);

/** A single larger line at the left edge, with or without a number, is the heading of what follows. */
function isHeadingRow(row: readonly Line[], run: Run): boolean {
  const [line] = row;
  if (line === undefined || line.size <= 1.1 * run.size) return false;
  return row.length === 1 || (row.length === 2 && MARKER.test(readLine(line)));
}

/** What a row leaves of the gaps. */
function gapsLeft(gaps: readonly Interval[], row: readonly Line[]): Interval[] {
  const size = row[0]?.size ?? 10;
  const ink = row.map((line): Interval => [line.u0, line.u1]);
  return gaps.flatMap((gap) => subtract(gap, ink)).filter(([from, to]) => to - from >= 0.5 * size);
}

function subtract(gap: Interval, ink: readonly Interval[]): Interval[] {
  let rest: Interval[] = [gap];
  for (const [from, to] of ink)
    rest = rest.flatMap(([a, b]): Interval[] => {
      if (to <= a || from >= b) return [[a, b]];
      const parts: Interval[] = [
        [a, from],
        [to, b],
      ];
      return parts.filter(([c, d]) => d > c);
    });
  return rest;
}

/** Splits a zone into tables and the text between them, from top to bottom. */
export function splitTables(lines: readonly Line[]): (Grid | Flow)[] {
  const parts: (Grid | Flow)[] = [];
  const rows = groupRows(lines);
  let flow: Line[][] = [];
  for (let i = 0; i < rows.length;) {
    const length = tableLength(rows, i);
    const run = rows.slice(i, i + length);
    if (length === 0) flow.push(rows[i++] ?? []);
    else {
      if (flow.length > 0) parts.push({ kind: 'flow', rows: flow });
      flow = [];
      parts.push(buildGrid(run));
      i += length;
    }
  }
  if (flow.length > 0) parts.push({ kind: 'flow', rows: flow });
  return parts;
}

/** How many rows from `at` on are one table; 0 when none begins there. */
function tableLength(rows: readonly Line[][], at: number): number {
  const first = rows[at];
  if (!first || cellGaps(first).length === 0) return 0;
  const run = openRun(first);
  let length = 1;
  for (const row of rows.slice(at + 1)) {
    if (!fitsInto(row, run) || run.rows.length - length > 4) break;
    extendRun(run, row);
    const isFirstColumn = (row[0]?.u0 ?? run.left) < (run.gaps[0]?.[0] ?? run.left);
    if (cellGaps(row).length > 0 || !isFirstColumn) length = run.rows.length;
  }
  run.rows.length = length;
  return run.celled < 2 || isNumberedText(run.rows) || !isAligned(run) ? 0 : length;
}

/**
 * Whether the cells beside a common gap are in line (left, right or centred) in at least two rows and half of them;
 * word spaces of justified lines that happen to stand below one another are not.
 */
function isAligned({ rows, gaps }: Run): boolean {
  const celled = rows.filter((row) => cellGaps(row).length > 0);
  const size = celled[0]?.[0]?.size ?? 10;
  return gaps.some(([from, to]) => {
    if (celled.length < 3 && to - from < CLEAR_GAP * size) return false;
    const right = celled.map((row) => row.find((line) => line.u0 >= to - 1));
    const left = celled.map((row) => row.findLast((line) => line.u1 <= from + 1));
    const edges = [
      right.map((line) => line?.u0),
      right.map((line) => line?.u1),
      right.map((line) => line && (line.u0 + line.u1) / 2),
      left.map((line) => line?.u1),
      left.map((line) => line && (line.u0 + line.u1) / 2),
    ];
    return edges.some((values) => mostInLine(values) >= Math.max(2, celled.length / 2));
  });
}

/** The most values that lie within `IN_LINE` of one another. */
function mostInLine(values: readonly (number | undefined)[]): number {
  const sorted = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  let most = 0;
  for (let from = 0, to = 0; to < sorted.length; to++) {
    while ((sorted[to] ?? 0) - (sorted[from] ?? 0) > IN_LINE) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

function isNumberedText(rows: readonly Line[][]): boolean {
  const celled = rows.filter((row) => row.length > 1);
  const marked = celled.filter((row) => row.length === 2 && row[0] && MARKER.test(readLine(row[0])));
  return marked.length > 0 && marked.length >= 0.6 * celled.length;
}
