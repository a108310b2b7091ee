import { html, type TemplateResult } from 'lit';
import { showOverrides } from '../shown-name.ts';

/** A quote with its answering sentence, as ranges of one text. */
export interface Highlight {
  start: number;
  end: number;
  answer: readonly [start: number, end: number];
}

/**
 * The part `from`–`to` of `text` with what it shares with the highlight marked: the answering sentence strongly, the
 * rest of the quote faintly. `show` may tidy the white space of each piece.
 */
export function renderMarked(
  text: string,
  from: number,
  to: number,
  highlight: Highlight,
  show = (piece: string): string => piece,
): TemplateResult[] {
  const [answerStart, answerEnd] = highlight.answer;
  const cuts = [from, highlight.start, answerStart, answerEnd, highlight.end, to]
    .map((cut) => Math.min(to, Math.max(from, cut)))
    .sort((a, b) => a - b);
  return cuts.slice(1).flatMap((end, index) => {
    const start = cuts[index] ?? end;
    if (start >= end) return [];
    const piece = showOverrides(show(text.slice(start, end)));
    if (start >= answerStart && end <= answerEnd) return [html`<mark class="answer">${piece}</mark>`];
    if (start >= highlight.start && end <= highlight.end) return [html`<mark class="quote">${piece}</mark>`];
    return [html`${piece}`];
  });
}
