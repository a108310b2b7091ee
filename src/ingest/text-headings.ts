import type { Line } from './lines.ts';

/** A heading at the beginning of a group of lines. */
export interface TextHeading {
  /** 1 to 6. */
  level: number;
  text: string;
  /** Lines it takes, its underline included. */
  lines: number;
}

const MAX_LENGTH = 80;

/** Words for chapters, sections and the like, as books in our languages write them before a number. */
const CHAPTER =
  /^(?:chapter|part|section|book|appendix|kapitel|teil|abschnitt|anhang|buch|chapitre|partie|annexe|livre|cap[íi]tulo|parte|secci[óo]n|se[çc][ãa]o|anexo|capitolo|sezione|hoofdstuk|глава|часть|раздел|книга|приложение|الفصل|الباب|القسم)\s+(?:[\divxlc]+(?![\p{L}])|\p{L}+(?=$|\s*[:–—-]))/iu;
const CJK_CHAPTER = /^第\s*[\d〇零一二三四五六七八九十百千０-９]+\s*[章节節部编編回卷篇]/u;
const NUMBERED = /^(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S/;

/**
 * The heading that a group of lines begins with, if that is beyond doubt: a line that is underlined, or a short line
 * alone that names a chapter, bears a section's number or is all in capitals, and has text below it.
 */
export function findHeading(
  lines: readonly Line[],
  next: readonly Line[] | undefined,
): TextHeading | undefined {
  const text = lines[0]?.text.trim() ?? '';
  const underlined = findUnderlined(text, lines[1]?.text.trim());
  if (underlined) return underlined;
  if (lines.length > 1 || !next) return undefined;
  const number = isNumberedTitle(text) ? NUMBERED.exec(text)?.[1] : undefined;
  const following = NUMBERED.exec(next[0]?.text.trim() ?? '')?.[1];
  // '5. Leader' above '5.1. Powers' is a heading; '5. Leader' above '6. Secretary' is an item of a list.
  const isItem = following !== undefined && !following.startsWith(`${number}.`);
  if (number && !isItem) return { level: Math.min(6, 1 + number.split('.').length), text, lines: 1 };
  if (!isShort(text)) return undefined;
  if (CHAPTER.test(text) || CJK_CHAPTER.test(text)) return { level: 1, text, lines: 1 };
  return isAllCapitals(text) ? { level: 1, text, lines: 1 } : undefined;
}

function findUnderlined(text: string, below: string | undefined): TextHeading | undefined {
  const mark = below === undefined ? undefined : /^([=\-~*^])\1{2,}$/.exec(below)?.[1];
  if (mark === undefined || below === undefined || text.length > MAX_LENGTH || !/\p{L}/u.test(text))
    return undefined;
  // A rule under a paragraph's last line, or a table's, is much longer or shorter than the words above it.
  if (below.length < text.length / 2 || below.length > text.length * 2 + 4) return undefined;
  return { level: mark === '=' || mark === '*' ? 1 : 2, text, lines: 2 };
}

/** '3. Definitions.' and '2.1 Scope', but not a sentence that happens to be a list's only item. */
function isNumberedTitle(text: string): boolean {
  return isShort(text) || (text.endsWith('.') && isShort(text.slice(0, -1)) && text.split(/\s+/).length <= 8);
}

function isShort(text: string): boolean {
  return text.length <= MAX_LENGTH && !/[.!?;,:。！？；，、…]$/u.test(text);
}

/** Two words or one long one, without a lower-case letter: not an abbreviation and not a line of figures. */
function isAllCapitals(text: string): boolean {
  const capitals = text.match(/\p{Lu}/gu)?.length ?? 0;
  return capitals >= 4 && capitals >= text.length / 2 && !/\p{Ll}/u.test(text);
}
