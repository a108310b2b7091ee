import { countDirections, guessWidth, spellGlyph } from './pdf-glyphs.ts';

/** A stretch of a line, from its left end to its right end in the reading frame. */
type Reach = readonly [u0: number, u1: number];

/** A glyph, or its part for one of the characters that it stands for, in the reading frame. */
export interface FramedGlyph {
  text: string;
  u0: number;
  u1: number;
}

/** Where each UTF-16 unit of a text is drawn: its left end and its right end, two numbers a unit. */
export type Places = Float32Array;

/** So many characters and glyphs are passed over to find where text and glyphs go on together. */
const SYNC = 4;
/** With more characters than this without a glyph of their own, the glyphs are not those of the text. */
const MOST_LOST = 0.34;

/** One character of a text; `at` is its first unit. */
interface Letter {
  char: string;
  at: number;
}

/**
 * Places the characters of `text` by the glyphs that show it, which are those and in the order that pdf.js made it from.
 * Undefined when they are not.
 */
export function placeByGlyphs(text: string, glyphs: readonly FramedGlyph[]): Places | undefined {
  const isRtl = countDirections(text).rtl > 0;
  const letters = isRtl ? toDrawnOrder(listLetters(text)) : listLetters(text);
  const shown = (isRtl ? glyphs.toSorted((a, b) => a.u0 + a.u1 - b.u0 - b.u1) : glyphs).flatMap(splitGlyph);
  const reaches = match(letters, shown);
  const lost = letters.length - reaches.size;
  if (letters.length === 0 || lost > MOST_LOST * letters.length) return undefined;
  return fillPlaces(text, reaches);
}

/** Places the characters of `text` between two ends, each about as wide as letters are. */
export function guessPlaces(text: string, from: number, to: number, isMonospaced: boolean): Places {
  const letters = [...text];
  const widths = letters.map((char) => (isMonospaced ? 1 : guessWidth(char)));
  const sum = widths.reduce((total, width) => total + width, 0);
  const places = new Float32Array(2 * text.length);
  const isRtl = countDirections(text).rtl > 0;
  let at = 0;
  let reached = 0;
  letters.forEach((char, i) => {
    const begin = (reached / sum) * (to - from);
    reached += widths[i] ?? 0;
    const end = (reached / sum) * (to - from);
    setPlace(places, at, char.length, isRtl ? [to - end, to - begin] : [from + begin, from + end]);
    at += char.length;
  });
  return places;
}

/** The places of a text that is put together from these units of another one. */
export function reorderPlaces(places: Places, units: readonly number[]): Places {
  return Float32Array.from(units.flatMap((unit) => [places[2 * unit] ?? 0, places[2 * unit + 1] ?? 0]));
}

/** Of two texts whose last and first characters become `length` units, drawn where the latter was. */
export function joinPlaces(
  first: Places | undefined,
  second: Places | undefined,
  length: number,
): Places | undefined {
  if (!first || !second) return undefined;
  const joined = new Float32Array(first.length - 2 + 2 * length + second.length - 2);
  joined.set(first.subarray(0, -2));
  for (let unit = 0; unit < length; unit++) joined.set(second.subarray(0, 2), first.length - 2 + 2 * unit);
  joined.set(second.subarray(2), first.length - 2 + 2 * length);
  return joined;
}

function listLetters(text: string): Letter[] {
  const letters: Letter[] = [];
  let at = 0;
  for (const char of text) {
    if (char.trim() !== '') letters.push({ char, at });
    at += char.length;
  }
  return letters;
}

/** Letters of a text that is read from right to left, from left to right: numbers and Latin words keep their order. */
function toDrawnOrder(letters: readonly Letter[]): Letter[] {
  const groups: Letter[][] = [];
  let wasLtr = false;
  letters.forEach((letter, i) => {
    const isLtr = isDrawnLtr(letters, i);
    if (isLtr && wasLtr) groups.at(-1)?.push(letter);
    else groups.push([letter]);
    wasLtr = isLtr;
  });
  return groups.reverse().flat();
}

const LTR = /[\d\u0660-\u0669\u06F0-\u06F9A-Za-z\u00C0-\u024F\u0370-\u052F]/;
/** Between two digits or Latin letters these are drawn with them. */
const INSIDE_LTR = /[.,:/\-+'’٫٬]/;

function isDrawnLtr(letters: readonly Letter[], i: number): boolean {
  const char = letters[i]?.char ?? '';
  if (LTR.test(char)) return true;
  const before = letters[i - 1];
  const after = letters[i + 1];
  if (!before || !after || !INSIDE_LTR.test(char) || after.at - before.at !== 2) return false;
  return LTR.test(before.char) && LTR.test(after.char);
}

/** A ligature is as many characters as it stands for, each with its part of the width. */
function splitGlyph({ text, u0, u1 }: FramedGlyph): FramedGlyph[] {
  const chars = [...spellGlyph(text)].filter((char) => char.trim() !== '');
  const width = (u1 - u0) / chars.length;
  return chars.map((char, i) => ({ text: char, u0: u0 + i * width, u1: u0 + (i + 1) * width }));
}

const BRACKETS = '()[]{}<>«»';

function isSame(char: string, glyph: string): boolean {
  if (char === glyph) return true;
  if (char.normalize('NFKD')[0] === glyph.normalize('NFKD')[0]) return true;
  const bracket = BRACKETS.indexOf(char);
  return bracket >= 0 && BRACKETS.indexOf(glyph) === (bracket ^ 1);
}

/** Goes along text and glyphs together; where they differ, finds the nearest place from which they agree again. */
function match(letters: readonly Letter[], glyphs: readonly FramedGlyph[]): Map<Letter, Reach> {
  const reaches = new Map<Letter, Reach>();
  let i = 0;
  let j = 0;
  while (i < letters.length && j < glyphs.length) {
    const [skipLetters, skipGlyphs] = findAgreement(letters, i, glyphs, j);
    for (let k = 0; k < Math.min(skipLetters, skipGlyphs); k++) pair(letters[i + k], glyphs[j + k], reaches);
    i += skipLetters;
    j += skipGlyphs;
    pair(letters[i++], glyphs[j++], reaches);
  }
  return reaches;
}

function pair(letter: Letter | undefined, glyph: FramedGlyph | undefined, reaches: Map<Letter, Reach>): void {
  if (letter && glyph) reaches.set(letter, [Math.min(glyph.u0, glyph.u1), Math.max(glyph.u0, glyph.u1)]);
}

/** How many letters and glyphs to pass over until two are the same; none of either when there are no such two. */
function findAgreement(
  letters: readonly Letter[],
  i: number,
  glyphs: readonly FramedGlyph[],
  j: number,
): [skippedLetters: number, skippedGlyphs: number] {
  for (let sum = 0; sum <= SYNC; sum++)
    for (let skipped = 0; skipped <= sum; skipped++) {
      const letter = letters[i + skipped];
      const glyph = glyphs[j + sum - skipped];
      if (letter && glyph && isSame(letter.char, glyph.text)) return [skipped, sum - skipped];
    }
  return [0, 0];
}

/** White space, and what has no glyph, stands between its neighbours. */
function fillPlaces(text: string, reaches: ReadonlyMap<Letter, Reach>): Places {
  const byUnit = new Map([...reaches].map(([{ at, char }, reach]) => [at, { reach, length: char.length }]));
  const places = new Float32Array(2 * text.length);
  const known = [...byUnit.keys()].sort((a, b) => a - b);
  let gapFrom = 0;
  let before: Reach | undefined;
  for (const at of known) {
    const { reach, length } = byUnit.get(at) ?? { reach: [0, 0] as const, length: 1 };
    fillGap(places, gapFrom, at, before, reach);
    setPlace(places, at, length, reach);
    gapFrom = at + length;
    before = reach;
  }
  fillGap(places, gapFrom, text.length, before, undefined);
  return places;
}

function fillGap(
  places: Places,
  from: number,
  to: number,
  before: Reach | undefined,
  after: Reach | undefined,
): void {
  const isForward = !before || !after || after[0] >= before[0];
  const left = (isForward ? before?.[1] : after?.[1]) ?? after?.[0] ?? 0;
  const right = (isForward ? after?.[0] : before?.[0]) ?? before?.[1] ?? left;
  const width = Math.max(0, right - left) / Math.max(1, to - from);
  for (let unit = from; unit < to; unit++) {
    const step = isForward ? unit - from : to - 1 - unit;
    setPlace(places, unit, 1, [left + step * width, left + (step + 1) * width]);
  }
}

/** The second unit of a character above U+FFFF has no width of its own. */
function setPlace(places: Places, at: number, length: number, [u0, u1]: Reach): void {
  for (let unit = at; unit < at + length; unit++) {
    places[2 * unit] = unit === at ? u0 : u1;
    places[2 * unit + 1] = u1;
  }
}
