import { TreeFragment, type SyntaxNode, type Tree } from '@lezer/common';
import { parser as commonMark, Table, type MarkdownParser } from '@lezer/markdown';

/** A stretch of the source that is shown; `text` is other than its words only where these are escaped. */
export interface Words {
  kind: 'words';
  start: number;
  end: number;
  text: string;
}

/** What holds other nodes. */
export interface Branch {
  kind:
    | 'paragraph'
    | 'heading'
    | 'quote'
    | 'bullets'
    | 'numbers'
    | 'item'
    | 'code-block'
    | 'table'
    | 'row'
    | 'cell'
    | 'strong'
    | 'emphasis'
    | 'code';
  children: readonly MarkdownNode[];
  /** The number that a numbered list begins with. */
  first?: number;
}

/** All that an answer may consist of. */
export type MarkdownNode = Words | Branch | { kind: 'break' } | { kind: 'rule' };

/** A block of the outermost level, with its place in the source. */
export interface MarkdownBlock {
  start: number;
  end: number;
  nodes: readonly MarkdownNode[];
}

/** Above these, a text is no answer that a person reads, and the time for finding partners of signs would show. */
const MAX_CHARACTERS = 16_000;
const MAX_PARAGRAPH = 4_000;
const LONG_PARAGRAPH = new RegExp(String.raw`[^\n]{${MAX_PARAGRAPH}}`);
/** Lists in lists in lists: what is deeper is shown as it is written, and what is far deeper is no Markdown. */
const MAX_DEPTH = 20;
const FAR_DEEPER = /^(?:[ \t]*(?:[-*+>]|\d{1,9}[.)])[ \t]){20}|^[ \t]{80}/m;

/** HTML, addresses and their definitions are none here, so that they stay the characters that they are. */
const UNREAD = [
  'HTMLBlock',
  'HTMLTag',
  'Autolink',
  'LinkReference',
  'Entity',
  'IndentedCode',
  'SetextHeading',
];

const parser: MarkdownParser = commonMark.configure([Table, { remove: UNREAD }]);

/** Nodes that are syntax alone. */
const SIGNS: ReadonlySet<string> = new Set([
  'EmphasisMark',
  'CodeMark',
  'CodeInfo',
  'HeaderMark',
  'ListMark',
  'QuoteMark',
  'LinkMark',
  'LinkLabel',
  'LinkTitle',
  'URL',
  'TableDelimiter',
]);

const BRANCHES: Readonly<Record<string, Branch['kind']>> = {
  Paragraph: 'paragraph',
  ATXHeading1: 'heading',
  ATXHeading2: 'heading',
  ATXHeading3: 'heading',
  ATXHeading4: 'heading',
  ATXHeading5: 'heading',
  ATXHeading6: 'heading',
  Blockquote: 'quote',
  BulletList: 'bullets',
  OrderedList: 'numbers',
  ListItem: 'item',
  FencedCode: 'code-block',
  Table: 'table',
  TableHeader: 'row',
  TableRow: 'row',
  TableCell: 'cell',
  StrongEmphasis: 'strong',
  Emphasis: 'emphasis',
  InlineCode: 'code',
};

/** Whose own text, between the nodes in it, is shown. The others hold nothing but nodes. */
const WORDED: ReadonlySet<string> = new Set([
  'Paragraph',
  'StrongEmphasis',
  'Emphasis',
  'InlineCode',
  'CodeText',
  'TableCell',
  'ATXHeading1',
  'ATXHeading2',
  'ATXHeading3',
  'ATXHeading4',
  'ATXHeading5',
  'ATXHeading6',
]);

/**
 * Reads Markdown that grows: what was read before is not read again. The result holds nothing but the kinds of
 * `MarkdownNode`; links and pictures are their texts, HTML is the characters it is written with.
 */
export class MarkdownReader {
  private source = '';
  private tree: Tree | undefined;

  read(text: string): MarkdownBlock[] {
    if (text.length > MAX_CHARACTERS || LONG_PARAGRAPH.test(text) || FAR_DEEPER.test(text))
      return readPlain(text);
    try {
      this.parse(text);
    } catch (error) {
      // Nesting that is deeper than the parser's own recursion reaches.
      if (error instanceof RangeError) return readPlain(text);
      throw error;
    }
    const blocks: MarkdownBlock[] = [];
    for (let node = this.tree?.topNode.firstChild ?? null; node; node = node.nextSibling)
      blocks.push({ start: node.from, end: node.to, nodes: readNode(node, text, 0) });
    return blocks;
  }

  private parse(text: string): void {
    const { source, tree } = this;
    const common = commonStart(source, text);
    const change = { fromA: common, toA: source.length, fromB: common, toB: text.length };
    const known = tree ? TreeFragment.applyChanges(TreeFragment.addTree(tree), [change]) : [];
    this.tree = parser.parse(text, known);
    this.source = text;
  }
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

/** The text as its paragraphs. */
function readPlain(text: string): MarkdownBlock[] {
  return [...text.matchAll(/\S(?:(?!\n[^\S\n]*\n)[\s\S])*/g)].map(({ 0: words, index }) => {
    const end = index + words.length;
    return {
      start: index,
      end,
      nodes: [{ kind: 'paragraph', children: [{ kind: 'words', start: index, end, text: words }] }],
    };
  });
}

function readNode(node: SyntaxNode, source: string, depth: number): MarkdownNode[] {
  const { name, from, to } = node;
  if (SIGNS.has(name)) return [];
  if (name === 'Escape') return wordsOf(source, from + 1, to);
  if (name === 'HardBreak') return [{ kind: 'break' }];
  if (name === 'HorizontalRule') return [{ kind: 'rule' }];
  const kind = BRANCHES[name];
  if (depth >= MAX_DEPTH) return wordsOf(source, from, to);
  if (name === 'Link' || name === 'Image') return readLink(node, source, depth);
  const children = readChildren(node, source, depth + 1);
  if (kind === undefined) return children;
  if (kind !== 'numbers') return [{ kind, children }];
  const first = Number.parseInt(source.slice(from, from + 9), 10);
  return [{ kind, children, first: Number.isSafeInteger(first) ? first : 1 }];
}

function readChildren(node: SyntaxNode, source: string, depth: number): MarkdownNode[] {
  const nodes: MarkdownNode[] = [];
  const isWorded = WORDED.has(node.name);
  let at = node.from;
  const addWords = (end: number): void => {
    if (isWorded && end > at) nodes.push(...wordsOf(source, at, end));
  };
  for (let child = node.firstChild; child; child = child.nextSibling) {
    addWords(child.from);
    nodes.push(...readNode(child, source, depth));
    at = isSpaced(child.name) ? skipSpace(source, child.to, node.to) : child.to;
  }
  addWords(node.to);
  return nodes;
}

/** The text of a link or the description of a picture; square brackets that point nowhere are none. */
function readLink(node: SyntaxNode, source: string, depth: number): MarkdownNode[] {
  const [open, close] = node.getChildren('LinkMark');
  const whole = wordsOf(source, node.from, node.to);
  if (!node.getChild('URL') || !open || !close) return whole;
  const nodes: MarkdownNode[] = [];
  let at = open.to;
  for (let child = open.nextSibling; child && child.from < close.from; child = child.nextSibling) {
    nodes.push(...wordsOf(source, at, child.from), ...readNode(child, source, depth + 1));
    at = child.to;
  }
  nodes.push(...wordsOf(source, at, close.from));
  return nodes.length > 0 ? nodes : whole;
}

/** After these a space belongs to the sign. */
function isSpaced(name: string): boolean {
  return name === 'HeaderMark' || name === 'QuoteMark';
}

function skipSpace(source: string, from: number, to: number): number {
  let at = from;
  while (at < to && (source[at] === ' ' || source[at] === '\t')) at++;
  return at;
}

function wordsOf(source: string, start: number, end: number): Words[] {
  return end > start ? [{ kind: 'words', start, end, text: source.slice(start, end) }] : [];
}
