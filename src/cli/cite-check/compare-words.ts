import type { DrawnDocument, DrawnLetter } from './drawn-document.ts';

/** A rectangle on a page, in parts of the page's width and height. */
export interface DrawnBox {
  /** From 1. */
  page: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What stands under the boxes of a quote, and whether it is the quote. */
export interface Comparison {
  isSame: boolean;
  found: string;
}

/** Accents that stand alone where a font has no accented letters, and what has no shape at all. */
const SHAPELESS = /[\p{M}\p{Cc}\p{Cf}´¨ˆ˜¯˘˙˚˝ˇ¸˛`\s]/gu;
/** PDFium's sign for a hyphen at the end of a line. */
const LINE_HYPHEN = /[\u0002\uFFFE]/g;

/** Engines may spell a glyph of a symbol font differently; a box that is wrong by a letter shifts all the others. */
const LEAST_AGREEMENT = 0.75;

/**
 * Compares words with the letters that another engine finds under boxes, a box a line. White space, accents, ligatures,
 * kinds of dashes, and hyphens at the ends of lines make no difference, nor does the order in which an engine reads a line.
 */
export function compareWords(words: string, boxes: readonly DrawnBox[], document: DrawnDocument): Comparison {
  const seen = new Set<DrawnLetter>();
  const lines = boxes.map((box) => {
    const letters = document.letters(box.page).filter((letter) => !seen.has(letter) && isUnder(letter, box));
    for (const letter of letters) seen.add(letter);
    return letters;
  });
  const read = lines.map(spell);
  const drawn = lines.map((letters) => spell(letters.toSorted((a, b) => a.x - b.x)));
  const wanted = plain(words);
  const isSame =
    [read, drawn].some((order) => areAlike(wanted, joinLines(wanted, order.map(plain)))) ||
    fits(wanted, read.map(plain)) ||
    sortLetters(wanted) === sortLetters(plain(read.join('')));
  return { isSame, found: read.join(' ') };
}

function spell(letters: readonly DrawnLetter[]): string {
  return letters.map(({ char }) => char).join('');
}

function isUnder({ x, y }: DrawnLetter, { left, top, right, bottom }: DrawnBox): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

function plain(text: string): string {
  return text
    .replace(LINE_HYPHEN, '-')
    .normalize('NFKD')
    .replace(SHAPELESS, '')
    .replace(/[\p{Pd}−]/gu, '-')
    .replaceAll('ı', 'i')
    .replaceAll('ȷ', 'j');
}

/** Lines as one text; a hyphen at the end of a line is left out where the words have none. */
function joinLines(words: string, lines: readonly string[]): string {
  let text = '';
  for (const line of lines) {
    const last = text.length + line.length - 1;
    text += line.endsWith('-') && words[last] !== '-' ? line.slice(0, -1) : line;
  }
  return text;
}

function areAlike(words: string, found: string): boolean {
  if (words.length !== found.length) return false;
  let same = 0;
  for (let at = 0; at < words.length; at++) if (words[at] === found[at]) same++;
  return same >= LEAST_AGREEMENT * words.length;
}

const HAN = /\p{Script=Han}/gu;
const UNKNOWN = /\uFFFD+/g;
/** Letters that stand for so many of the words may be unknown: what is left still fits in one place only. */
const MOST_UNKNOWN = 0.25;

/**
 * Whether lines fit the words but for glyphs that PDFium cannot spell: it knows some not at all, and of ligatures of
 * several characters it makes one Han character.
 */
function fits(words: string, lines: readonly string[]): boolean {
  const isHan = words.search(HAN) >= 0;
  const known = lines.map((line) => (isHan ? line : line.replace(HAN, '\uFFFD')));
  const unknown = known.join('').match(/\uFFFD/g)?.length ?? 0;
  if (unknown === 0 || unknown > MOST_UNKNOWN * words.length) return false;
  const pattern = known.map((line) =>
    line
      .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
      .replace(/-$/, '-?')
      .replace(UNKNOWN, (glyphs) => `.{0,${4 * glyphs.length}}?`),
  );
  return new RegExp(`^${pattern.join('')}$`, 'u').test(words);
}

const OPENING: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '»': '«', '>': '<' };

/** The letters of a text without their order; words of two directions are put into different orders by engines. */
function sortLetters(text: string): string {
  return [...text.replaceAll('-', '')]
    .map((char) => OPENING[char] ?? char)
    .sort()
    .join('');
}
