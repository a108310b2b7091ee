import type { Nodes, Table } from 'mdast';
import { stripMarkdown } from '../text/plain.ts';
import type { Block, BlockKind } from '../types.ts';
import type { HeadingPath } from './heading-path.ts';
import { trimRange } from './lines.ts';
import { splitCode } from './split-code.ts';

/** A node still to be read, and the kind of text that the nodes around it make of a paragraph. */
interface Step {
  node: Nodes;
  kind: BlockKind;
}

interface Range {
  start: number;
  end: number;
}

/** HTML that begins with one of these shows no text. */
const SILENT_HTML = /^\s*<(?:!--|\?|!|script|style|svg)/i;
const HTML_HEADING = /^\s*<h([1-6])\b[^>]*>([\s\S]{0,2000}?)<\/h\1>\s*$/i;

/** What stands before and after the words of a node: hashes or an underline, pipes, a task's box. */
const MARKS: Readonly<Partial<Record<Nodes['type'], readonly [before: RegExp, after: RegExp]>>> = {
  heading: [/^#{1,6}(?=\s|$)/, /(?:^|[ \t])#+[ \t]*$|\n[ \t>]*(?:=+|-+)[ \t]*$/],
  tableCell: [/^\|/, /(?<!\\)\|$/],
  paragraph: [/^\[[ xX]\]\s/, /(?!)/],
};

/** Turns trees of Markdown into blocks of the source that they were read from. */
export class MarkdownBlocks {
  readonly blocks: Block[] = [];
  private readonly text: string;
  private readonly path: HeadingPath;
  private offset = 0;

  constructor(text: string, path: HeadingPath) {
    this.text = text;
    this.path = path;
  }

  /** Reads a tree whose positions count from `offset`. Without recursion, as trees may be deep. */
  read(tree: Nodes, offset: number): void {
    this.offset = offset;
    const steps: Step[] = [{ node: tree, kind: 'paragraph' }];
    for (let step = steps.pop(); step; step = steps.pop()) {
      const { node, kind } = step;
      if (node.type === 'heading') this.addHeading(node, node.depth);
      else if (node.type === 'paragraph') this.addWords(kind, this.contentOf(node));
      else if (node.type === 'code') this.addCode(node);
      else if (node.type === 'table') this.addTable(node);
      else if (node.type === 'html') this.addHtml(node);
      else if ('children' in node) {
        const inner = kindInside(node, kind);
        for (let i = node.children.length - 1; i >= 0; i--) {
          const child = node.children[i];
          if (child) steps.push({ node: child, kind: inner });
        }
      }
    }
  }

  /** Adds a block of a section that was not read as Markdown. */
  add(block: Block, offset: number): void {
    this.blocks.push({
      ...block,
      start: block.start + offset,
      end: block.end + offset,
      headings: this.path.at(),
    });
  }

  private addHeading(node: Nodes, level: number): void {
    const range = this.contentOf(node);
    if (range) this.enterHeading(range, level);
  }

  private enterHeading(range: Range, level: number): void {
    const words = this.wordsOf(range);
    if (words === '') return;
    this.blocks.push({ kind: 'heading', ...range, level, headings: this.path.at(level) });
    this.path.enter(level, words);
  }

  private addWords(kind: BlockKind, range: Range | undefined, more: Partial<Block> = {}): void {
    if (range && this.wordsOf(range) !== '')
      this.blocks.push({ kind, ...range, headings: this.path.at(), ...more });
  }

  /** The lines between the fences, or all lines of indented code, in parts that are not too long. */
  private addCode(node: Nodes): void {
    const whole = this.rangeOf(node);
    const source = this.text.slice(whole.start, whole.end);
    const fence = /^(?:`{3,}|~{3,})[^\n]*(?:\n|$)/.exec(source);
    const close = fence ? /\n[ \t>]*(?:`{3,}|~{3,})[ \t]*$/.exec(source) : null;
    const start = whole.start + (fence?.[0].length ?? 0);
    const end = close && close.index >= (fence?.[0].length ?? 0) - 1 ? whole.start + close.index : whole.end;
    let at = start;
    for (const part of splitCode(this.text.slice(start, Math.max(start, end)))) {
      at = this.text.indexOf(part, at);
      const range = trimRange(this.text, at, at + part.length);
      if (range) this.blocks.push({ kind: 'code', ...range, headings: this.path.at() });
      at += part.length;
    }
  }

  private addTable(table: Table): void {
    const header = table.children[0]?.children.map((cell) => this.wordsOf(this.contentOf(cell)));
    table.children.forEach((row, index) => {
      const cells = row.children.map((cell) => this.contentOf(cell)).filter((range) => range !== undefined);
      const [first, last] = [cells[0], cells.at(-1)];
      if (!first || !last) return;
      const more = index === 0 || !header ? {} : { row: index, header };
      this.addWords('table-row', { start: first.start, end: last.end }, more);
    });
  }

  private addHtml(node: Nodes): void {
    const range = this.rangeOf(node);
    const source = this.text.slice(range.start, range.end);
    if (SILENT_HTML.test(source)) return;
    const heading = HTML_HEADING.exec(source);
    if (heading) this.enterHeading(range, Number(heading[1]));
    else this.addWords('paragraph', trimRange(this.text, range.start, range.end));
  }

  private rangeOf({ position }: Nodes): Range {
    const start = this.offset + (position?.start.offset ?? 0);
    return { start, end: this.offset + (position?.end.offset ?? 0) };
  }

  /** A node's source without the marks at both ends. */
  private contentOf(node: Nodes): Range | undefined {
    const { start, end } = this.rangeOf(node);
    const source = this.text.slice(start, end);
    const [before, after] = MARKS[node.type] ?? [];
    const from = start + (before?.exec(source)?.[0].length ?? 0);
    const rest = this.text.slice(from, end);
    return trimRange(this.text, from, end - (after?.exec(rest)?.[0].length ?? 0));
  }

  private wordsOf(range: Range | undefined): string {
    return range ? stripMarkdown(this.text.slice(range.start, range.end)) : '';
  }
}

function kindInside(node: Nodes, kind: BlockKind): BlockKind {
  if (node.type === 'listItem') return 'list-item';
  return node.type === 'blockquote' ? 'quote' : kind;
}
