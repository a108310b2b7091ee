import { isCjk } from './pdf-glyphs.ts';

/** How often each word stands unbroken in a document, in lower case. */
export type Vocabulary = ReadonlyMap<string, number>;

/** How two lines of a paragraph are joined: with a space or without, the hyphen at the end of the first dropped or kept. */
export interface Seam {
  space: boolean;
  dropHyphen: boolean;
}

const WORD = /[\p{L}\p{M}\d]+(?:[-\u2010\u2011'’][\p{L}\p{M}\d]+)*/gu;
const HYPHEN_END = /(?<![-\u2010\u2011\s])[-\u2010\u2011]$/u;
const LAST_WORD = /[\p{L}\p{M}\d]+(?:[-\u2010\u2011'’][\p{L}\p{M}\d]+)*$/u;
const FIRST_WORD = /^[\p{L}\p{M}\d]+(?:[-\u2010\u2011'’][\p{L}\p{M}\d]+)*/u;
/** "Vor- und Nachteile": after these words the hyphen stands for a left-out part. */
const CONJUNCTION =
  /^(?:und|oder|bzw|sowie|bis|and|or|to|et|ou|e|o|y|u|en|of|och|eller|og|i)(?![\p{L}\p{M}])/iu;
const URL_END = /(?:https?:\/\/|www\.)\S*[/_=&?.-]$/iu;
const HANGUL = /\p{Script=Hangul}/u;

/** Counts the words of lines (in reading order), leaving out the halves of words that are broken between two of them. */
export function countWords(lines: Iterable<string>): Vocabulary {
  const counts = new Map<string, number>();
  let broken = false;
  for (const line of lines) {
    const words = line.toLowerCase().match(WORD) ?? [];
    const breaks = HYPHEN_END.test(line);
    words.forEach((word, i) => {
      if ((broken && i === 0) || (breaks && i === words.length - 1)) return;
      const plain = word.replace(/[\u2010\u2011]/g, '-');
      counts.set(plain, (counts.get(plain) ?? 0) + 1);
    });
    broken = breaks;
  }
  return counts;
}

/** Decides how the end of one line and the beginning of the next are joined. */
export function joinWords(before: string, after: string, words: Vocabulary): Seam {
  const last = before.at(-1) ?? '';
  const first = after[0] ?? '';
  if (HYPHEN_END.test(before)) return joinHyphen(before.slice(0, -1), after, words);
  if (isCjk(last) && isCjk(first)) return { space: false, dropHyphen: false };
  if (/[\p{L}\p{M}\d][–—/]$/u.test(before) && /^[\p{L}\d]/u.test(after) && !URL_END.test(before))
    return { space: false, dropHyphen: false };
  if (URL_END.test(before)) return { space: false, dropHyphen: false };
  return { space: !isBrokenWord(before, after, words), dropHyphen: false };
}

function joinHyphen(before: string, after: string, words: Vocabulary): Seam {
  const a = LAST_WORD.exec(before)?.[0] ?? '';
  const b = FIRST_WORD.exec(after)?.[0] ?? '';
  const keep = { space: false, dropHyphen: false };
  if (a === '' || b === '') return { space: a === '' || !URL_END.test(before), dropHyphen: false };
  if (/\d$/.test(a) || /^\d/.test(b) || URL_END.test(`${before}-`)) return keep;
  if (CONJUNCTION.test(after) && count(words, a + b) === 0) return { space: true, dropHyphen: false };
  const together = count(words, a + b);
  const hyphened = count(words, `${a}-${b}`);
  if (together !== hyphened) return { space: false, dropHyphen: together > hyphened };
  const upper = /^\p{Lu}/u.test(b);
  if (upper)
    return { space: false, dropHyphen: a.length > 1 && a === a.toUpperCase() && b === b.toUpperCase() };
  return { space: false, dropHyphen: !isCompound(a, b, words) };
}

/** Two words that the document uses by themselves are a compound; a broken word's halves seldom are words. */
function isCompound(a: string, b: string, words: Vocabulary): boolean {
  if (a.includes('-') || b.includes('-')) return true;
  return a.length > 3 && b.length > 3 && count(words, a) > 1 && count(words, b) > 1;
}

/**
 * A word broken at a soft hyphen that the file does not draw as a letter, or between syllables of Hangul: the whole is a
 * word of the document and its first half is none.
 */
function isBrokenWord(before: string, after: string, words: Vocabulary): boolean {
  const a = LAST_WORD.exec(before)?.[0] ?? '';
  const b = FIRST_WORD.exec(after)?.[0] ?? '';
  if (a === '' || b === '') return false;
  const isLower = /^\p{Ll}/u.test(b) && a.length > 1 && b.length > 1;
  if (!isLower && !(HANGUL.test(a.at(-1) ?? '') && HANGUL.test(b[0] ?? ''))) return false;
  return count(words, a + b) > 0 && count(words, a) <= 1 && count(words, b) <= 1;
}

const count = (words: Vocabulary, word: string): number => words.get(word.toLowerCase()) ?? 0;
