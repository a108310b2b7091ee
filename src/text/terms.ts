import { isKanaOnly, UNSPACED, unspacedTerms } from './cjk.ts';
import { normalizeText } from './fold.ts';
import { stemWord } from './stemmer.ts';
import { CHINESE_FUNCTION_CHARACTERS, FUNCTION_WORDS, KOREAN_FUNCTION_PAIRS } from './stopwords.ts';

/** Words and what people write as one: e-mail, file.name, snake_case, C++, l'eau, 1,234.5, §5. */
const CHUNK =
  /(?:§{1,2} ?)?[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[-_.,'’‐‑@&][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*(?:\+\+|#)?/gu;
const NUMBER = /^\d{1,3}(?:([.,'’])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$|^\d+(?:[.,]\d+)?$/;
const PARTS = /[-_.,'’‐‑@&]+/u;
/** What follows the apostrophe of an English contraction: it makes one word with what stands before. */
const CONTRACTION = /^(?:t|re|ve|ll|d|m)$/i;
/** Longer "words" are data (base64, DNA): their beginning identifies them. */
const MAX_TERM = 64;
/** The first half of a character of two code units: no text by itself. */
const HALF = /[\uD800-\uDBFF]$/;

/**
 * The terms by which the word half of the search finds a text, in its order, repeats included. Documents and questions
 * go through the same function: NFKC, case and accents folded, words stemmed by `language`, pairs of characters for
 * Chinese, Japanese and Korean, numbers in one spelling, compounds as a whole and in their parts. Stop words stay.
 *
 * @param language BCP-47 primary tag of the text, as `detectLanguage` gives it; 'und' stems Latin words as English.
 */
export function termsOf(text: string, language = 'und'): string[] {
  const terms: string[] = [];
  for (const [match] of normalizeText(text).matchAll(CHUNK)) addChunk(match, language, terms);
  return terms;
}

function addChunk(chunk: string, language: string, terms: string[]): void {
  if (UNSPACED.test(chunk)) {
    const other = (part: string): string[] => (/[\p{L}\p{N}]/u.test(part) ? termsOf(part, language) : []);
    for (const term of unspacedTerms(chunk, other)) terms.push(term);
  } else if (chunk.startsWith('§')) addParagraphSign(chunk, language, terms);
  else if (NUMBER.test(chunk)) terms.push(canonicalNumber(chunk));
  else if (PARTS.test(chunk) || /\p{Ll}\p{Lu}|^\d+\p{L}/u.test(chunk)) addCompound(chunk, language, terms);
  else addWord(chunk, language, terms);
}

function addWord(word: string, language: string, terms: string[]): void {
  const lower = language === 'tr' ? word.toLocaleLowerCase('tr') : word.toLowerCase();
  const kept = lower.length > MAX_TERM ? lower.slice(0, MAX_TERM).replace(HALF, '') : lower;
  const term = stemWord(kept, language);
  // Nothing is left of what only stretches or voices letters.
  if (term) terms.push(term);
}

/** "§ 5" is "§5" as well as "5". */
function addParagraphSign(chunk: string, language: string, terms: string[]): void {
  const rest = chunk.replace(/^[§ ]+/u, '');
  if (/^\d/.test(rest)) terms.push(`§${rest.toLowerCase()}`);
  addChunk(rest, language, terms);
}

/** Grouping signs dropped, a decimal point, no zeros at the end: "1,234.50", "1.234,5" and "1234.5" are one term. */
function canonicalNumber(chunk: string): string {
  const grouped = /^\d{1,3}(?:([.,'’])\d{3})(?:\1\d{3})*(?![\d])/.exec(chunk);
  const whole = grouped ? grouped[0].replace(/\D/g, '') : (/^\d+/.exec(chunk)?.[0] ?? chunk);
  const fraction = chunk
    .slice(grouped ? grouped[0].length : whole.length)
    .replace(/\D/g, '')
    .replace(/0+$/, '');
  return fraction ? `${whole}.${fraction}` : whole;
}

function addCompound(chunk: string, language: string, terms: string[]): void {
  const apostrophe = /^(.*?)['’]([^'’]*)$/u.exec(chunk);
  if (apostrophe) return addApostrophe(apostrophe[1] ?? '', apostrophe[2] ?? '', language, terms);
  const parts = chunk.split(PARTS).flatMap(innerParts).filter(Boolean);
  if (parts.length === 1 && parts[0]) return addWord(parts[0], language, terms);
  if (!chunk.includes(',')) addWord(parts.join(''), language, terms);
  // A lone letter of a compound ("e" of "e-mail") would match initials everywhere.
  for (const part of parts) if (part.length > 1 || /\d/.test(part)) addChunk(part, language, terms);
}

/** Parts at a change of case (`getUserName`) and between a number and its unit ("10kg"). */
function innerParts(part: string): string[] {
  return part.split(/(?<=\p{Ll})(?=\p{Lu})|(?<=^\d+)(?=\p{L})/u);
}

/** "tenant's" is "tenant", "don't" is "dont", "l'eau" is "eau" ("dell'acqua" keeps both words). */
function addApostrophe(left: string, right: string, language: string, terms: string[]): void {
  if (!right || /^s$/i.test(right)) return addChunk(left, language, terms);
  if (CONTRACTION.test(right)) return addWord(left + right, language, terms);
  if (left.length > 2) addChunk(left, language, terms);
  addChunk(right, language, terms);
}

const stopTerms = new Map<string, string[]>();

/** The terms that the function words of a language become when they are stemmed by `stemming`. */
function stopTermsOf(language: string, stemming: string): string[] {
  const key = `${language} ${stemming}`;
  let terms = stopTerms.get(key);
  if (!terms) stopTerms.set(key, (terms = termsOf(FUNCTION_WORDS[language] ?? '', stemming)));
  return terms;
}

const CHINESE = new Set(CHINESE_FUNCTION_CHARACTERS);
const KOREAN = new Set(KOREAN_FUNCTION_PAIRS.split(' '));
const stopSets = new Map<string, ReadonlySet<string>>();

function isFunctionBigram(term: string, language: string): boolean {
  if (language === 'ja') return isKanaOnly(term);
  if (language === 'zh') return [...term].every((character) => CHINESE.has(character));
  return language === 'ko' && KOREAN.has(term);
}

/** True for a term that `termsOf` makes of a function word of the language, which says nothing about the subject. */
export function isStopWord(term: string, language: string): boolean {
  let stops = stopSets.get(language);
  if (!stops) stopSets.set(language, (stops = new Set(stopTermsOf(language, language))));
  return stops.has(term) || isFunctionBigram(term, language);
}
