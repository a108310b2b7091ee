import { isSegmented, spaceCharacters } from '../text/cjk.ts';
import { foldAccents, foldArabic, normalizeText } from '../text/fold.ts';
import { termsOf } from '../text/terms.ts';
import type { KeyFilter } from './key-bitmap.ts';
import { KeyBitmap } from './key-bitmap.ts';
import type { LexicalIndex } from './lexical-index.ts';
import { tellingTerms, wordsOf } from './telling-terms.ts';

/** Words that a question asks for as they are written. */
export interface QuotedPhrase {
  /** As the question has it, without its marks. */
  text: string;
  /** Its words with a space around each, case and accents folded. */
  words: string;
}

/** Opening and closing marks, in their usual pairs; the straight one must touch its words on one side only (5" × 7"). */
const QUOTED = new RegExp(
  [
    /(?<![\p{L}\p{N}])"(?=\S)([^"]+)(?<=\S)"(?![\p{L}\p{N}])/u,
    /“([^“”]+)”/u,
    /„([^„“”"]+)[“”"]/u,
    /”([^”]+)”/u,
    /«([^«»]+)»/u,
    /»([^«»]+)«/u,
    /「([^「」]+)」/u,
    /『([^『』]+)』/u,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
);

/** What stands in quotation marks in a question, each phrase once. One without a word is none. */
export function quotedPhrases(question: string): QuotedPhrase[] {
  const phrases = new Map<string, QuotedPhrase>();
  for (const match of question.matchAll(QUOTED)) {
    const text = (match.slice(1).find((group) => group !== undefined) ?? '').trim();
    const words = verbatimWords(text);
    if (words.trim() !== '' && !phrases.has(words)) phrases.set(words, { text, words });
  }
  return [...phrases.values()];
}

/**
 * Whether a question names anything outside its quotation marks.
 *
 * @param languages Those that its function words may be of.
 */
export function asksBeyondPhrases(question: string, languages: readonly string[]): boolean {
  return wordsOf(question.replace(QUOTED, ' ')).some((word) =>
    languages.every((language) => tellingTerms(word, language, language).length > 0),
  );
}

/** Whether a text holds a phrase word for word. Case, accents, punctuation and line breaks do not count, endings do. */
export function holdsPhrase(text: string, { words }: QuotedPhrase): boolean {
  return verbatimWords(text).includes(words);
}

function verbatimWords(text: string): string {
  const folded = foldAccents(foldArabic(normalizeText(text).toLowerCase()));
  return ` ${
    spaceCharacters(folded)
      .match(/[\p{L}\p{N}\p{M}]+/gu)
      ?.join(' ') ?? ''
  } `;
}

/**
 * Passages that hold the words of all these phrases somewhere, and may so hold the phrases: the likeliest first.
 *
 * @param languages Those of the corpus: each has its own stems.
 * @param limit Most passages.
 */
export function phraseCandidates(
  lexical: LexicalIndex,
  phrases: readonly QuotedPhrase[],
  languages: readonly string[],
  limit: number,
  accept?: KeyFilter,
): number[] {
  const all = new Set<string>();
  const keys = new Set<number>();
  let isOpen = false;
  for (const language of languages) {
    const terms = phrases.flatMap(({ text }) => termsOf(text, language));
    for (const term of terms) all.add(term);
    // Where a dictionary finds the words, it may cut a sentence in another way than a part of it.
    const required = terms.filter((term) => !isSegmented(term));
    isOpen ||= required.length === 0;
    for (const key of lexical.holding(required)) keys.add(key);
  }
  const among = isOpen ? accept : narrow(KeyBitmap.of(keys), accept);
  return lexical.search([...all], limit, among).map(({ key }) => key);
}

function narrow(keys: KeyBitmap, accept: KeyFilter | undefined): KeyFilter {
  if (accept === undefined) return keys;
  const accepts = typeof accept === 'function' ? accept : (key: number): boolean => accept.has(key);
  return (key) => keys.has(key) && accepts(key);
}
