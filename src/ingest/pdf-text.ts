import { shortenRun } from '../text/boxes.ts';
import type { Block, TextRun } from '../types.ts';
import type { Heading } from './pdf-headings.ts';
import { joinWords, type Vocabulary } from './pdf-hyphens.ts';
import { readLine, readPieces, type Line, type Piece } from './pdf-lines.ts';
import type { Paragraph } from './pdf-paragraphs.ts';
import { placeRuns } from './pdf-runs.ts';

/** Width of a character of a monospaced font, in font sizes. */
const MONO_WIDTH = 0.6;

/** Text of a document as it grows, with the places of its characters. */
class TextWriter {
  readonly runs: TextRun[] = [];
  readonly #parts: string[] = [];
  #length = 0;
  #last = '';

  get length(): number {
    return this.#length;
  }

  get text(): string {
    return this.#parts.join('');
  }

  write(text: string): void {
    if (text === '') return;
    this.#parts.push(text);
    this.#length += text.length;
    this.#last = text;
  }

  /** Takes back the last character, and its ink. */
  dropLast(): void {
    this.#parts[this.#parts.length - 1] = this.#last.slice(0, -1);
    this.#last = this.#last.slice(0, -1);
    this.#length--;
    const run = this.runs.at(-1);
    if (!run || run.end <= this.#length) return;
    this.runs.pop();
    if (run.start < this.#length) this.runs.push(shortenRun(run, this.#length));
  }

  writePiece(piece: Piece, line: Line): void {
    if (piece.space) this.write(' ');
    for (const run of placeRuns(piece, line)) {
      const { start, end } = run;
      this.runs.push({ ...run, start: this.#length + start, end: this.#length + end });
    }
    this.write(piece.text);
  }
}

/** Writes the paragraphs as one text: words joined over lines, rows of tables as lines, blocks with a blank line between. */
export function writeText(
  paragraphs: readonly Paragraph[],
  kinds: readonly Heading[],
  words: Vocabulary,
): { text: string; blocks: Block[]; runs: TextRun[] } {
  const writer = new TextWriter();
  const blocks: Block[] = [];
  const path: { level: number; text: string }[] = [];
  paragraphs.forEach((paragraph, i) => {
    const { kind, level } = kinds[i] ?? { kind: 'paragraph' };
    if (blocks.length > 0) writer.write(isSameTable(paragraphs[i - 1], paragraph) ? '\n' : '\n\n');
    const start = writer.length;
    const text = writeParagraph(writer, paragraph, words);
    if (level !== undefined) while ((path.at(-1)?.level ?? 0) >= level) path.pop();
    const block: Block = { kind, start, end: writer.length, headings: path.map((heading) => heading.text) };
    const page = paragraph.lines[0]?.frame.page;
    if (page !== undefined) block.page = page;
    if (level !== undefined) block.level = level;
    if (paragraph.row !== undefined) block.row = paragraph.row;
    if (paragraph.header) block.header = paragraph.header;
    blocks.push(block);
    if (level !== undefined) path.push({ level, text });
  });
  return { text: writer.text, blocks, runs: writer.runs };
}

function isSameTable(before: Paragraph | undefined, paragraph: Paragraph): boolean {
  return before?.table !== undefined && before.table === paragraph.table && before.zone === paragraph.zone;
}

/** Writes one paragraph and returns its words. */
function writeParagraph(
  writer: TextWriter,
  { kind, lines, cells, left }: Paragraph,
  words: Vocabulary,
): string {
  if (kind === 'code') return writeCode(writer, lines, left);
  const parts = cells ?? [lines];
  const texts = parts.map((part, i) => {
    if (i > 0) writer.write('\t');
    return writeLines(writer, part, words);
  });
  return texts.join(' ');
}

function writeLines(writer: TextWriter, lines: readonly Line[], words: Vocabulary): string {
  const parts: string[] = [];
  let before = '';
  for (const line of lines) {
    const pieces = readPieces(line);
    const after = readLine(line);
    const seam = before === '' ? undefined : joinWords(before, after, words);
    if (seam?.dropHyphen) {
      writer.dropLast();
      parts.push((parts.pop() ?? '').slice(0, -1));
    }
    if (seam?.space) {
      writer.write(' ');
      parts.push(' ');
    }
    for (const piece of pieces) writer.writePiece(piece, line);
    parts.push(after);
    before = after;
  }
  return parts.join('');
}

/** Code keeps its lines and, roughly, its indents. */
function writeCode(writer: TextWriter, lines: readonly Line[], left: number): string {
  const start = Math.min(...lines.map((line) => line.u0), Math.max(left, lines[0]?.u0 ?? left));
  lines.forEach((line, i) => {
    if (i > 0) {
      const indent = Math.round((line.u0 - start) / (MONO_WIDTH * line.size));
      writer.write(`\n${' '.repeat(Math.min(80, Math.max(0, indent)))}`);
    }
    for (const piece of readPieces(line)) writer.writePiece(piece, line);
  });
  return lines.map(readLine).join(' ');
}
