import type { BlockKind } from '../types.ts';
import { isCaption } from './pdf-flow.ts';
import { medianSize, readLine, type Line } from './pdf-lines.ts';
import type { Paragraph } from './pdf-paragraphs.ts';

/** The size and font in which most of a document is set. */
export interface BodyStyle {
  size: number;
  font: string;
  /** Share of each font in the characters of the document. */
  shares: ReadonlyMap<string, number>;
}

export interface Heading {
  kind: BlockKind;
  level?: number;
}

/** Text larger than the body by this factor is a heading when it is short. */
const LARGER = 1.12;
const HEADING_LENGTH = 200;
/** A heading in the body's size is told by its font alone, so it must be shorter. */
const BOLD_LENGTH = 120;
/** A font that sets more than this share of a document is no font of headings. */
const RARE_FONT = 0.2;
const NUMBER =
  /^(?:(?:chapter|section|kapitel|chapitre|capítulo|capitolo|глава)\s+)?(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S/iu;

export function measureBody(lines: readonly Line[]): BodyStyle {
  const sizes = new Map<number, number>();
  const fonts = new Map<string, number>();
  let total = 0;
  const count = <K>(map: Map<K, number>, key: K, letters: number): unknown =>
    map.set(key, (map.get(key) ?? 0) + letters);
  for (const span of lines.flatMap((line) => line.spans)) {
    count(sizes, Math.round(span.size * 2) / 2, span.text.length);
    count(fonts, span.font, span.text.length);
    total += span.text.length;
  }
  const most = <K>(map: Map<K, number>): K | undefined => [...map].sort((a, b) => b[1] - a[1])[0]?.[0];
  const shares = new Map([...fonts].map(([font, letters]) => [font, letters / Math.max(1, total)]));
  return { size: most(sizes) ?? 10, font: most(fonts) ?? '', shares };
}

/** The kind of each paragraph as a block; headings get levels by their numbers, else by their size. */
export function findHeadings(paragraphs: readonly Paragraph[], body: BodyStyle): Heading[] {
  const texts = paragraphs.map(({ lines }) => lines.slice(0, 5).map(readLine).join(' '));
  const marks = paragraphs.map((p, i) => isHeading(p, texts[i] ?? '', body, paragraphs[i + 1]));
  const title = findTitle(paragraphs, marks, body);
  const sizes = new Set(paragraphs.filter((_, i) => marks[i] && i !== title).map(roundedSize));
  const ranks = [...sizes].sort((a, b) => b - a);
  return paragraphs.map((paragraph, i) => {
    const text = texts[i] ?? '';
    if (i === title) return { kind: 'title' };
    if (!marks[i]) return { kind: plainKind(paragraph, text) };
    const depth = NUMBER.exec(text)?.[1]?.split('.').length;
    return { kind: 'heading', level: Math.min(6, depth ?? ranks.indexOf(roundedSize(paragraph)) + 1) };
  });
}

function plainKind({ kind }: Paragraph, text: string): BlockKind {
  if (kind !== 'text') return kind;
  return isCaption(text) ? 'caption' : 'paragraph';
}

const roundedSize = ({ lines }: Paragraph): number => Math.round(medianSize(lines) * 2) / 2;

function isHeading(
  paragraph: Paragraph,
  text: string,
  body: BodyStyle,
  next: Paragraph | undefined,
): boolean {
  const { kind, lines } = paragraph;
  if (kind === 'table-row' || kind === 'code' || lines.length > 4) return false;
  if (text.length > HEADING_LENGTH || (text.match(/\p{L}/gu)?.length ?? 0) < 2 || isCaption(text))
    return false;
  const isSentence = /[.!。]$/u.test(text) && text.length > 100;
  const size = medianSize(lines);
  if (size >= LARGER * body.size) return !isSentence;
  if (size < 0.95 * body.size || lines.length > 2 || text.length > BOLD_LENGTH) return false;
  if (!/^[\p{Lu}\p{Lo}\d"«“¿¡(]/u.test(text) || /[.,;:!?。，；：]$/u.test(text)) return false;
  if (next === undefined || (kind === 'list-item' && !NUMBER.test(text))) return false;
  const spans = lines.flatMap((line) => line.spans);
  const font = spans[0]?.font ?? '';
  const isPure = spans.every((span) => span.font === font);
  return (
    isPure && font !== body.font && (body.shares.get(font) ?? 1) < RARE_FONT && next.lines[0]?.font !== font
  );
}

/** Index of the largest heading on the first page with one; -1 when the document has no heading larger than its text. */
function findTitle(paragraphs: readonly Paragraph[], marks: readonly boolean[], body: BodyStyle): number {
  let best = -1;
  let largest = LARGER * body.size;
  paragraphs.forEach((paragraph, i) => {
    const page = paragraph.lines[0]?.frame.page;
    if (!marks[i] || page !== 1 || medianSize(paragraph.lines) <= largest * 1.01) return;
    largest = medianSize(paragraph.lines);
    best = i;
  });
  return best;
}
