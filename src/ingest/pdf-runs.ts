import type { TextRun } from '../types.ts';
import { countDirections } from './pdf-glyphs.ts';
import type { Line, Piece } from './pdf-lines.ts';
import { guessPlaces, type Places } from './pdf-places.ts';
import { toPageBox, type Frame, type Span, type Turn } from './pdf-spans.ts';

/** Steps in a font size in which advances are counted: a step is far less than what an eye sees of a letter. */
const STEPS = 100;
/** Points are kept to this part. */
const PRECISION = 100;
/** A letter this far back (in font sizes) is read in the other direction; nearer, it is kerning or an accent. */
const BACK = 0.2;
/** Letters no larger than this (in sizes of their line) stand in it, and reach this far beyond it (in the same sizes). */
const LINE_LETTER = 1.3;
const BEYOND_LINE = 0.25;
/** Letters this far apart (in font sizes) are drawn in two places. */
const APART = 1;

/** From which side a run is read, for text along the frame and against it. */
const SIDES: Record<Turn, readonly [along: TextRun['from'], against: TextRun['from']]> = {
  0: [undefined, 'right'],
  90: ['top', 'bottom'],
  180: ['right', undefined],
  270: ['bottom', 'top'],
};

/** The runs of a stretch of text, with offsets from its own start. */
export function placeRuns({ text, span }: Piece, line: Line): TextRun[] {
  const known = span.places?.length === 2 * text.length ? span.places : undefined;
  const places = known ?? guessPlaces(text, span.u0, span.u1, span.mono);
  const kept = keepInLine(span, line);
  return splitRuns(text, places, span.size).map(([start, end]) =>
    makeRun(start, end, places, kept, line.frame),
  );
}

/** Fonts of large signs hang them from where other letters stand: measured as a letter, a sum is in the line above. */
function keepInLine(span: Span, line: Line): Span {
  if (span.size > LINE_LETTER * line.size) return span;
  const v0 = Math.max(span.v0, line.v0 - BEYOND_LINE * line.size);
  const v1 = Math.min(span.v1, line.v1 + BEYOND_LINE * line.size);
  return v0 < v1 ? { ...span, v0, v1 } : span;
}

/** Ranges of a text that are drawn in one direction without a break; right-to-left text by the word. */
function splitRuns(text: string, places: Places, size: number): [start: number, end: number][] {
  const isRtl = countDirections(text).rtl > 0;
  const runs: [start: number, end: number][] = [];
  let direction = 0;
  let last: number | undefined;
  for (let unit = 0; unit < text.length; unit++) {
    if (text[unit]?.trim() === '') {
      if (isRtl) last = undefined;
      continue;
    }
    const step = last === undefined ? undefined : stepBetween(places, last, unit, size);
    const run = runs.at(-1);
    const turns = step !== undefined && direction !== 0 && step !== 0 && step !== direction;
    if (!run || step === undefined || turns) {
      runs.push([unit, unit + 1]);
      direction = 0;
    } else {
      run[1] = unit + 1;
      direction ||= step;
    }
    last = unit;
  }
  return runs;
}

/** 1 for a step along the line, -1 for one back, 0 for none; undefined for one to another place. */
function stepBetween(places: Places, from: number, to: number, size: number): number | undefined {
  const [a0 = 0, a1 = 0, b0 = 0, b1 = 0] = [
    places[2 * from],
    places[2 * from + 1],
    places[2 * to],
    places[2 * to + 1],
  ];
  if (Math.max(b0 - a1, a0 - b1) > APART * size) return undefined;
  const step = b0 + b1 - a0 - a1;
  if (Math.abs(step) < 2 * BACK * size) return step > 0 ? 1 : 0;
  return Math.sign(step);
}

function makeRun(start: number, end: number, places: Places, span: Span, frame: Frame): TextRun {
  const isAgainst = (places[2 * end - 2] ?? 0) + (places[2 * end - 1] ?? 0) < 2 * (places[2 * start] ?? 0);
  const edges = findEdges(start, end, places, isAgainst);
  const first = edges[0] ?? 0;
  const last = edges.at(-1) ?? first;
  const { v0, v1 } = span;
  const box = toPageBox({ u0: Math.min(first, last), u1: Math.max(first, last), v0, v1 }, frame);
  const [along, against] = SIDES[frame.turn];
  const from = isAgainst ? against : along;
  const advances = countAdvances(edges, span.size);
  return {
    start,
    end,
    page: frame.page,
    x: round(box.x),
    y: round(box.y),
    width: round(box.width),
    height: round(box.height),
    ...(from && { from }),
    ...(end - start > 1 && { advances }),
  };
}

/** Where each unit of a run begins, and where the last one ends, in the order of reading. */
function findEdges(start: number, end: number, places: Places, isAgainst: boolean): number[] {
  const [near, far] = isAgainst ? [1, 0] : [0, 1];
  const edges = [places[2 * start + near] ?? 0];
  for (let unit = start + 1; unit < end; unit++)
    edges.push(((places[2 * unit - 2 + far] ?? 0) + (places[2 * unit + near] ?? 0)) / 2);
  edges.push(places[2 * end - 2 + far] ?? 0);
  const limit = isAgainst ? Math.min : Math.max;
  for (let i = 1; i < edges.length; i++) edges[i] = limit(edges[i] ?? 0, edges[i - 1] ?? 0);
  return edges;
}

/** Each is the difference of two rounded places, so that the errors do not add up. */
function countAdvances(edges: readonly number[], size: number): number[] {
  // Small integers that are pushed take two bytes each where they are stored; mapped ones may take nine.
  const advances: number[] = [];
  let last = 0;
  for (const edge of edges.slice(1)) {
    const step = Math.round((Math.abs(edge - (edges[0] ?? 0)) * STEPS) / size) | 0;
    advances.push(step - last);
    last = step;
  }
  return advances;
}

function round(points: number): number {
  return Math.round(points * PRECISION) / PRECISION;
}
