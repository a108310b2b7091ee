import type { Block } from '../types.ts';
import { decodeText } from './encoding.ts';
import { HeadingPath } from './heading-path.ts';
import { splitLines, trimRange } from './lines.ts';
import type { Line } from './lines.ts';
import type { Parse } from './parser.ts';
import { findHeading } from './text-headings.ts';

/** A bullet, a number or a letter with its stop, and a space after it. */
const LIST_MARK =
  /^\s*(?:[-*+•‣▪◦●○■□–·]|\d{1,3}[.)]|\(?\d{1,3}\)|\(?[a-z]\)|[a-z][.]|[IVXivx]{1,5}[.)])\s+\S|^\s*[①-⑳・]/;
/** Hard-wrapped text keeps to a column below this; wide characters count as two. */
const WRAP_COLUMN = 120;
/** A paragraph of more lines than this is a log, a poem or a listing, and is cut. */
const MAX_LINES = 40;

/**
 * Reads plain text. `text` is the file as it is; only its blocks are found: paragraphs between empty lines (whose
 * lines were wrapped by hand), list items, and those headings that leave no doubt.
 */
export const parsePlainText: Parse = (bytes) => {
  const { text, warning } = decodeText(bytes);
  const blocks = findTextBlocks(text);
  return Promise.resolve({
    format: 'text',
    text,
    blocks,
    ...(warning === undefined ? {} : { warnings: [warning] }),
  });
};

/** Blocks of a text without markup; offsets count from its beginning. */
export function findTextBlocks(text: string): Block[] {
  const groups = groupLines(splitLines(text));
  const path = new HeadingPath();
  const blocks: Block[] = [];
  groups.forEach((lines, index) => {
    const heading = findHeading(lines, groups[index + 1]);
    const rest = lines.slice(heading?.lines ?? 0);
    if (heading) {
      const end = lines[heading.lines - 1]?.end ?? 0;
      const range = trimRange(text, lines[0]?.start ?? 0, end);
      if (range)
        blocks.push({ kind: 'heading', ...range, level: heading.level, headings: path.at(heading.level) });
      path.enter(heading.level, heading.text);
    }
    for (const part of splitGroup(rest)) {
      const range = trimRange(text, part[0]?.start ?? 0, part.at(-1)?.end ?? 0);
      const kind = LIST_MARK.test(part[0]?.text ?? '') ? 'list-item' : 'paragraph';
      if (range) blocks.push({ kind, ...range, headings: path.at() });
    }
  });
  return blocks;
}

/** Lines that follow each other without an empty one; a form feed begins a page and so a group. */
function groupLines(lines: readonly Line[]): Line[][] {
  const groups: Line[][] = [];
  let group: Line[] = [];
  const end = (): void => {
    if (group.length > 0) groups.push(group);
    group = [];
  };
  for (const line of lines) {
    if (line.text.trim() === '' || line.text.startsWith('\f')) end();
    if (line.text.trim() !== '') group.push(line);
  }
  end();
  return groups;
}

/** Paragraphs and list items of a group of lines. */
function splitGroup(lines: readonly Line[]): Line[][] {
  if (isUnwrapped(lines)) return lines.map((line) => [line]);
  const parts: Line[][] = [];
  for (const line of lines) {
    const part = parts.at(-1);
    if (!part || LIST_MARK.test(line.text) || part.length >= MAX_LINES) parts.push([line]);
    else part.push(line);
  }
  return parts;
}

/** Where lines are longer than hands wrap them, each is a paragraph of its own. */
function isUnwrapped(lines: readonly Line[]): boolean {
  const long = lines.filter(({ text }) => text.length * 2 > WRAP_COLUMN && columnsOf(text) > WRAP_COLUMN);
  return long.length > lines.length / 5;
}

function columnsOf(text: string): number {
  return (
    text.length +
    (text.match(/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g)?.length ?? 0)
  );
}
