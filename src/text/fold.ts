/** Digits of other scripts by the code point of their zero; NFKC leaves them as they are. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
const OTHER_DIGITS = /[\u0660-\u0669\u06F0-\u06F9\u0966-\u096F\u09E6-\u09EF\u0E50-\u0E59]/g;
/** Soft hyphen, zero-width characters and direction marks: invisible, so nobody can search for them. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g;
/** Persian writes endings apart from the word, yet as one with it, with a non-joiner between them: a compound. */
const ARABIC_JOINT = /(?<=\p{Script=Arabic})\u200C+(?=\p{Script=Arabic})/gu;
const GROUP_SPACE = /(\d)[\u00A0\u202F\u2009](?=\d{3}(?!\d))/g;
const ARABIC_MARKS = /[\u0640\u064B-\u065F\u0670\u06D6-\u06ED]/g;
/** The Thai and the Lao vowel "am", in the two parts that NFKC cuts them into, around a tone mark. */
const CUT_AM = /\u0E4D([\u0E48-\u0E4B]?)\u0E32|\u0ECD([\u0EC8-\u0ECB]?)\u0EB2/g;
const HEBREW_MARKS = /[\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7]/g;

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const zero = ZEROS.findLast((candidate) => candidate <= code) ?? code;
  return String(code - zero);
}

/** Joins them again: word lists know the whole one only, and cut a word in pieces where it stands in two parts. */
function joinAm(cut: string, thaiTone?: string, laoTone?: string): string {
  return thaiTone === undefined ? `${laoTone ?? ''}\u0EB3` : `${thaiTone}\u0E33`;
}

/**
 * One spelling for what looks the same: NFKC (ligatures, full-width forms), ASCII digits, no invisible characters, and
 * no space inside a grouped number. Case and accents stay, as stemmers need them.
 */
export function normalizeText(text: string): string {
  return text
    .replace(ARABIC_JOINT, '-')
    .replace(INVISIBLE, '')
    .replace(GROUP_SPACE, '$1')
    .normalize('NFKC')
    .replace(CUT_AM, joinAm)
    .replace(OTHER_DIGITS, asciiDigit);
}

const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ς: 'σ',
  ё: 'е',
};

/**
 * Drops accents where people leave them out when they type: Latin and Greek letters, Cyrillic ё, Hebrew points. Marks of
 * other scripts (Devanagari vowels, Thai tones, the breve of й) are letters in their own right and stay.
 */
export function foldAccents(word: string): string {
  if (/^[\x00-\x7F]*$/.test(word)) return word;
  return word
    .normalize('NFD')
    .replace(/([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(HEBREW_MARKS, '')
    .replace(/[ßøæœłđðþıςё]/g, (letter) => LETTERS[letter] ?? letter);
}

/** One form for the letters that Arabic writers use for each other, without vowel points and tatweel. */
export function foldArabic(word: string): string {
  return word
    .replace(ARABIC_MARKS, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىی]/g, 'ي')
    .replace(/ک/g, 'ك')
    .replace(/ة/g, 'ه');
}
