import { readDownwards } from './pdf-continuity.ts';
import { boundsOf, groupRows, medianSize, type Line } from './pdf-lines.ts';
import { splitByColumn } from './pdf-cells.ts';
import { findGrids } from './pdf-grids.ts';

/** Something that takes part in the search for columns as a whole: a stretch of a line, or a table. */
interface Area {
  u0: number;
  u1: number;
  v0: number;
  v1: number;
  lines: Line[];
}

/** A stretch of a page in which two columns stand side by side. */
interface Band {
  left: Area[];
  right: Area[];
  /** Height in points over which both columns run. */
  height: number;
}

/** A point or two of overhang (punctuation, italics) does not close a gutter. */
const OVERHANG = 1.5;
/** Narrowest gutter, in font sizes. */
const GUTTER_MIN = 0.6;
/** Columns of fewer rows are read by row, as a table or a form. */
const COLUMN_ROWS = 3;
/** Lines of running text fill at least this part of their column … */
const FILL = 0.7;
/** … in at least this part of the lines, and are at least this wide, in font sizes. */
const FILLED_LINES = 0.5;
const PROSE_WIDTH = 9;
const CANDIDATES = 40;
const MAX_DEPTH = 12;
/** A page with more stretches of text than this is a map or a drawing, which has no columns. */
const MAX_AREAS = 5000;

/**
 * Splits the segments of a page into zones in reading order, each of which is read line by line: recursive XY-cuts
 * (Nagy and Seth 1984) that look for the gutter with the longest run first, so that a full-width title, figure or
 * footnote above or below does not hide the columns.
 */
export function splitColumns(segments: readonly Line[], rtl: boolean): Line[][] {
  return cut(wrapGrids(segments), rtl, 0);
}

function cut(areas: Area[], rtl: boolean, depth: number): Line[][] {
  if (areas.length === 0) return [];
  const isSearched = depth < MAX_DEPTH && areas.length < MAX_AREAS;
  const band = isSearched ? findBand(areas) : undefined;
  if (!band) return [areas.flatMap((area) => area.lines)];
  const { above, below } = splitRest(areas, band);
  const beside = isReadByRow(band) ? splitRows(band) : [[band.left, band.right]];
  const parts = [[above], ...(rtl ? beside.map((pair) => pair.toReversed()) : beside), [below]];
  return parts.flat().flatMap((part) => cut(wrapGrids(part.flatMap((area) => area.lines)), rtl, depth + 1));
}

function splitRest(areas: readonly Area[], { left, right }: Band): { above: Area[]; below: Area[] } {
  const inside = new Set([...left, ...right]);
  const { v0, v1 } = boundsOf([...inside]);
  const above: Area[] = [];
  const below: Area[] = [];
  for (const area of areas) if (!inside.has(area)) (middle(area) < (v0 + v1) / 2 ? above : below).push(area);
  return { above, below };
}

/** Labels beside text, each on the height of its text, are read from one gap across both sides to the next. */
function isReadByRow({ left, right }: Band): boolean {
  const [a, b] = [left.flatMap((area) => area.lines), right.flatMap((area) => area.lines)];
  return !(isProse(groupRows(a)) && isProse(groupRows(b))) && !readDownwards(splitByColumn([...a, ...b]));
}

/** Tables of three and more columns become one area each, so that no gutter is found inside them. */
function wrapGrids(segments: readonly Line[]): Area[] {
  const grids = findGrids(segments);
  const inside = new Set(grids.flat());
  const single = segments.filter((line) => !inside.has(line)).map((line) => toArea([line]));
  return [...single, ...grids.map(toArea)];
}

function toArea(lines: Line[]): Area {
  return { ...boundsOf(lines), lines };
}

function findBand(areas: readonly Area[]): Band | undefined {
  let best: Band | undefined;
  for (const x of gutterCandidates(areas)) {
    for (const band of bandsAt(areas, x))
      if (band.height > (best?.height ?? 0) && areColumns(band)) best = band;
  }
  return best;
}

/** Places where many segments begin or end: the edges of columns. */
function gutterCandidates(areas: readonly Area[]): number[] {
  const counts = new Map<number, number>();
  for (const { u0, u1 } of areas)
    for (const x of [Math.floor(u0 / 2) * 2 - 1, Math.ceil(u1 / 2) * 2 + 1])
      counts.set(x, (counts.get(x) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort((a, b) => b[1] - a[1])
    .slice(0, CANDIDATES)
    .map(([x]) => x);
}

function bandsAt(areas: readonly Area[], x: number): Band[] {
  const crossing: Area[] = [];
  const beside: Area[] = [];
  for (const area of areas) (area.u0 < x - OVERHANG && area.u1 > x + OVERHANG ? crossing : beside).push(area);
  crossing.sort((a, b) => a.v0 - b.v0);
  beside.sort((a, b) => middle(a) - middle(b));
  const bands: Band[] = [];
  let at = 0;
  for (const edge of [...crossing.map(middle), Infinity]) {
    const between: Area[] = [];
    for (let area = beside[at]; area && middle(area) < edge; area = beside[++at]) between.push(area);
    if (between.length < 2) continue;
    const trimmed = trimBand(between, x);
    const band = buildBand(edge === Infinity ? trimmed : dropTail(trimmed, x), x);
    if (band) bands.push(band);
  }
  return bands;
}

const middle = (area: Area): number => (area.v0 + area.v1) / 2;
const isLeft = (area: Area, x: number): boolean => (area.u0 + area.u1) / 2 < x;

/** Leaves out lines above and below a band that stand on one side only and apart from it: they belong to no column. */
function trimBand(inside: Area[], x: number): Area[] {
  const sorted = [...inside].sort((a, b) => a.v0 - b.v0);
  while (isStray(sorted[0], sorted.slice(1), x)) sorted.shift();
  sorted.sort((a, b) => a.v1 - b.v1);
  while (isStray(sorted.at(-1), sorted.slice(0, -1), x)) sorted.pop();
  return sorted;
}

/**
 * Leaves out lines at the foot of one side that stand below the other side and are set apart, where full-width text
 * follows: a heading of that text, not the end of the column.
 */
function dropTail(inside: readonly Area[], x: number): Area[] {
  const kept = [...inside].sort((a, b) => a.v1 - b.v1);
  for (let last = kept.at(-1); last; last = kept.at(-1)) {
    const foot = last;
    const [side, other] = [kept.slice(0, -1), kept].map((areas, i) =>
      areas.filter((area) => isLeft(area, x) === (isLeft(foot, x) === (i === 0))),
    );
    if (!side?.length || !other?.length || foot.v0 < boundsOf(other).v1 - 1) break;
    const isLarger = medianSize(foot.lines) > 1.1 * medianSize(side.flatMap((area) => area.lines));
    if (!isLarger && foot.v0 - (side.at(-1)?.v1 ?? 0) < 1.2 * widestGap(side)) break;
    kept.pop();
  }
  return kept;
}

function widestGap(areas: readonly Area[]): number {
  const gaps = areas.slice(1).map((area, i) => area.v0 - (areas[i]?.v1 ?? 0));
  return Math.max(0, ...gaps);
}

function isStray(area: Area | undefined, rest: readonly Area[], x: number): boolean {
  if (!area || rest.length === 0) return false;
  const height = area.v1 - area.v0;
  const near = rest.some((other) => other.v0 < area.v1 + 1.2 * height && other.v1 > area.v0 - 1.2 * height);
  return !near && rest.some((other) => isLeft(other, x)) && rest.some((other) => !isLeft(other, x));
}

function buildBand(inside: readonly Area[], x: number): Band | undefined {
  const left = inside.filter((area) => isLeft(area, x));
  const right = inside.filter((area) => !isLeft(area, x));
  if (left.length === 0 || right.length === 0) return undefined;
  const [a, b] = [boundsOf(left), boundsOf(right)];
  const height = Math.min(a.v1, b.v1) - Math.max(a.v0, b.v0);
  if (height <= 0 || b.u0 - a.u1 < GUTTER_MIN * medianSize(left.flatMap((area) => area.lines)))
    return undefined;
  return { left, right, height };
}

/** Splits a band at the gaps that run across both sides. */
function splitRows({ left, right }: Band): Area[][][] {
  const size = medianSize(left.flatMap((area) => area.lines));
  const groups: Area[][][] = [];
  let bottom = -Infinity;
  for (const area of [...left, ...right].sort((a, b) => a.v0 - b.v0)) {
    if (area.v0 - bottom > 0.5 * size) groups.push([[], []]);
    groups.at(-1)?.[left.includes(area) ? 0 : 1]?.push(area);
    bottom = Math.max(bottom, area.v1);
  }
  return groups;
}

function areColumns({ left, right }: Band): boolean {
  const leftRows = groupRows(left.flatMap((area) => area.lines));
  const rightRows = groupRows(right.flatMap((area) => area.lines));
  if (Math.min(leftRows.length, rightRows.length) < COLUMN_ROWS) return false;
  if (readDownwards(splitByColumn([...leftRows.flat(), ...rightRows.flat()]))) return true;
  if (isProse(leftRows) && isProse(rightRows)) return !haveCommonRows(leftRows, rightRows);
  return shareOfAligned(leftRows, rightRows) < 0.5;
}

/** Whether the rows of one side look like running text: most of them fill the side, and it is wide enough. */
function isProse(rows: readonly Line[][]): boolean {
  const all = toArea(rows.flat());
  const width = all.u1 - all.u0;
  if (width < PROSE_WIDTH * medianSize(all.lines)) return false;
  const filled = rows.filter((row) => row.reduce((sum, line) => sum + line.u1 - line.u0, 0) >= FILL * width);
  return filled.length >= FILLED_LINES * rows.length;
}

function shareOfAligned(a: readonly Line[][], b: readonly Line[][]): number {
  const [few, many] = a.length < b.length ? [a, b] : [b, a];
  const bases = many.flat().map((line) => line.base);
  const aligned = few.filter((row) =>
    row.some((line) => bases.some((base) => Math.abs(base - line.base) < 0.25 * line.size)),
  );
  return aligned.length / few.length;
}

/**
 * Whether both sides fall into the same three or more groups of rows, each of which begins on a common line: cells of
 * long text in a table, not columns.
 */
function haveCommonRows(left: readonly Line[][], right: readonly Line[][]): boolean {
  const rows = groupRows([...left.flat(), ...right.flat()]).map(toArea);
  const size = medianSize(left.flat());
  const edge = boundsOf(right.flat()).u0;
  const groups: Line[][] = [];
  let bottom = -Infinity;
  for (const row of [...rows].sort((a, b) => a.v0 - b.v0)) {
    const group = groups.at(-1);
    if (group && row.v0 - bottom < 0.6 * size) group.push(...row.lines);
    else groups.push([...row.lines]);
    bottom = Math.max(bottom, row.v1);
  }
  return groups.length >= 3 && groups.every((group) => beginsTogether(group, edge));
}

function beginsTogether(group: readonly Line[], edge: number): boolean {
  const first = (side: readonly Line[]): number => Math.min(...side.map((line) => line.base));
  const left = group.filter((line) => line.u0 < edge - 1);
  const right = group.filter((line) => line.u0 >= edge - 1);
  return Math.abs(first(left) - first(right)) < 2;
}
