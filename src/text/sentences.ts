import { endsWithAbbreviation } from './abbreviations.ts';
import { cutPosition, trimRange, type Range } from './ranges.ts';

/** Longer "sentences" are lists or recognised text without full stops; they are cut, as nobody quotes them whole. */
export const MAX_SENTENCE = 400;
const PARAGRAPH_GAP = /\r?\n[^\S\n]*(?:\r?\n[^\S\n]*)+|\u2029/g;
const PAUSE = /[,;:،؛、，；：](?=\s|[^\d\s])|\s[-–—]\s/g;

/** Read at once, in characters: engines take quadratic time for long texts that are not Latin. */
const WINDOW = 2_000;
const OPENING_END = /[。！？][“‘「『（《【]$/;

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterOf(locale: string): Intl.Segmenter {
  let segmenter = segmenters.get(locale);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(locale === 'und' ? undefined : locale, { granularity: 'sentence' });
    segmenters.set(locale, segmenter);
  }
  return segmenter;
}

/**
 * The sentences of a text, in order, without white space at their edges; together they hold every other character.
 * Unicode's sentence rules, repaired: a single line break is white space, an empty line ends a sentence, abbreviations,
 * initials and ordinal numbers end none, and nothing is longer than 400 characters (cut at a comma or a space).
 *
 * @param locale BCP-47 tag of the text, where known.
 */
export function sentenceRanges(text: string, locale = 'und'): Range[] {
  const ranges: Range[] = [];
  let start = 0;
  for (const gap of text.matchAll(PARAGRAPH_GAP)) {
    addParagraph(text, start, gap.index, locale, ranges);
    start = gap.index + gap[0].length;
  }
  addParagraph(text, start, text.length, locale, ranges);
  return ranges;
}

function addParagraph(text: string, start: number, end: number, locale: string, ranges: Range[]): void {
  // `Intl.Segmenter` ends a sentence at each line break; a space of the same length keeps the offsets.
  const line = text.slice(start, end).replace(/[\r\n\u0085\u2028\v\f]/g, ' ');
  let from = 0;
  while (from < line.length) {
    let next = from;
    for (const to of sentenceEnds(line, from, locale)) {
      addSentence(text, start + next, start + to, ranges);
      next = to;
    }
    if (next === from) {
      next = cutPosition(text, start + from, start + from + MAX_SENTENCE, PAUSE) - start;
      addSentence(text, start + from, start + next, ranges);
    }
    from = next;
  }
}

/** Ends of the sentences within a window; none where a sentence is longer than that. */
function sentenceEnds(line: string, start: number, locale: string): number[] {
  const window = line.slice(start, start + WINDOW);
  const ends: number[] = [];
  let from = start;
  for (const { segment, index } of segmenterOf(locale).segment(window)) {
    let to = start + index + segment.length;
    // Unicode's rules take an opening quotation mark for a closing one where no space stands before it.
    if (OPENING_END.test(segment)) to--;
    const isEnd = to < start + window.length ? isSentenceEnd(line, from, to) : to === line.length;
    if (!isEnd) continue;
    ends.push(to);
    from = to;
  }
  return ends;
}

/** Whether the break that Unicode's rules see at `to` is one. */
function isSentenceEnd(line: string, from: number, to: number): boolean {
  const before = line.slice(Math.max(from, to - 48), to).trimEnd();
  const after = line.slice(to, to + 40).trimStart();
  if (/^\p{Ll}/u.test(after)) return false;
  if (isEnumerator(line.slice(from, to))) return false;
  return !(before.endsWith('.') && endsWithAbbreviation(before, after));
}

/** "1.", "a)", "IV." at the beginning belong to what they number. */
function isEnumerator(sentence: string): boolean {
  return (
    sentence.length < 12 && /^\s*[([]?(?:\d{1,3}|\p{L}|[IVX]{1,5})(?:\.\d{1,3})*[.)\]]*\s*$/u.test(sentence)
  );
}

function addSentence(text: string, start: number, end: number, ranges: Range[]): void {
  let [from, to] = trimRange(text, start, end);
  while (to - from > MAX_SENTENCE) {
    const cut = cutPosition(text, from, from + MAX_SENTENCE, PAUSE);
    const piece = trimRange(text, from, cut);
    if (piece[1] > piece[0]) ranges.push(piece);
    [from, to] = trimRange(text, cut, to);
  }
  if (to > from) ranges.push([from, to]);
}
