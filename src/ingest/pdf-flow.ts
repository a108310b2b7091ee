import { splitColumns } from './pdf-columns.ts';
import type { Grid } from './pdf-cells.ts';
import { splitTables } from './pdf-grids.ts';
import { boundsOf, joinSegments, medianSize, readLine, type Line } from './pdf-lines.ts';
import { endsSentence, isListItem, splitParagraphs, type Paragraph } from './pdf-paragraphs.ts';

/** How far back a paragraph may have begun: over footnotes, captions and a table between two columns. */
const LOOK_BACK = 12;
/** A text without the end of a sentence in so many lines is no paragraph; each column then stays its own. */
const MAX_LINES = 300;

/** The paragraphs of a page in reading order; `zone` is the number of the first zone. */
export function readPage(segments: readonly Line[], zone: number): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let next = zone;
  let table = 0;
  for (const turned of byFrame(segments)) {
    const rtl = turned[0]?.frame.rtl === true;
    for (const lines of splitColumns(turned, rtl)) {
      for (const part of splitTables(lines)) {
        if (part.kind === 'table') paragraphs.push(...readGrid(part, next, ++table));
        else paragraphs.push(...splitParagraphs(joinSegments(part.rows.flat()), next));
      }
      next++;
    }
  }
  return paragraphs;
}

function byFrame(segments: readonly Line[]): Line[][] {
  const frames = new Map<Line['frame'], Line[]>();
  for (const line of segments) {
    const lines = frames.get(line.frame) ?? [];
    lines.push(line);
    frames.set(line.frame, lines);
  }
  return [...frames.values()];
}

function readGrid(grid: Grid, zone: number, table: number): Paragraph[] {
  const header = findHeader(grid);
  const all = grid.rows.flat(2);
  const rtl = all[0]?.frame.rtl === true;
  const { u0: left, u1: right } = boundsOf(all);
  return grid.rows.map((columns, i) => {
    const ordered = rtl ? [...columns].reverse() : columns;
    const names = rtl ? header?.toReversed() : header;
    const cells = ordered.map((cell) => joinSegments(cell));
    const filled = cells.filter((cell) => cell.length > 0);
    const paragraph: Paragraph = {
      kind: 'table-row',
      lines: filled.flat(),
      cells: filled,
      table,
      row: i + 1,
      zone,
      left,
      right,
    };
    if (names && i > 0) paragraph.header = names.filter((_, column) => (cells[column]?.length ?? 0) > 0);
    return paragraph;
  });
}

/** Names of the columns: a first row that names every column in words, in a font or a way unlike the rows below. */
function findHeader(grid: Grid): string[] | undefined {
  const [first, ...rest] = grid.rows;
  if (!first || rest.length === 0 || first.slice(1).some((cell) => cell.length === 0)) return undefined;
  const names = first.map((cell) => joinSegments(cell).map(readLine).join(' '));
  if (names.some((name) => /^[\d\s.,%€$£+-]+$/.test(name) && !/^(?:19|20)\d\d$/.test(name))) return undefined;
  const fonts = new Set(rest.flat(2).map((line) => line.font));
  const own = first.flat().every((line) => !fonts.has(line.font));
  const numbers = rest.some((row) =>
    row.some((cell) => cell[0] && /^[\d.,%€$£+\s-]+$/.test(readLine(cell[0]))),
  );
  return own || numbers ? names : undefined;
}

/** Joins paragraphs that go on in the next column or on the next page, over what stands between. */
export function joinAcrossZones(paragraphs: readonly Paragraph[], bodySize: number): Paragraph[] {
  const joined: Paragraph[] = [];
  let zone = -1;
  let open = false;
  for (const paragraph of paragraphs) {
    if (paragraph.zone !== zone) open = true;
    zone = paragraph.zone;
    const host = open && isBody(paragraph, bodySize) ? findHost(joined, paragraph) : undefined;
    if (isBody(paragraph, bodySize)) open = false;
    if (host) for (const line of paragraph.lines) host.lines.push(line);
    else joined.push({ ...paragraph, lines: [...paragraph.lines] });
    if (host) Object.assign(host, { zone: paragraph.zone, left: paragraph.left, right: paragraph.right });
  }
  return joined;
}

function isBody({ kind, lines }: Paragraph, bodySize: number): boolean {
  return (
    (kind === 'text' || kind === 'list-item') && Math.abs(medianSize(lines) - bodySize) < 0.08 * bodySize
  );
}

/** The paragraph before that breaks off in the middle of a sentence and goes on with this one. */
function findHost(before: readonly Paragraph[], next: Paragraph): Paragraph | undefined {
  const first = next.lines[0];
  if (!first) return undefined;
  const text = readLine(first);
  if (isListItem(text) || isCaption(text)) return undefined;
  const size = medianSize(next.lines);
  for (let i = before.length - 1; i >= Math.max(0, before.length - LOOK_BACK); i--) {
    const host = before[i];
    if (!host || host.zone === next.zone) continue;
    if (host.kind === 'table-row' || host.kind === 'code') continue;
    const last = host.lines.at(-1);
    if (!last || Math.abs(last.size - size) > 0.08 * size) continue;
    if (isCaption(readLine(host.lines[0] ?? last))) continue;
    return goesOn(host, last, first, text) ? host : undefined;
  }
  return undefined;
}

function goesOn(host: Paragraph, last: Line, first: Line, text: string): boolean {
  const ending = readLine(last);
  if (last.font !== first.font && host.lines.slice(-3).every((line) => line.font !== first.font))
    return false;
  if (endsSentence(ending) || host.lines.length > MAX_LINES) return false;
  if (/[-\u2010,]$/.test(ending) || /^[\p{Ll}]/u.test(text)) return true;
  const room = last.rtl ? last.u0 - host.left : host.right - last.u1;
  return host.lines.length > 1 && room < 0.2 * (host.right - host.left);
}

const CAPTION =
  /^(?:fig(?:ure|ura|\.)?|table|tab(?:elle|ella|la|leau|\.)?|abb(?:ildung|\.)|рис(?:унок|\.)|таблица|図|表|图)\s*\d+(?:[.-]\d+)*[a-z]?(?:\s*[:.–—|：．]|\s*$)/iu;

export function isCaption(text: string): boolean {
  return CAPTION.test(text);
}
