import { orderSpans } from './pdf-bidi.ts';
import { countDirections, putAccent } from './pdf-glyphs.ts';
import { joinPlaces } from './pdf-places.ts';
import { hasSpace, isMonospaced, type Frame, type Span } from './pdf-spans.ts';

/** Spans on one baseline. `spans` run from left to right as they are drawn, whatever their script. */
export interface Line {
  frame: Frame;
  spans: Span[];
  u0: number;
  u1: number;
  v0: number;
  v1: number;
  base: number;
  /** Size and font of most of its characters. */
  size: number;
  font: string;
  mono: boolean;
  rtl: boolean;
}

/** A rectangle in a frame. */
export type Bounds = Pick<Span, 'u0' | 'u1' | 'v0' | 'v1'>;

/** A stretch of a line in reading order; `space` says whether a space stands before it. */
export interface Piece {
  text: string;
  span: Span;
  space: boolean;
}

/** Spans nearer than this (in font sizes) surely stand in one column. */
const JOIN_MAX = 0.75;
/** How much of the lower one's height two spans must share to stand on one line (superscripts share about half). */
const LINE_OVERLAP = 0.45;
const BUCKET = 8;

/** Joins spans on one baseline that are near enough to stand in one column. */
export function buildSegments(frame: Frame): Line[] {
  const buckets = new Map<number, Span[][]>();
  const groups: Span[][] = [];
  for (const span of [...frame.spans].sort((a, b) => a.u0 - b.u0 || a.v0 - b.v0)) {
    const near = nearbyGroups(buckets, span).filter((group) => continues(group.at(-1), span));
    const best = near.sort((a, b) => distance(a, span) - distance(b, span))[0];
    const group = best ?? [];
    if (!best) groups.push(group);
    group.push(span);
    remember(buckets, group, span);
  }
  return groups.map((spans) => buildLine(frame, spans));
}

function nearbyGroups(buckets: Map<number, Span[][]>, span: Span): Span[][] {
  const found = new Set<Span[]>();
  for (let at = Math.floor(span.v0 / BUCKET); at <= Math.floor(span.v1 / BUCKET); at++)
    for (const group of buckets.get(at) ?? []) found.add(group);
  return [...found];
}

function remember(buckets: Map<number, Span[][]>, group: Span[], span: Span): void {
  for (let at = Math.floor(span.v0 / BUCKET); at <= Math.floor(span.v1 / BUCKET); at++) {
    const list = buckets.get(at) ?? [];
    if (!list.includes(group)) list.push(group);
    buckets.set(at, list);
  }
}

function continues(last: Span | undefined, next: Span): boolean {
  if (!last || !sharesLine(last, next)) return false;
  const gap = next.u0 - last.u1;
  const size = Math.max(last.size, next.size);
  return (
    gap <= JOIN_MAX * Math.min(last.size, next.size) && gap >= -Math.max(size, (last.u1 - last.u0) * 0.5)
  );
}

/** Whether two stretches overlap enough in height to be read as one line. */
export function sharesLine(a: Pick<Span, 'v0' | 'v1'>, b: Pick<Span, 'v0' | 'v1'>): boolean {
  const shared = Math.min(a.v1, b.v1) - Math.max(a.v0, b.v0);
  return shared >= LINE_OVERLAP * Math.min(a.v1 - a.v0, b.v1 - b.v0);
}

function distance(group: readonly Span[], span: Span): number {
  const last = group.at(-1);
  return last ? Math.abs(last.base - span.base) * 4 + Math.abs(span.u0 - last.u1) : Infinity;
}

/** A line of spans, measured by those in its most frequent size, so that a drop cap or a note mark does not count. */
export function buildLine(frame: Frame, unordered: readonly Span[]): Line {
  const spans = [...unordered].sort((a, b) => a.u0 - b.u0);
  const main = mostCommon(spans, (span) => `${Math.round(span.size * 4)}`);
  const font = mostCommon(spans, (span) => span.font)[0];
  const text = spans.map((span) => span.text).join(' ');
  const { rtl, ltr } = countDirections(text);
  const { v0, v1 } = boundsOf(main);
  return {
    frame,
    spans,
    ...boundsOf(spans),
    v0,
    v1,
    base: main[0]?.base ?? 0,
    size: main[0]?.size ?? 0,
    font: font?.font ?? '',
    mono: isMonospaced(spans),
    rtl: rtl + ltr === 0 ? frame.rtl : rtl > 0.7 * ltr,
  };
}

/** The spans that share the key of most characters. */
function mostCommon(spans: readonly Span[], key: (span: Span) => string): Span[] {
  const groups = new Map<string, { spans: Span[]; letters: number }>();
  for (const span of spans) {
    const group = groups.get(key(span)) ?? { spans: [], letters: 0 };
    group.spans.push(span);
    group.letters += span.text.length;
    groups.set(key(span), group);
  }
  return [...groups.values()].sort((a, b) => b.letters - a.letters)[0]?.spans ?? [];
}

/** Joins the segments of one column that stand on one baseline; lines come out from top to bottom. */
export function joinSegments(segments: readonly Line[]): Line[] {
  const rows = groupRows(segments);
  return rows.map((row) => {
    const [first] = row;
    if (row.length === 1 && first) return first;
    return buildLine(
      (first as Line).frame,
      row.flatMap((line) => line.spans),
    );
  });
}

/** Groups lines that stand side by side, from top to bottom; within a row from left to right. */
export function groupRows(lines: readonly Line[]): Line[][] {
  const rows: Line[][] = [];
  for (const line of [...lines].sort((a, b) => a.base - b.base)) {
    const row = rows.at(-1);
    const fits = row?.every((other) => isSameRow(other, line));
    if (row && fits) row.push(line);
    else rows.push([line]);
  }
  for (const row of rows) row.sort((a, b) => a.u0 - b.u0);
  return rows;
}

function isSameRow(a: Line, b: Line): boolean {
  return Math.abs(a.base - b.base) <= 0.35 * Math.min(a.size, b.size) || (sharesLine(a, b) && apart(a, b));
}

function apart(a: Line, b: Line): boolean {
  const differ = Math.max(a.size, b.size) > 1.25 * Math.min(a.size, b.size);
  return differ && (a.u1 <= b.u0 + 1 || b.u1 <= a.u0 + 1);
}

/** The stretches of a line in the order in which they are read, with the spaces that the gaps between them mean. */
export function readPieces(line: Line): Piece[] {
  const pieces: Piece[] = [];
  let previous: Span | undefined;
  const plain = !line.rtl && !line.spans.some((span) => span.rtl);
  for (const span of plain ? line.spans : orderSpans(line.spans, line.rtl)) {
    const last = pieces.at(-1);
    if (last && joinAccent(last, span)) {
      previous = last.span;
      continue;
    }
    pieces.push({ text: span.text, span, space: previous !== undefined && hasSpace(previous, span) });
    previous = span;
  }
  return pieces;
}

/** Words of a line, joined as they are read. */
export function readLine(line: Line): string {
  return readPieces(line)
    .map(({ text, space }) => (space ? ` ${text}` : text))
    .join('');
}

/** Puts a letter under the accent that an old font printed before it in the same place. */
function joinAccent(last: Piece, next: Span): boolean {
  const accent = last.span;
  const mark = last.text.at(-1);
  const letter = next.text[0];
  if (!mark || !letter || next.u0 > accent.u1 - 0.1 * next.size) return false;
  const joined = putAccent(mark, letter);
  if (joined === undefined) return false;
  last.text = last.text.slice(0, -1) + joined + next.text.slice(1);
  const places = joinPlaces(accent.places, next.places, joined.length);
  last.span = { ...accent, u1: Math.max(accent.u1, next.u1), ...(places && { places }) };
  return true;
}

/** The smallest rectangle around boxes; without any, an empty one at the origin. */
export function boundsOf(boxes: readonly Bounds[]): Bounds {
  const [first] = boxes;
  if (!first) return { u0: 0, u1: 0, v0: 0, v1: 0 };
  let { u0, u1, v0, v1 } = first;
  // A loop: a page of a hostile file has more lines than a call takes arguments.
  for (const box of boxes) {
    u0 = Math.min(u0, box.u0);
    u1 = Math.max(u1, box.u1);
    v0 = Math.min(v0, box.v0);
    v1 = Math.max(v1, box.v1);
  }
  return { u0, u1, v0, v1 };
}

/** Median of the sizes of lines; 10 when there are none. */
export function medianSize(lines: readonly Line[]): number {
  const sizes = lines.map((line) => line.size).sort((a, b) => a - b);
  return sizes[sizes.length >> 1] ?? 10;
}
