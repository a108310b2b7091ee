import { countDirections } from './pdf-glyphs.ts';
import { reorderPlaces } from './pdf-places.ts';
import { hasSpace, type Span } from './pdf-spans.ts';

const MIRRORS: Readonly<Record<string, string>> = {
  '(': ')',
  ')': '(',
  '[': ']',
  ']': '[',
  '{': '}',
  '}': '{',
  '«': '»',
  '»': '«',
  '<': '>',
  '>': '<',
};
const NUMBER = /\d(?:[\d.,:/٫٬-]*\d)?/g;
const RIGHT_WAY = /(?:^|\s)[([{«](?=[\p{L}\d])|(?<=[\p{L}\d])[)\]}»](?=[\s.,;:،؛]|$)/gu;
const INSIDE_OUT = /(?:^|\s)[)\]}»](?=[\p{L}\d])|(?<=[\p{L}\d])[([{«](?=[\s.,;:،؛]|$)/gu;

/**
 * Puts the spans of a line (as drawn, from left to right) into the order in which they are read. `isRtl` is the line's
 * own direction; stretches of the other direction inside it keep theirs.
 */
export function orderSpans(drawn: readonly Span[], isRtl: boolean): Span[] {
  const groups: { rtl: boolean; spans: Span[] }[] = [];
  for (const span of drawn) {
    const { rtl, ltr } = countDirections(span.text);
    const runsRtl = rtl > 0 ? span.rtl || rtl >= ltr : ltr === 0 && isRtl;
    const last = groups.at(-1);
    const read = rtl === 0 && runsRtl ? reverseNeutral(span) : span;
    if (last && last.rtl === runsRtl) last.spans.push(read);
    else groups.push({ rtl: runsRtl, spans: [read] });
  }
  for (const group of groups) if (group.rtl) group.spans.reverse();
  if (isRtl) groups.reverse();
  const ordered = groups.flatMap((group) => group.spans);
  return isRtl && areMirrored(ordered) ? ordered.map(mirror) : ordered;
}

/** Digits and marks drawn inside right-to-left text: the marks are read from the right, each number from the left. */
function reverseNeutral(span: Span): Span {
  const units = Array.from(span.text, (_, i) => span.text.length - 1 - i);
  const text = [...span.text]
    .reverse()
    .join('')
    .replace(NUMBER, (digits, at: number) => {
      units.splice(at, digits.length, ...units.slice(at, at + digits.length).reverse());
      return [...digits].reverse().join('');
    });
  const { places } = span;
  if (!places || units.length !== text.length) return { ...span, text };
  return { ...span, text, places: reorderPlaces(places, units) };
}

/** Files hold the bracket that is drawn, which in right-to-left text is the other one of the pair. */
function areMirrored(spans: readonly Span[]): boolean {
  const text = spans.map((span, i) => {
    const last = spans[i - 1];
    return last && hasSpace(last, span) ? ` ${span.text}` : span.text;
  });
  const count = (pattern: RegExp): number => text.join('').match(pattern)?.length ?? 0;
  return count(INSIDE_OUT) > count(RIGHT_WAY);
}

function mirror(span: Span): Span {
  if (countDirections(span.text).ltr > 0) return span;
  return { ...span, text: [...span.text].map((char) => MIRRORS[char] ?? char).join('') };
}
