import { groupRows, readLine, type Line } from './pdf-lines.ts';

/** Rows from the top and from the bottom of a page that may be a running header or footer. */
const EDGE_ROWS = 4;
/** The bands at the top and the bottom of a page in which they stand, as parts of its height. */
const EDGE_BAND = 0.17;
/** The same words on another page stand at the same height within this many points. */
const SAME_HEIGHT = 5;
/** A header stands at least this far (in font sizes) from the text. */
const CLEARANCE = 0.45;

/** Headers and footers are less than this part of a document's characters. */
const MOST = 0.5;

interface EdgeRow {
  lines: Line[];
  /** Page index, from 0. */
  page: number;
  edge: 'top' | 'bottom';
  v: number;
  /** Its words with all numbers alike. */
  key: string;
  /** Page index minus a number that stands alone in it: the same over pages for page numbers. */
  offsets: number[];
  /** Distance to the next row inwards, in font sizes. */
  clearance: number;
}

const ROMAN = /^[ivxlcdm]{1,7}$/i;
const PAGE_NUMBER =
  /^(?:[-–—•|\s]*|(?:page|seite|página|pagina|pág\.?|p\.|s\.|стр\.|страница|第)\s*)(\d{1,4}|[ivxlcdm]{1,7})(?:[-–—•|\s]*|\s*(?:\/|of|de|von|sur|di|из|van)\s*\d{1,4}|\s*[页頁])$/iu;

/**
 * The running headers, footers and page numbers of a document: rows at the edge of several pages that say the same in
 * the same place, numbers aside, and rows with a number that counts the pages. `pages` holds the segments of each page.
 */
export function findFurniture(pages: readonly (readonly Line[])[]): Set<Line> {
  const rows = pages.flatMap((lines, page) => [
    ...edgeRows(lines, page, 'top'),
    ...edgeRows(lines, page, 'bottom'),
  ]);
  const repeated = findRepeated(rows, pages.length);
  const numbered = findNumbered(rows, pages.length);
  const running = findAlikeRows(rows, repeated);
  const furniture = new Set<Line>();
  const closed = new Set<string>();
  for (const row of rows) {
    const side = `${row.edge}${row.page}`;
    if (closed.has(side)) continue;
    if (repeated.has(row) || numbered.has(row) || running.has(row))
      for (const line of row.lines) furniture.add(line);
    else closed.add(side);
  }
  return isMostOf(pages, furniture) ? new Set() : furniture;
}

/** A document that says the same on every page is not made of headers. */
function isMostOf(pages: readonly (readonly Line[])[], furniture: ReadonlySet<Line>): boolean {
  const count = (lines: readonly Line[]): number =>
    lines.flatMap((line) => line.spans).reduce((sum, span) => sum + span.text.length, 0);
  return count([...furniture]) > MOST * count(pages.flat());
}

function edgeRows(lines: readonly Line[], page: number, edge: 'top' | 'bottom'): EdgeRow[] {
  const upright = lines.filter((line) => line.frame.turn === (lines[0]?.frame.turn ?? 0));
  const rows = groupRows(upright);
  if (edge === 'bottom') rows.reverse();
  return rows.slice(0, EDGE_ROWS).flatMap((row, i) => {
    const [first] = row;
    if (!first) return [];
    const { frame, base, size } = first;
    const height = frame.turn % 180 === 0 ? frame.height : frame.width;
    const depth = edge === 'top' ? base : height - base;
    if (depth > EDGE_BAND * height) return [];
    const text = row.map(readLine).join(' ');
    const next = rows[i + 1];
    return [
      {
        lines: row,
        page,
        edge,
        v: base,
        key: normalise(text),
        offsets: readOffsets(row, page),
        clearance: next ? gapBetween(row, next) / size : Infinity,
      },
    ];
  });
}

function gapBetween(a: readonly Line[], b: readonly Line[]): number {
  const [upper, lower] = (a[0]?.base ?? 0) < (b[0]?.base ?? 0) ? [a, b] : [b, a];
  return Math.min(...lower.map((line) => line.v0)) - Math.max(...upper.map((line) => line.v1));
}

function normalise(text: string): string {
  return text.toLowerCase().replace(/\d+/g, '#').replace(/\s+/g, ' ').trim();
}

function readOffsets(row: readonly Line[], page: number): number[] {
  const words = row.flatMap((line) => {
    const text = readLine(line);
    const whole = PAGE_NUMBER.exec(text)?.[1];
    const ends = [/^(\d{1,4})\b/.exec(text)?.[1], /(?:^|\s)(\d{1,4})$/.exec(text)?.[1]];
    return [whole, ...ends].filter((word) => word !== undefined);
  });
  return [...new Set(words.map((word) => page - readNumber(word)))];
}

function readNumber(word: string): number {
  if (!ROMAN.test(word)) return Number(word);
  const values: Record<string, number> = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };
  const digits = [...word.toLowerCase()].map((letter) => values[letter] ?? 0);
  return digits.reduce((sum, digit, i) => sum + (digit < (digits[i + 1] ?? 0) ? -digit : digit), 0);
}

function findRepeated(rows: readonly EdgeRow[], pages: number): Set<EdgeRow> {
  const found = new Set<EdgeRow>();
  for (const group of groupBy(rows, (row) => `${row.edge} ${row.key}`)) {
    for (const row of group) {
      const alike = group.filter((other) => Math.abs(other.v - row.v) <= SAME_HEIGHT);
      const onPages = new Set(alike.map((other) => other.page)).size;
      if (row.key !== '#' && onPages >= Math.min(3, pages) && onPages >= 2) found.add(row);
    }
  }
  return found;
}

/** Rows that stand just where running headers do and look like them, but name a chapter that fills too few pages. */
function findAlikeRows(rows: readonly EdgeRow[], repeated: ReadonlySet<EdgeRow>): Set<EdgeRow> {
  const look = ({ edge, lines }: EdgeRow): string => `${edge} ${lines[0]?.font} ${lines[0]?.size.toFixed(1)}`;
  const found = new Set<EdgeRow>();
  for (const group of groupBy(rows, look)) {
    const known = group.filter((row) => repeated.has(row));
    for (const row of group) {
      const alike = known.filter((other) => Math.abs(other.v - row.v) < 1);
      if (alike.length >= 3 && row.clearance >= CLEARANCE) found.add(row);
    }
  }
  return found;
}

/** Rows that hold the number of their page: the number grows with the pages, at the same height. */
function findNumbered(rows: readonly EdgeRow[], pages: number): Set<EdgeRow> {
  const found = new Set<EdgeRow>();
  const withOffsets = rows.flatMap((row) => row.offsets.map((offset) => ({ row, offset })));
  for (const group of groupBy(withOffsets, ({ row, offset }) => `${row.edge} ${offset}`)) {
    for (const { row } of group) {
      const alike = group.filter((other) => Math.abs(other.row.v - row.v) <= SAME_HEIGHT);
      const enough = new Set(alike.map((other) => other.row.page)).size >= Math.min(3, pages);
      const alone = PAGE_NUMBER.test(row.lines.map(readLine).join(' '));
      if (enough && (alone || (pages > 2 && row.clearance >= CLEARANCE && row.lines.length <= 3)))
        found.add(row);
    }
  }
  return found;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}
