import { boundsOf, readLine, type Line } from './pdf-lines.ts';

/** Lines that belong together, before their neighbours on other pages are known. */
export interface Paragraph {
  kind: 'text' | 'list-item' | 'table-row' | 'code';
  lines: Line[];
  /** Cells of a table row, each with its lines. */
  cells?: Line[][];
  /** Number of the table on its page, and of the row in it, from 1. */
  table?: number;
  row?: number;
  header?: string[];
  /** Zones are numbered in reading order over the document; a paragraph may go on in the next zone only. */
  zone: number;
  /** Edges of the column in which it stands. */
  left: number;
  right: number;
}

/** A list item begins with a bullet, or with a short number or letter and its stop. */
const BULLET = /^[•‣◦▪●○■□➢➤✓–—*·⁃-]\s+\S/u;
const NUMBERED = /^(?:[([]?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)\]]|\d{1,2}(?:\.\d{1,2}){1,3}\.?)\s+\S/u;
const ENDS_SENTENCE = /[.!?:;。！？：；…؟]["'»”’)\]]*$/u;
const BEGINS_SENTENCE = /^["'«“‘„([¿¡]*[\p{Lu}\p{Lo}\d]/u;
const LEADERS = /(?:\. ?){4,}\s*[\divxlc]*$/u;

/** Splits the lines of a column (from top to bottom) where a reader sees a new paragraph begin. */
export function splitParagraphs(lines: readonly Line[], zone: number): Paragraph[] {
  const column = measureColumn(lines);
  const paragraphs: Paragraph[] = [];
  let previous: { line: Line; text: string } | undefined;
  for (const line of lines) {
    const text = readLine(line);
    const open = paragraphs.at(-1);
    if (open && previous && !startsParagraph(open, previous, { line, text }, column)) open.lines.push(line);
    else paragraphs.push(openParagraph(line, text, zone, column));
    previous = { line, text };
  }
  return paragraphs;
}

interface Column {
  left: number;
  right: number;
  /** Distance of baselines inside paragraphs, in font sizes. */
  pitch: number;
}

interface Read {
  line: Line;
  text: string;
}

function openParagraph(line: Line, text: string, zone: number, { left, right }: Column): Paragraph {
  const kind = line.mono ? 'code' : isListItem(text) ? 'list-item' : 'text';
  return { kind, lines: [line], zone, left, right };
}

export function isListItem(text: string): boolean {
  return BULLET.test(text) || NUMBERED.test(text);
}

function measureColumn(lines: readonly Line[]): Column {
  const pitches: number[] = [];
  for (let i = 1; i < lines.length; i++) {
    const [a, b] = [lines[i - 1], lines[i]];
    if (!a || !b || Math.abs(a.size - b.size) > 0.1 * a.size) continue;
    const pitch = (b.base - a.base) / b.size;
    if (pitch > 0.8 && pitch < 2.6) pitches.push(pitch);
  }
  pitches.sort((a, b) => a - b);
  const { u0, u1 } = boundsOf(lines);
  return {
    left: u0,
    right: u1,
    pitch: pitches[Math.floor(pitches.length * 0.3)] ?? 1.3,
  };
}

function startsParagraph(open: Paragraph, a: Read, b: Read, column: Column): boolean {
  const size = Math.max(a.line.size, b.line.size);
  const pitch = b.line.base - a.line.base;
  if (pitch > (column.pitch * 1.22 + 0.08) * size || pitch < -0.5 * size) return true;
  if (Math.abs(a.line.size - b.line.size) > 0.12 * size) return true;
  if (a.line.mono !== b.line.mono) return true;
  if (open.kind === 'code') return false;
  if (isListItem(b.text) && beginsItem(open, a, b)) return true;
  if (LEADERS.test(a.text) || LEADERS.test(b.text)) return LEADERS.test(a.text);
  return changesFont(a, b, column) || isIndented(open, a, b) || breaksEarly(open, a, b, column);
}

/** A number at the start of a line is an item only where the line before it ends, or items stand around it. */
function beginsItem(open: Paragraph, a: Read, b: Read): boolean {
  if (BULLET.test(b.text) && !/^[–—*·-]/u.test(b.text)) return true;
  const edge = startEdge(b.line) - startEdge(open.lines[0] ?? a.line);
  if (open.kind === 'list-item') return Math.abs(edge) < 0.5 * b.line.size || ENDS_SENTENCE.test(a.text);
  return ENDS_SENTENCE.test(a.text) || edge > 0.5 * b.line.size;
}

/** Whether a line in one font ends and a line in another begins, as between a bold heading and its text. */
function changesFont(a: Read, b: Read, { left, right }: Column): boolean {
  const pure = (line: Line): boolean => line.spans.every((span) => span.font === line.font);
  if (a.line.font === (b.line.rtl ? b.line.spans.at(-1) : b.line.spans[0])?.font || !pure(a.line))
    return false;
  const short = a.line.u1 - a.line.u0 < 0.85 * (right - left);
  return short ? !/[,-]$/.test(a.text) && BEGINS_SENTENCE.test(b.text) : ENDS_SENTENCE.test(a.text);
}

/** Where a line begins, measured along the reading direction. */
const startEdge = (line: Line): number => (line.rtl ? -line.u1 : line.u0);
const endEdge = (line: Line): number => (line.rtl ? -line.u0 : line.u1);

function isIndented(open: Paragraph, a: Read, b: Read): boolean {
  const step = startEdge(b.line) - startEdge(a.line);
  const size = b.line.size;
  if (open.kind === 'list-item') {
    const first = open.lines[0];
    const body = open.lines.length > 1 ? step < -0.5 * size : false;
    return body || (first !== undefined && startEdge(b.line) < startEdge(first) - 0.5 * size);
  }
  if (step > 0.7 * size && step < 6 * size) return ENDS_SENTENCE.test(a.text) && BEGINS_SENTENCE.test(b.text);
  return false;
}

/** Whether a line ends although the next word would have had room in it. */
function breaksEarly(open: Paragraph, a: Read, b: Read, { left, right }: Column): boolean {
  const edge = a.line.rtl ? -left : right;
  const room = edge - endEdge(a.line);
  const word = /^\S+/u.exec(b.text)?.[0].length ?? 1;
  const wordWidth = (word / Math.max(1, b.text.length)) * (b.line.u1 - b.line.u0);
  const isTitle = a.line.size > 1.3 * (open.lines[0]?.size ?? a.line.size);
  if (isTitle || room < wordWidth + 0.6 * b.line.size) return false;
  if (ENDS_SENTENCE.test(a.text)) return BEGINS_SENTENCE.test(b.text) && room > wordWidth + 2 * b.line.size;
  return (
    BEGINS_SENTENCE.test(b.text) && room > 0.35 * (right - left) && room > wordWidth * 2 + 2 * b.line.size
  );
}

/** Whether the text of a paragraph ends with the end of a sentence. */
export function endsSentence(text: string): boolean {
  return ENDS_SENTENCE.test(text);
}
