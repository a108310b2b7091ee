import { cleanGlyphs, countDirections } from './pdf-glyphs.ts';
import { multiply, toMatrix, transformPoint } from './pdf-matrix.ts';
import type { DrawnGlyph } from './pdf-operators.ts';
import { placeByGlyphs, type Places } from './pdf-places.ts';
import { toFrame, type Frame, type Span, type Turn } from './pdf-spans.ts';
import { joinStacks } from './pdf-stacks.ts';

/** What pdf.js tells of a stretch of text: its string in logical order and where it is drawn. */
export interface TextItem {
  str: string;
  dir: string;
  width: number;
  height: number;
  transform: readonly number[];
  fontName: string;
}

/** What pdf.js tells of a font. */
export interface TextStyle {
  ascent: number;
  descent: number;
  vertical: boolean;
}

export interface PageItems {
  page: number;
  width: number;
  height: number;
  /** Maps the page's own coordinates to points from its top left corner. */
  transform: readonly number[];
  items: readonly TextItem[];
  styles: Readonly<Record<string, TextStyle>>;
  /** The glyphs of each stretch, where they are known. */
  glyphs: ReadonlyMap<TextItem, readonly DrawnGlyph[]>;
}

/** Beyond this many degrees off the axes a text is a watermark or a label in a drawing, never part of a column. */
const SLANT_TOLERANCE = 10;

/** A second copy of the same words nearer than this (in font sizes) is a shadow or a bold look, not a second word. */
const SHADOW_DISTANCE = 0.12;

/** Sorts the text of a page by the direction in which it is read; the direction with the most text comes first. */
export function readFrames(page: PageItems): Frame[] {
  const frames = new Map<Turn, Frame>();
  const seen = new Map<string, Span[]>();
  let spaced = false;
  for (const item of page.items) {
    if (item.str.trim() === '') {
      spaced ||= item.str !== '';
      continue;
    }
    const placed = placeItem(item, page, spaced || item.str.startsWith(' '));
    spaced = item.str.endsWith(' ');
    if (!placed || isShadow(placed.span, seen)) continue;
    const { width, height } = page;
    const frame = frames.get(placed.turn) ?? {
      page: page.page,
      turn: placed.turn,
      width,
      height,
      rtl: false,
      spans: [],
    };
    frames.set(placed.turn, frame);
    frame.spans.push(placed.span);
  }
  turnStacks(frames, page);
  for (const frame of frames.values()) {
    const { rtl, ltr } = countDirections(frame.spans.map((span) => span.text).join(' '));
    frame.rtl = rtl > ltr;
  }
  const letters = (frame: Frame): number => frame.spans.reduce((sum, span) => sum + span.text.length, 0);
  return [...frames.values()].sort((a, b) => letters(b) - letters(a));
}

function turnStacks(frames: Map<Turn, Frame>, { page, width, height }: PageItems): void {
  const upright = frames.get(0);
  if (!upright) return;
  const { stacked, rest } = joinStacks(upright.spans, width);
  if (stacked.length === 0) return;
  upright.spans = rest;
  if (rest.length === 0) frames.delete(0);
  const turned = frames.get(90) ?? { page, turn: 90, width, height, rtl: false, spans: [] };
  turned.spans.push(...stacked);
  frames.set(90, turned);
}

function placeItem(item: TextItem, page: PageItems, spaced: boolean): { span: Span; turn: Turn } | undefined {
  const style = page.styles[item.fontName];
  const [a, b, c, d, e, f] = multiply(toMatrix(page.transform), toMatrix(item.transform));
  const size = Math.hypot(c, d) || Math.hypot(a, b);
  const vertical = style?.vertical === true;
  const angle = (Math.atan2(b, a) * 180) / Math.PI + (vertical ? 90 : 0);
  const text = cleanGlyphs(item.str);
  if (![a, b, c, d, e, f].every(Number.isFinite) || size <= 0 || text === '') return undefined;
  const turn = nearestTurn(angle);
  if (turn === undefined) return undefined;
  const scale = Math.hypot(page.transform[0] ?? 1, page.transform[1] ?? 0);
  const length = Math.abs(vertical ? item.height : item.width) * scale;
  const [u0, base] = toFrame(e, f, turn, page);
  const [ascent, descent] = measureHeight(style);
  const span: Span = {
    text,
    u0,
    u1: u0 + length,
    v0: base - ascent * size,
    v1: base + descent * size,
    base,
    size,
    font: item.fontName,
    mono: false,
    rtl: item.dir === 'rtl',
    spaced,
  };
  const places = placeCharacters(span, turn, item, page);
  return { span: places ? { ...span, places } : span, turn };
}

function placeCharacters(
  { text, u0, u1, size }: Span,
  turn: Turn,
  item: TextItem,
  page: PageItems,
): Places | undefined {
  const transform = toMatrix(page.transform);
  const along = ([x, y]: readonly [number, number]): number =>
    toFrame(...transformPoint(transform, x, y), turn, page)[0];
  const glyphs = (page.glyphs.get(item) ?? [])
    .map((glyph) => ({ text: glyph.text, u0: along(glyph.from), u1: along(glyph.to) }))
    // Glyphs beyond the edge of the page are no part of the text.
    .filter((glyph) => glyph.u0 > u0 - size && glyph.u1 < u1 + size);
  return placeByGlyphs(text, glyphs);
}

/** How far letters of a font reach above and below the baseline, in font sizes. */
function measureHeight(style: TextStyle | undefined): [ascent: number, descent: number] {
  if (style?.vertical) return [0.5, 0.5];
  const below = -(style?.descent ?? 0);
  // Fonts of large signs (sums, roots, tall brackets) hang everything below the baseline.
  if (style && style.ascent < 0.2 && below > 0.5) return [0.05, 1];
  return [clamp(style?.ascent, 0.65, 1, 0.8), clamp(below, 0.15, 0.35, 0.2)];
}

function clamp(value: number | undefined, low: number, high: number, fallback: number): number {
  if (value === undefined || !Number.isFinite(value) || value === 0) return fallback;
  return Math.min(high, Math.max(low, value));
}

function nearestTurn(degrees: number): Turn | undefined {
  const quarter = Math.round(degrees / 90);
  if (Math.abs(degrees - quarter * 90) > SLANT_TOLERANCE) return undefined;
  return ((((quarter % 4) + 4) % 4) * 90) as Turn;
}

function isShadow(span: Span, seen: Map<string, Span[]>): boolean {
  const same = seen.get(span.text) ?? [];
  const near = span.size * SHADOW_DISTANCE;
  if (same.some((other) => Math.abs(other.u0 - span.u0) < near && Math.abs(other.base - span.base) < near))
    return true;
  same.push(span);
  seen.set(span.text, same);
  return false;
}
