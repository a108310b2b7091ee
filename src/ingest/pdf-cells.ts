import { boundsOf, groupRows, type Line } from './pdf-lines.ts';

/** A table as it is read: its rows from top to bottom, of each row its cells, of each cell its lines. */
export interface Grid {
  kind: 'table';
  rows: Line[][][];
}

/** A stretch of a line, in points. */
export type Interval = [from: number, to: number];

/** Puts the rows of a table, as they are drawn, into its columns, and joins those that are one row. */
export function buildGrid(rows: readonly Line[][]): Grid {
  const columns = findColumns(rows);
  const cells = joinWrapped(rows, columns).map((row) =>
    columns.map((column, i) =>
      row.filter((line) => nearestColumn(line, columns) === i).sort((a, b) => a.base - b.base || a.u0 - b.u0),
    ),
  );
  return { kind: 'table', rows: cells };
}

/** The columns of a table: stretches with ink in more than a tenth of the rows. */
export function findColumns(rows: readonly Line[][]): Interval[] {
  const celled = rows.filter((row) => row.length > 1);
  const { u0, u1 } = boundsOf(rows.flat());
  const [left, right] = [Math.floor(u0), Math.ceil(u1)];
  const ink = new Uint16Array(Math.min(20_000, Math.max(1, right - left + 1)));
  for (const line of celled.flat())
    for (let u = Math.floor(line.u0); u < line.u1; u++) ink[u - left] = (ink[u - left] ?? 0) + 1;
  const columns: Interval[] = [];
  let from = -1;
  for (let i = 0; i <= ink.length; i++) {
    const filled = (ink[i] ?? 0) > celled.length / 10;
    if (filled && from < 0) from = i;
    if (!filled && from >= 0) {
      columns.push([from + left, i + left]);
      from = -1;
    }
  }
  return columns.length > 0 ? columns : [[left, right]];
}

function nearestColumn(line: Line, columns: readonly Interval[]): number {
  let best = 0;
  let most = -Infinity;
  columns.forEach(([from, to], i) => {
    const shared = Math.min(line.u1, to) - Math.max(line.u0, from);
    if (shared > most) [best, most] = [i, shared];
  });
  return best;
}

/** Joins lines of cells that run over several lines into one row each. */
function joinWrapped(rows: readonly Line[][], columns: readonly Interval[]): Line[][] {
  const limit = wrapLimit(rows, columns.length);
  const joined: Line[][] = [];
  let bottom = -Infinity;
  for (const row of rows) {
    const last = joined.at(-1);
    const gap = top(row) - bottom;
    const partial = row.length < columns.length && row.every((line) => nearestColumn(line, columns) > 0);
    const size = row[0]?.size ?? 10;
    if (last && (limit === undefined ? partial && gap < 0.6 * size : gap < limit)) last.push(...row);
    else joined.push([...row]);
    bottom = Math.max(bottom, ...row.map((line) => line.v1));
  }
  return joined;
}

const top = (row: readonly Line[]): number => Math.min(...row.map((line) => line.v0));

/**
 * Where the gaps between lines fall into narrow ones (inside a cell) and wide ones (between rows): their border.
 * Undefined where they do not, or where the lines between narrow gaps are whole rows themselves.
 */
function wrapLimit(rows: readonly Line[][], columns: number): number | undefined {
  const size = rows[0]?.[0]?.size ?? 10;
  const gaps = rows.slice(1).map((row, i) => ({
    gap: top(row) - Math.max(...(rows[i] ?? []).map((line) => line.v1)),
    full: row.length >= Math.max(3, 0.75 * columns),
  }));
  gaps.sort((a, b) => a.gap - b.gap);
  let best = 0;
  let at = 0;
  for (let i = 1; i < gaps.length; i++) {
    const step = (gaps[i]?.gap ?? 0) - (gaps[i - 1]?.gap ?? 0);
    if (step > best) [best, at] = [step, i];
  }
  const narrow = gaps.slice(0, at);
  const [below, above] = [gaps[at - 1]?.gap ?? Infinity, gaps[at]?.gap ?? 0];
  if (best < 0.3 * size || below > 0.45 * size || gaps.length - at < 0.2 * gaps.length) return undefined;
  if (narrow.filter(({ full }) => full).length > 0.5 * narrow.length) return undefined;
  return (below + above) / 2;
}

/** Splits lines by the columns into which they fall. */
export function splitByColumn(lines: readonly Line[]): Line[][] {
  const columns = findColumns(groupRows(lines));
  return columns.map((_, i) => lines.filter((line) => nearestColumn(line, columns) === i));
}
