import { isCjk } from './pdf-glyphs.ts';
import type { Span } from './pdf-spans.ts';

/** Glyphs of a vertical line follow one another at this many font sizes. */
const STEP: readonly [low: number, high: number] = [0.7, 1.8];
const SHORTEST = 3;

/**
 * Finds East Asian text that is written downwards glyph by glyph, as browsers print it, in the order of the file.
 * Returns it as spans of the frame in which it is read (the page turned by 90 degrees), and the spans that are left.
 */
export function joinStacks(spans: readonly Span[], pageWidth: number): { stacked: Span[]; rest: Span[] } {
  const stacked: Span[] = [];
  const rest: Span[] = [];
  let stack: Span[] = [];
  const close = (): void => {
    if (stack.length >= SHORTEST) stacked.push(turnStack(stack, pageWidth));
    else rest.push(...stack);
    stack = [];
  };
  for (const span of spans) {
    const last = stack.at(-1);
    if (last && !follows(last, span)) close();
    if (span.text.length <= 2 && isCjk(span.text[0] ?? '')) stack.push(span);
    else rest.push(span);
  }
  close();
  return { stacked, rest };
}

function follows(last: Span, next: Span): boolean {
  const step = (next.base - last.base) / last.size;
  const aside = Math.abs((next.u0 + next.u1) / 2 - (last.u0 + last.u1) / 2);
  return step > STEP[0] && step < STEP[1] && aside < 0.5 * last.size && next.text.length <= 2;
}

function turnStack(stack: readonly Span[], pageWidth: number): Span {
  const [{ places: _, ...first }] = stack as [Span];
  const left = Math.min(...stack.map((span) => span.u0));
  const right = Math.max(...stack.map((span) => span.u1));
  return {
    ...first,
    text: stack.map((span) => span.text).join(''),
    u0: Math.min(...stack.map((span) => span.v0)),
    u1: Math.max(...stack.map((span) => span.v1)),
    v0: pageWidth - right,
    v1: pageWidth - left,
    base: pageWidth - (left + right) / 2,
  };
}
