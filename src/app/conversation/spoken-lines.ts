import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

/** A line for screen readers. */
export interface SpokenLine {
  id: number;
  text: string;
}

/** Lines that stay in the page: assistive technology reads what is added and may be behind by a few. */
const KEPT = 12;

/** The lines with one more at the end. */
export function say(lines: readonly SpokenLine[], text: string): readonly SpokenLine[] {
  if (text === '') return lines;
  return [...lines.slice(1 - KEPT), { id: (lines.at(-1)?.id ?? 0) + 1, text }];
}

/** A polite region that tells each line once, in order, also those that come in one step. */
export function renderSpoken(lines: readonly SpokenLine[]): TemplateResult {
  return html`<div role="status" aria-atomic="false" aria-relevant="additions" class="visually-hidden">
    ${repeat(
      lines,
      ({ id }) => id,
      ({ text }) => html`<p>${text}</p>`,
    )}
  </div>`;
}

/** A sentence as it is spoken: without the signs of Markdown. */
export function spokenSentence(text: string): string {
  return text
    .replaceAll(/^\s*(?:[-*+>]|#{1,6}|\d{1,9}[.)])\s+/gm, '')
    .replaceAll(/[*_`]+/g, '')
    .replaceAll('|', ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
