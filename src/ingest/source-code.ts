import type { Block } from '../types.ts';
import { findDefinition } from './definitions.ts';
import { decodeText } from './encoding.ts';
import { splitLines } from './lines.ts';
import type { Line } from './lines.ts';
import type { Parse } from './parser.ts';
import { MAX_CODE_LINES } from './split-code.ts';

/** A line longer than this was not written by hand (minified, embedded data) and is cut. */
const MAX_BLOCK_CHARACTERS = 8_000;
/** A part that ends at an empty line has at least so many lines, unless a definition begins below. */
const MIN_LINES = 6;

/**
 * Reads source code and data in text form. `text` is the file as it is; blocks are runs of lines that end where a
 * definition or a paragraph of code does, under the names of the definitions around them.
 */
export const parseSourceCode: Parse = (bytes) => {
  const { text, warning } = decodeText(bytes);
  const blocks = findCodeBlocks(text);
  return Promise.resolve({
    format: 'code',
    text,
    blocks,
    ...(warning === undefined ? {} : { warnings: [warning] }),
  });
};

/** Lines that go on with a definition although they are indented no deeper than its first line. */
const CONTINUATION =
  /^\s*(?:[)}\]]|end\b|else\b|elif\b|except\b|catch\b|finally\b|begin\b|fi\b|done\b|where\b|\{|#|\/\/|\/\*|\*|--)/i;

interface Scope {
  indent: number;
  name: string;
}

/** Cuts code into blocks while it is read line by line. */
class CodeCutter {
  readonly blocks: Block[] = [];
  private lines: Line[] = [];
  private scopes: Scope[] = [];
  private headings: string[] = [];

  read(line: Line): void {
    const isEmpty = line.text.trim() === '';
    const definition = isEmpty ? undefined : findDefinition(line.text);
    if (isEmpty && this.lines.length >= MIN_LINES) this.cut();
    if (definition !== undefined) this.startDefinition(line, definition);
    else if (!isEmpty) this.leaveScopes(line);
    if (this.lines.length >= MAX_CODE_LINES) this.cut();
    if (!isEmpty || this.lines.length > 0) this.lines.push(line);
  }

  cut(keep: readonly Line[] = []): void {
    const lines = this.lines.slice(0, this.lines.length - keep.length);
    while (lines.at(-1)?.text.trim() === '') lines.pop();
    const start = lines[0]?.start ?? 0;
    const end = lines.at(-1)?.end ?? 0;
    for (let at = start; at < end; at += MAX_BLOCK_CHARACTERS)
      this.blocks.push({
        kind: 'code',
        start: at,
        end: Math.min(end, at + MAX_BLOCK_CHARACTERS),
        headings: this.headings,
      });
    this.lines = [...keep];
  }

  /** A line that is indented no deeper than a definition is outside of it, unless it only closes it. */
  private leaveScopes(line: Line): void {
    const inner = this.scopesAround(line);
    if (inner.length === this.scopes.length || CONTINUATION.test(line.text)) return;
    this.cutBeforePrelude();
    this.setScopes(inner);
  }

  private startDefinition(line: Line, name: string): void {
    this.cutBeforePrelude();
    this.setScopes([...this.scopesAround(line), { indent: indentOf(line.text), name }]);
  }

  /** The comments and decorators right above a line belong to it. */
  private cutBeforePrelude(): void {
    let own = this.lines.length;
    while (own > 0 && isPrelude(this.lines[own - 1])) own--;
    this.cut(this.lines.slice(own));
  }

  private scopesAround(line: Line): Scope[] {
    const indent = indentOf(line.text);
    return this.scopes.filter((scope) => scope.indent < indent);
  }

  private setScopes(scopes: Scope[]): void {
    this.scopes = scopes;
    this.headings = scopes.map((scope) => scope.name);
  }
}

function findCodeBlocks(text: string): Block[] {
  const cutter = new CodeCutter();
  for (const line of splitLines(text)) cutter.read(line);
  cutter.cut();
  return cutter.blocks;
}

function isPrelude(line: Line | undefined): boolean {
  return line !== undefined && /^\s*(?:@|#|\/\/|\/\*|\*|--|;;|%|"""|\[)/.test(line.text);
}

function indentOf(text: string): number {
  const space = /^[ \t]*/.exec(text)?.[0] ?? '';
  return space.replace(/\t/g, '    ').length;
}
