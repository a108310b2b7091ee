/** Spacing accents that old fonts print over the next letter, by the combining accent that they stand for. */
const ACCENTS: Readonly<Record<string, string>> = {
  '´': '\u0301',
  '¨': '\u0308',
  ˆ: '\u0302',
  '˜': '\u0303',
  '¯': '\u0304',
  '˘': '\u0306',
  '˙': '\u0307',
  '˚': '\u030A',
  '˝': '\u030B',
  ˇ: '\u030C',
  '¸': '\u0327',
  '˛': '\u0328',
  '`': '\u0300',
};

/** Old fonts set the accent first and step back for the letter, which may look like a space between the two. */
const ACCENT_BEFORE_LETTER = /([´¨¯˘˙˚˝ˇ¸˛]|[ˆ˜](?= ?[aeinouıAEINOU])|(?<=\p{L})`) ?(\p{L})/gu;
const CEDILLA_AFTER_LETTER = /([CcSsTt])¸ ?(?=\p{Ll})/gu;
/** Latin ligatures, Arabic letters in a fixed shape and radicals drawn as words stand for characters that people type. */
const PRESENTATION_FORMS =
  /[\u2E80-\u2FDF\uF900-\uFAFF\uFB00-\uFB4F\uFB50-\uFBFF\uFE10-\uFE19\uFE30-\uFE4F\uFE70-\uFEFC]/gu;
const CJK = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\u3000-\u303F\uFF01-\uFF60';
const SPACE_IN_CJK = new RegExp(`(?<=[${CJK}]) (?=[${CJK}])`, 'gu');
const LETTERSPACED = /^(?:\p{L}\p{M}* ){3,}\p{L}\p{M}*$/u;
const ONE_CJK = new RegExp(`^[${CJK}]$`, 'u');
const CONTROLS = /[\u0000-\u001F\u007F-\u009F\u00AD\u200B\u2060\uFEFF\uFFFE\uFFFF]/g;

/** What a glyph stands for, in characters that people type. */
export function spellGlyph(text: string): string {
  return text.replace(CONTROLS, '').replace(PRESENTATION_FORMS, (glyph) => glyph.normalize('NFKC'));
}

/** Text of a stretch of glyphs as a person would type it: letters for ligatures, composed accents, no invented spaces. */
export function cleanGlyphs(raw: string): string {
  const text = spellGlyph(raw)
    .replace(/\s+/g, ' ')
    .replace(
      ACCENT_BEFORE_LETTER,
      (pair, accent: string, letter: string) => putAccent(accent, letter) ?? pair,
    )
    .replace(CEDILLA_AFTER_LETTER, (_, letter: string) => `${letter}\u0327`)
    .replace(SPACE_IN_CJK, '')
    .trim()
    .normalize('NFC');
  return LETTERSPACED.test(text) ? text.replaceAll(' ', '') : text;
}

/** The accented letter for a spacing accent and the letter under it; undefined where there is none. */
export function putAccent(accent: string, letter: string): string | undefined {
  const mark = ACCENTS[accent];
  if (mark === undefined) return undefined;
  const base = letter === 'ı' ? 'i' : letter === 'ȷ' ? 'j' : letter;
  const joined = (base + mark).normalize('NFC');
  return joined.length === base.length ? joined : undefined;
}

/** Whether a character belongs to a script that is written without spaces between words (Han, Kana, their marks). */
export function isCjk(char: string): boolean {
  return ONE_CJK.test(char);
}

const RTL_LETTER = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/g;
const LTR_LETTER = /[A-Za-z\u00C0-\u024F\u0370-\u052F\u0900-\u1FFF\u3040-\uD7AF]/g;

/** How many letters of a text are read from right to left, and how many from left to right. */
export function countDirections(text: string): { rtl: number; ltr: number } {
  return { rtl: text.match(RTL_LETTER)?.length ?? 0, ltr: text.match(LTR_LETTER)?.length ?? 0 };
}

const NARROW = /[ijl.,:;|!'’‘It]/u;
const HALF_NARROW = /[frs()[\]\-"/ ]/u;
const WIDE = /[mwMW@%—]/u;

/** Rough width of a character in font sizes, for placing words inside a stretch of which only the ends are known. */
export function guessWidth(char: string): number {
  if (isCjk(char)) return 1;
  if (NARROW.test(char)) return 0.27;
  if (HALF_NARROW.test(char)) return 0.35;
  if (WIDE.test(char)) return 0.85;
  return /\p{Lu}/u.test(char) ? 0.68 : 0.53;
}
