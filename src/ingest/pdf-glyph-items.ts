import type { TextItem } from './pdf-frames.ts';
import type { DrawnGlyph } from './pdf-operators.ts';

/** A stretch begins where its first glyph does, to this part of the font size. */
const SAME_PLACE = 0.02;
/** Glyphs that are looked through for where a stretch begins; those beyond the page's edge are in none. */
const LOOK_AHEAD = 20_000;
/** After so many stretches that begin nowhere the two lists are not of one page. */
const MOST_MISSES = 100;

/**
 * The glyphs of each stretch of text, as both come in the order of the file. Without an entry: stretches whose beginning
 * is not among the glyphs.
 */
export function findItemGlyphs(
  items: readonly TextItem[],
  drawn: readonly DrawnGlyph[],
): Map<TextItem, readonly DrawnGlyph[]> {
  const glyphs = drawn.filter(({ text }) => text.trim() !== '');
  const starts: { item: TextItem; at: number }[] = [];
  let next = 0;
  let misses = 0;
  for (const item of items) {
    if (item.str.trim() === '' || misses > MOST_MISSES) continue;
    const at = findStart(item, glyphs, next);
    if (at === undefined) misses++;
    else {
      starts.push({ item, at });
      next = at + 1;
    }
  }
  return new Map(starts.map(({ item, at }, i) => [item, glyphs.slice(at, starts[i + 1]?.at)]));
}

function findStart({ transform }: TextItem, glyphs: readonly DrawnGlyph[], from: number): number | undefined {
  const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = transform;
  const tolerance = SAME_PLACE * (Math.hypot(c, d) || Math.hypot(a, b));
  for (let at = from; at < Math.min(glyphs.length, from + LOOK_AHEAD); at++) {
    const [glyphX = Infinity, glyphY = Infinity] = glyphs[at]?.from ?? [];
    if (Math.abs(glyphX - x) <= tolerance && Math.abs(glyphY - y) <= tolerance) return at;
  }
  return undefined;
}
