import { isCjk } from './pdf-glyphs.ts';
import type { Line } from './pdf-lines.ts';
import { isMonospaced } from './pdf-spans.ts';

/** A stretch shorter than this says too little about the widths of a font's letters. */
const SAMPLE_LENGTH = 8;
/** Widths per character of a monospaced font differ by no more than this part of their mean. */
const EVENNESS = 0.01;
/** Monospaced Latin fonts are about this wide, in font sizes; East Asian ones are 1. */
const WIDTHS: readonly [low: number, high: number] = [0.4, 0.72];
const SAMPLES = 400;

/**
 * Marks the text set in monospaced fonts. What a file says of its fonts is often wrong, so this goes by their widths:
 * stretches of different letters that are all equally wide per character.
 */
export function markMonospaced(pages: readonly (readonly Line[])[]): void {
  const fonts = findMonospaced(pages);
  for (const line of pages.flat()) {
    for (const span of line.spans) span.mono = fonts.has(span.font);
    line.mono = isMonospaced(line.spans);
  }
}

function findMonospaced(pages: readonly (readonly Line[])[]): Set<string> {
  const samples = new Map<string, number[]>();
  for (const span of pages.flat().flatMap((line) => line.spans)) {
    if (span.text.length < SAMPLE_LENGTH || !/\p{L}{3}/u.test(span.text) || isCjk(span.text[0] ?? ''))
      continue;
    const widths = samples.get(span.font) ?? [];
    if (widths.length < SAMPLES) widths.push((span.u1 - span.u0) / span.size / span.text.length);
    samples.set(span.font, widths);
  }
  return new Set([...samples].filter(([, widths]) => isEven(widths)).map(([font]) => font));
}

function isEven(widths: readonly number[]): boolean {
  const middle = [...widths].sort((a, b) => a - b)[widths.length >> 1] ?? 0;
  const even = widths.filter((width) => Math.abs(width - middle) <= EVENNESS * middle);
  return (
    widths.length >= 2 && middle > WIDTHS[0] && middle < WIDTHS[1] && even.length >= 0.75 * widths.length
  );
}
