import type { Block, BlockKind } from '../types.ts';
import { HeadingPath } from './heading-path.ts';

/** A block before it has its place in a text. */
export interface Piece {
  kind: BlockKind;
  text: string;
  /** 1 to 6, of a heading. */
  level?: number;
  row?: number;
  header?: string[];
  /** Its characters outside of links that are no white space. */
  prose?: number;
  /** All of its letters are bold. */
  isStrong?: boolean;
}

/** Kinds whose neighbours of the same kind stand on the next line; all other blocks have an empty line between them. */
const DENSE: ReadonlySet<BlockKind> = new Set<BlockKind>(['list-item', 'table-row']);

/** Builds `text` and `blocks` of a format whose source is not readable as it stands (HTML, DOCX). */
export class BlockBuilder {
  private readonly parts: string[] = [];
  private readonly blocks: Block[] = [];
  private readonly headings = new HeadingPath();
  private length = 0;

  add(piece: Piece): void {
    const { kind, text, row, header, level } = piece;
    const previous = this.blocks.at(-1)?.kind;
    if (previous) this.push(previous === kind && DENSE.has(kind) ? '\n' : '\n\n');
    const start = this.length;
    this.push(text);
    const depth = kind === 'heading' ? (level ?? 1) : undefined;
    const block: Block = { kind, start, end: this.length, headings: this.headings.at(depth) };
    if (depth !== undefined) block.level = depth;
    if (row !== undefined) block.row = row;
    if (header !== undefined) block.header = header;
    this.blocks.push(block);
    if (depth !== undefined) this.headings.enter(depth, text);
  }

  finish(): { text: string; blocks: Block[] } {
    return { text: this.parts.join(''), blocks: this.blocks };
  }

  private push(text: string): void {
    this.parts.push(text);
    this.length += text.length;
  }
}
