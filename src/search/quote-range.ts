import { graphemeBoundary, trimRange, type Range } from '../text/ranges.ts';
import { termsOf } from '../text/terms.ts';
import type { SubjectTerm } from './question-profile.ts';
import { isHeading, type QuoteSentence } from './quote-sentences.ts';

/** Longest quote in UTF-16 code units: what a person takes in at a glance. */
export const MAX_QUOTE = 300;

/** How much of a very long sentence or row is looked at. */
const MAX_LOOK = 6_000;

/**
 * Widens a sentence by its neighbours while they are contiguous with it and the whole stays within `MAX_QUOTE`; of the
 * two at hand the one with the higher score first, but a lead-in stays with what it announces: it says nothing alone. A
 * heading may lead in, but nothing is quoted across one.
 *
 * @param scores Scores of `sentences`, by index.
 * @param isFree Whether a range may be quoted (no other quote holds it).
 */
export function widen(
  text: string,
  sentences: readonly QuoteSentence[],
  scores: readonly number[],
  index: number,
  isFree: (start: number, end: number) => boolean,
): Range {
  let first = index;
  let last = index;
  const start = (): number => sentences[first]?.start ?? 0;
  const end = (): number => sentences[last]?.end ?? 0;
  const fits = (from: number, to: number): boolean =>
    readingLength(text.slice(from, to)) <= MAX_QUOTE && isFree(from, to);
  for (;;) {
    const before = isHeading(sentences[first]) ? undefined : sentences[first - 1];
    const canLead =
      before && says(text, before) && isGap(text, before.end, start()) && fits(before.start, end());
    const next = nextEnd(text, sentences, last);
    const canFollow = next > last && fits(start(), sentences[next]?.end ?? 0);
    const isAnnounced = (sentences[last + 1]?.leadIn ?? -1) >= first;
    const isLed = sentences[first]?.leadIn === first - 1;
    const isBetter = isAnnounced || (!isLed && (scores[last + 1] ?? 0) >= (scores[first - 1] ?? 0));
    if (canFollow && (!canLead || isBetter)) last = next;
    else if (canLead) first--;
    else return [start(), end()];
  }
}

/** Up to which sentence a quote grows behind `last`: by one, or by a lead-in with what it announces; `last` if by none. */
function nextEnd(text: string, sentences: readonly QuoteSentence[], last: number): number {
  for (let next = last + 1; ; next++) {
    const [before, behind] = [sentences[next - 1], sentences[next]];
    if (!before || !behind || isHeading(behind) || !isGap(text, before.end, behind.start)) return last;
    if (!says(text, behind)) return last;
    if (sentences[next + 1]?.leadIn !== next) return next;
  }
}

/** Signs alone are what is left of a drawing. */
function says(text: string, { start, end }: QuoteSentence): boolean {
  return /[\p{L}\p{N}]/u.test(text.slice(start, end));
}

/** A Chinese, Japanese or Korean character says about as much as two or three letters. */
function readingLength(text: string): number {
  return (
    text.length +
    (text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0)
  );
}

function isGap(text: string, from: number, to: number): boolean {
  return to >= from && /^\s*$/.test(text.slice(from, to));
}

/**
 * The part of a sentence that is too long to quote which holds most of the question's words; cut between words, or
 * between graphemes where there are no spaces.
 */
export function cutToQuote(
  text: string,
  sentence: { start: number; end: number },
  subject: readonly SubjectTerm[],
  language: string,
): Range {
  const { start, end } = sentence;
  if (end - start <= MAX_QUOTE) return [start, end];
  const weights = new Map(subject.map(({ term, weight }) => [term, weight]));
  const pieces = piecesOf(text, start, Math.min(end, start + MAX_LOOK)).map(([from, to]) => ({
    from,
    to,
    weight: termsOf(text.slice(from, to), language).reduce((sum, term) => sum + (weights.get(term) ?? 0), 0),
  }));
  const [first, last] = heaviestWindow(pieces);
  const from = first <= start + MAX_QUOTE / 2 && last <= start + MAX_QUOTE ? start : first;
  return trimRange(text, from, endOfCut(text, pieces, from));
}

/** Words with the space behind them; longer runs (no spaces, data) in pieces of a few graphemes. */
function piecesOf(text: string, start: number, end: number): Range[] {
  const pieces: Range[] = [];
  for (const match of text.slice(start, end).matchAll(/\S+\s*|\s+/g)) {
    const to = start + match.index + match[0].length;
    for (let from = start + match.index; from < to;) {
      const next = to - from <= 40 ? to : Math.min(to, graphemeBoundary(text, from, from + 20));
      pieces.push([from, next]);
      from = next;
    }
  }
  return pieces;
}

function heaviestWindow(pieces: readonly { from: number; to: number; weight: number }[]): Range {
  let best: Range = [pieces[0]?.from ?? 0, pieces[0]?.to ?? 0];
  let bestWeight = -1;
  let tail = 0;
  let weight = 0;
  for (const piece of pieces) {
    weight += piece.weight;
    for (let oldest = pieces[tail]; oldest && piece.to - oldest.from > MAX_QUOTE; oldest = pieces[tail]) {
      weight -= oldest.weight;
      tail++;
    }
    if (weight > bestWeight + 1e-9) {
      bestWeight = weight;
      best = [pieces[tail]?.from ?? piece.from, piece.to];
    }
  }
  return best;
}

function endOfCut(text: string, pieces: readonly { from: number; to: number }[], from: number): number {
  const fitting = pieces.filter((piece) => piece.from >= from && piece.to <= from + MAX_QUOTE);
  return fitting.at(-1)?.to ?? graphemeBoundary(text, from, from + MAX_QUOTE);
}
