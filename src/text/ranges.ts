/** A piece of a text in UTF-16 code units, end exclusive. */
export type Range = [start: number, end: number];

const SPACE = /\s/;
/** What is drawn onto the character before it: no range may begin with it. */
const EXTENDS = /^[\p{M}\p{Emoji_Modifier}\u200C\u200D]/u;

/** Carries what is drawn onto it. Ends of lines do not: there a grapheme ends. */
const CARRIER = /\p{Zs}/u;

/** The range without white space at its edges; empty (start = end) where it holds nothing else. */
export function trimRange(text: string, start: number, end: number): Range {
  let from = start;
  let to = end;
  while (from < to && SPACE.test(text.charAt(from))) from++;
  while (to > from && SPACE.test(text.charAt(to - 1))) to--;
  // A space that carries an accent is one grapheme with it, also where a sentence was taken to begin between them.
  const isCarried =
    from > 0 && CARRIER.test(text.charAt(from - 1)) && EXTENDS.test(text.slice(from, from + 2));
  if (from < to && isCarried) from--;
  return [from, to];
}

/** What is read beyond a position to see the whole grapheme there. */
const LOOKAHEAD = 64;
let graphemes: Intl.Segmenter | undefined;

/**
 * The last boundary between graphemes at or before `limit` and after `start`, which must be one itself; when the first
 * grapheme is longer than that, its end.
 */
export function graphemeBoundary(text: string, start: number, limit: number): number {
  graphemes ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  if (limit >= text.length) return text.length;
  const index = graphemes.segment(text.slice(start, limit + LOOKAHEAD)).containing(limit - start)?.index ?? 0;
  if (index > 0) return start + index;
  return start + (graphemes.segment(text.slice(start)).containing(0)?.segment.length ?? limit - start);
}

/**
 * Where to cut a range that must end at or before `limit`: after the last `mark` in its second half, else at white
 * space, else between two graphemes. Always after `start`, so that a caller makes progress.
 */
export function cutPosition(text: string, start: number, limit: number, mark?: RegExp): number {
  const isBoundary = (at: number): boolean => graphemeBoundary(text, start, at) === at;
  if (mark) {
    const middle = start + ((limit - start) >> 1);
    const at = middle + lastMatchEnd(text.slice(middle, limit), mark);
    if (at > middle && isBoundary(at)) return at;
  }
  const floor = start + ((limit - start) >> 2);
  for (let at = limit; at > floor; at--)
    if ((SPACE.test(text.charAt(at - 1)) || SPACE.test(text.charAt(at))) && isBoundary(at)) return at;
  return graphemeBoundary(text, start, limit);
}

/** End of the last match of a global pattern, 0 without one. */
function lastMatchEnd(text: string, pattern: RegExp): number {
  let end = 0;
  for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
  return end;
}
