import { readDownwards } from './pdf-continuity.ts';
import { buildGrid, findColumns, splitByColumn, type Grid, type Interval } from './pdf-cells.ts';
import { groupRows, readLine, type Line } from './pdf-lines.ts';

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
  let run: Line[][] = [];
  const finish = (): void => {
    if (run.length >= 3) grids.push(run.flat());
    run = [];
  };
  for (const row of groupRows(segments)) {
    if (run.length > 0 && !fitsInto(row, run)) finish();
    if (run.length > 0 || isGridRow(row)) run.push(row);
  }
  finish();
  return grids.map(trimTail).filter((grid) => !hasProseColumn(grid) && !readDownwards(splitByColumn(grid)));
}

function isGridRow(row: readonly Line[]): boolean {
  if (cellGaps(row).length < 2) return false;
  const from = row[0]?.u0 ?? 0;
  const to = Math.max(...row.map((line) => line.u1));
  return row.reduce((sum, line) => sum + line.u1 - line.u0, 0) < GRID_FILL * (to - from);
}

/** Rows at the end that hold one cell at the left edge are the text below, not part of the table. */
function trimTail(lines: readonly Line[]): Line[] {
  const rows = groupRows(lines);
  const left = Math.min(...lines.map((line) => line.u0));
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

/** Whether a row leaves open a gap that all rows of the run have, and stands near enough below them. */
function fitsInto(row: readonly Line[], run: readonly Line[][]): boolean {
  const last = run.at(-1)?.[0];
  const first = row[0];
  if (!last || !first || isHeadingRow(row, run)) return false;
  const gap = first.v0 - last.v1;
  if (gap > Math.max(ROW_GAP * first.size, 2 * widestGap(run))) return false;
  const celled = run.filter((other) => cellGaps(other).length > 0);
  return commonGaps([...celled, row], row).length > 0;
}

function widestGap(run: readonly Line[][]): number {
  let widest = 0;
  for (let i = 1; i < run.length; i++) {
    const [a, b] = [run[i - 1]?.[0], run[i]?.[0]];
    if (a && b) widest = Math.max(widest, b.v0 - a.v1);
  }
  return widest;
}

/** A single larger line at the left edge, with or without a number, is the heading of what follows. */
function isHeadingRow(row: readonly Line[], run: readonly Line[][]): boolean {
  const [line] = row;
  const size = Math.max(...run.flat().map((other) => other.size));
  if (line === undefined || line.size <= 1.1 * size) return false;
  return row.length === 1 || (row.length === 2 && MARKER.test(readLine(line)));
}

/** Stretches between the outer edges of the rows in which no row has ink. */
function commonGaps(rows: readonly (readonly Line[])[], last: readonly Line[]): Interval[] {
  let gaps: Interval[] = rows[0] ? cellGaps(rows[0]) : [];
  for (const row of rows.slice(1)) {
    const ink = row.map((line): Interval => [line.u0, line.u1]);
    gaps = gaps.flatMap((gap) => subtract(gap, ink));
  }
  const size = last[0]?.size ?? 10;
  return gaps.filter(([from, to]) => to - from >= 0.5 * size);
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
  const run: Line[][] = [first];
  let length = 1;
  let celled = 1;
  for (let i = at + 1; i < rows.length; i++) {
    const row = rows[i];
    if (!row || !fitsInto(row, run)) break;
    run.push(row);
    const isCelled = cellGaps(row).length > 0;
    if (isCelled) celled++;
    if (isCelled || !isFirstColumn(row, run)) length = run.length;
    if (run.length - length > 4) break;
  }
  if (celled < 2 || isNumberedText(run.slice(0, length)) || !isAligned(run.slice(0, length))) return 0;
  return length;
}

/**
 * Whether the cells beside a common gap are in line (left, right or centred) in at least two rows and half of them;
 * word spaces of justified lines that happen to stand below one another are not.
 */
function isAligned(rows: readonly Line[][]): boolean {
  const celled = rows.filter((row) => cellGaps(row).length > 0);
  const size = celled[0]?.[0]?.size ?? 10;
  return commonGaps(celled, celled[0] ?? []).some(([from, to]) => {
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

/** The most values that lie within `IN_LINE` of one of them. */
function mostInLine(values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined);
  return Math.max(0, ...known.map((a) => known.filter((b) => Math.abs(a - b) < IN_LINE).length));
}

function isFirstColumn(row: readonly Line[], run: readonly Line[][]): boolean {
  const left = Math.min(...run.flat().map((line) => line.u0));
  const gap = commonGaps(
    run.filter((other) => cellGaps(other).length > 0),
    row,
  )[0];
  return (row[0]?.u0 ?? left) < (gap?.[0] ?? left);
}

function isNumberedText(rows: readonly Line[][]): boolean {
  const celled = rows.filter((row) => row.length > 1);
  const marked = celled.filter((row) => row.length === 2 && row[0] && MARKER.test(readLine(row[0])));
  return marked.length > 0 && marked.length >= 0.6 * celled.length;
}
