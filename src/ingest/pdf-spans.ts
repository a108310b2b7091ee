import { isCjk } from './pdf-glyphs.ts';
import type { Places } from './pdf-places.ts';

/** How the reading direction of a text lies on its page: the page is turned by `turn` degrees to read it. */
export type Turn = 0 | 90 | 180 | 270;

/**
 * A stretch of text in its reading frame: u grows along the line, v from line to line, both in points. For upright text
 * the frame is the page. `base` is the v of the baseline.
 */
export interface Span {
  text: string;
  u0: number;
  u1: number;
  v0: number;
  v1: number;
  base: number;
  /** Font size in points. */
  size: number;
  font: string;
  /** Set in a monospaced font; known once the whole document is read. */
  mono: boolean;
  rtl: boolean;
  /** A space character of the file stands on its left. */
  spaced: boolean;
  /** Where its characters are drawn, where the glyphs that show them are known. */
  places?: Places;
}

/** Text of a page that is read in one direction. */
export interface Frame {
  page: number;
  turn: Turn;
  /** Of the page as it is drawn, in points. */
  width: number;
  height: number;
  /** Most of its letters are read from right to left. */
  rtl: boolean;
  spans: Span[];
}

interface PageSize {
  width: number;
  height: number;
}

/** A point of the page in a frame. */
export function toFrame(
  x: number,
  y: number,
  turn: Turn,
  { width, height }: PageSize,
): [u: number, v: number] {
  if (turn === 90) return [y, width - x];
  if (turn === 180) return [width - x, height - y];
  if (turn === 270) return [height - y, x];
  return [x, y];
}

/** A rectangle of a frame as a rectangle of the page, cut to the page. */
export function toPageBox(
  { u0, u1, v0, v1 }: Pick<Span, 'u0' | 'u1' | 'v0' | 'v1'>,
  { turn, width, height }: Pick<Frame, 'turn' | 'width' | 'height'>,
): { x: number; y: number; width: number; height: number } {
  const corners: Record<Turn, [left: number, top: number, right: number, bottom: number]> = {
    0: [u0, v0, u1, v1],
    90: [width - v1, u0, width - v0, u1],
    180: [width - u1, height - v1, width - u0, height - v0],
    270: [v0, height - u1, v1, height - u0],
  };
  const [left, top, right, bottom] = corners[turn];
  const within = (value: number, limit: number): number => Math.min(limit, Math.max(0, value));
  const x = within(left, width);
  const y = within(top, height);
  return { x, y, width: within(right, width) - x, height: within(bottom, height) - y };
}

/** A gap narrower than this (in font sizes) is kerning, a wider one is a space. */
const SPACE_MIN = 0.12;
/** Han and Kana stand apart in justified lines without a space between them. */
const CJK_SPACE_MIN = 0.9;

/** Whether a space stands between two stretches of a line that are read one after the other. */
export function hasSpace(a: Span, b: Span): boolean {
  const gap = Math.max(b.u0 - a.u1, a.u0 - b.u1);
  const size = Math.min(a.size, b.size);
  if (isCjk(a.text.at(-1) ?? '') && isCjk(b.text[0] ?? '')) return gap > CJK_SPACE_MIN * size;
  return (b.u0 >= a.u0 ? b : a).spaced || gap > SPACE_MIN * size;
}

/** Whether a line of these stretches is set in a monospaced font throughout. */
export function isMonospaced(spans: readonly Span[]): boolean {
  return spans.every((span) => span.mono || !/[\p{L}\d]/u.test(span.text));
}
