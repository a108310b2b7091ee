/** A cell as a range of its row's text. */
export interface Cell {
  start: number;
  end: number;
}

/** Separators that rows are written with, the ones that rarely stand inside a cell first. */
const SEPARATORS: readonly string[] = ['\t', ' | ', '|', ';', ','];

/** The cells of a table row, or nothing when no separator gives exactly `count` of them. */
export function findCells(row: string, count: number): Cell[] | undefined {
  if (count < 2) return undefined;
  const [start, end] = innerRange(row);
  for (const separator of SEPARATORS) {
    const cells = splitRow(row, start, end, separator);
    if (cells.length === count) return cells.map((cell) => trimCell(row, cell));
  }
  return undefined;
}

/** A Markdown row has bars at both ends too. */
function innerRange(row: string): [start: number, end: number] {
  const [, before = '', after = ''] = /^(\s*\|)?.*?(\|\s*)?$/s.exec(row) ?? [];
  return before && after ? [before.length, row.length - after.length] : [0, row.length];
}

/** Separators between double quotes belong to the cell. */
function splitRow(row: string, start: number, end: number, separator: string): Cell[] {
  const cells: Cell[] = [];
  let from = start;
  let isQuoted = false;
  for (let at = start; at < end; at++) {
    if (row[at] === '"') isQuoted = !isQuoted;
    if (isQuoted || !row.startsWith(separator, at)) continue;
    cells.push({ start: from, end: at });
    from = at + separator.length;
    at = from - 1;
  }
  return [...cells, { start: from, end }];
}

function trimCell(row: string, { start, end }: Cell): Cell {
  const text = row.slice(start, end);
  const [before = ''] = /^[\s"]*/.exec(text) ?? [];
  const [after = ''] = /[\s"]*$/.exec(text.slice(before.length)) ?? [];
  return { start: start + before.length, end: end - after.length };
}
