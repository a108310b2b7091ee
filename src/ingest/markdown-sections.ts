import { splitLines } from './lines.ts';
import type { Line } from './lines.ts';

/** A range of a Markdown source that can be read by itself, as no list, quote or fence crosses its borders. */
export interface MarkdownSection {
  start: number;
  end: number;
}

/** From this size on a section ends at the next heading. */
const SOFT_CHARACTERS = 4 * 1024;
/** From this size on it ends at the next paragraph that belongs to no list or quote. */
const HARD_CHARACTERS = 16 * 1024;

/**
 * Cuts a source at headings and paragraphs of the outermost level. The parser's time grows with the square of what it
 * is given, so a book is handed to it section by section; blocks need nothing from other sections.
 */
export function splitSections(text: string, from: number): MarkdownSection[] {
  const sections: MarkdownSection[] = [];
  const state = new FenceState();
  let start = from;
  let isAfterBlank = false;
  for (const line of splitLines(text.slice(from))) {
    const at = from + line.start;
    if (!state.isInside && isAfterBlank && at > start && isBorder(line, at - start)) {
      sections.push({ start, end: at });
      start = at;
    }
    state.read(line);
    isAfterBlank = line.text.trim() === '';
  }
  if (start < text.length) sections.push({ start, end: text.length });
  return sections;
}

function isBorder(line: Line, length: number): boolean {
  if (length >= SOFT_CHARACTERS && /^#{1,6} /.test(line.text)) return true;
  return length >= HARD_CHARACTERS && /^[\p{L}*_`["'“„«(]/u.test(line.text) && !/^[*] /.test(line.text);
}

/** Follows fenced code and comments, in which a heading's mark is none. */
class FenceState {
  private fence = '';
  private isComment = false;

  get isInside(): boolean {
    return this.fence !== '' || this.isComment;
  }

  read({ text }: Line): void {
    if (this.isComment) {
      this.isComment = !text.includes('-->');
      return;
    }
    const mark = /^[ \t>]*(`{3,}|~{3,})(.*)$/.exec(text);
    if (this.fence !== '') {
      const closes = mark?.[1]?.startsWith(this.fence) && mark[2]?.trim() === '';
      if (closes) this.fence = '';
    } else if (mark?.[1] !== undefined) this.fence = mark[1];
    else this.isComment = /^\s*<!--/.test(text) && !text.includes('-->');
  }
}
