import type { BlockKind } from '../types.ts';
import type { Piece } from './block-builder.ts';
import { BLOCK_ELEMENTS, SELF_LINKS, TEXT_ELEMENTS, isLeftOut } from './html-elements.ts';
import type { ElementContext } from './html-elements.ts';
import { HtmlTables } from './html-tables.ts';
import { InlineText } from './inline-text.ts';
import { splitCode } from './split-code.ts';
import { tokenizeHtml } from './html-tokens.ts';
import type { HtmlHandler } from './html-tokens.ts';

/** What a page says, in reading order, and how much of it. */
export interface HtmlContent {
  pieces: Piece[];
  /** Text of the `title` element. */
  title?: string;
  /** Number of elements. */
  elements: number;
  /** The pieces inside the page's `main` element, as a range of `pieces`; absent when it has none or several. */
  main?: { start: number; end: number };
}

/**
 * Reads what a person sees of a page: headings, paragraphs, list items, table rows, code, quotes, captions.
 * With `keepFrame` also what stands around the text: menus, side columns, footers.
 */
export function readHtml(html: string, keepFrame = false): HtmlContent {
  const reader = new HtmlReader(keepFrame);
  tokenizeHtml(html, reader);
  return reader.finish();
}

/** Class of a heading that is the title of a whole Word document and stands above all other headings. */
export const TITLE_CLASS = 'document-title';

/** The kind of text that an element holds, in order of precedence. */
const KINDS: readonly [kind: BlockKind, elements: readonly string[]][] = [
  ['code', ['pre']],
  ['caption', ['figcaption', 'caption', 'legend']],
  ['list-item', ['li', 'dt', 'dd']],
  ['quote', ['blockquote']],
];

class HtmlReader implements HtmlHandler {
  private readonly content: HtmlContent = { pieces: [], elements: 0 };
  private readonly inline = new InlineText();
  private readonly tables: HtmlTables = new HtmlTables((piece) => this.content.pieces.push(piece));
  /** How many elements of a name are open. */
  private readonly depths = new Map<string, number>();
  private readonly links: number[] = [];
  private readonly keepFrame: boolean;
  /** Open elements inside one that is left out, itself included. */
  private leftOut = 0;
  private prose = 0;
  /** All letters of the block so far are bold. */
  private isStrong = true;
  private textDepth = 0;
  private openElements = 0;
  private mains = 0;
  private mainLevel = 0;
  private mainStart = 0;
  private heading = 0;
  private title: InlineText | undefined;
  private isTitleOpen = false;
  private isDocumentTitle = false;
  private hasBreak = false;

  constructor(keepFrame: boolean) {
    this.keepFrame = keepFrame;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    this.content.elements++;
    if (this.leftOut > 0 || isLeftOut(name, attributes, this.context())) {
      this.leftOut++;
      return;
    }
    if (BLOCK_ELEMENTS.has(name)) this.separate();
    this.nest(name, 1);
    if (name === 'main' || attributes.get('role') === 'main') this.openMain();
    if (/^h[1-6]$/.test(name)) this.openHeading(name, attributes);
    else if (name === 'br') this.break();
    else if (name === 'a') this.links.push(this.inline.mark());
    else if (name === 'title') this.isTitleOpen = true;
    this.tables.open(name, attributes);
  }

  close(name: string): void {
    if (this.leftOut > 0) {
      this.leftOut--;
      return;
    }
    if (name === 'pre') this.flush();
    else if (BLOCK_ELEMENTS.has(name)) this.separate();
    this.nest(name, -1);
    if (this.openElements < this.mainLevel) this.closeMain();
    if (/^h[1-6]$/.test(name)) this.heading = 0;
    else if (name === 'a') this.closeLink();
    else if (name === 'title') this.isTitleOpen = false;
    this.tables.close(name);
  }

  text(data: string): void {
    if (this.leftOut > 0) return;
    if (this.isTitleOpen) {
      this.title ??= new InlineText();
      this.title.add(data);
      return;
    }
    if (this.kind() === 'code') return this.inline.addRaw(data);
    this.inline.add(data);
    const length = data.replace(/\s+/g, '').length;
    if (length === 0) return;
    this.hasBreak = false;
    this.isStrong &&= this.depth('b') + this.depth('strong') > 0;
    if (this.links.length === 0) this.prose += length;
  }

  finish(): HtmlContent {
    this.flush();
    if (this.mains > 1) delete this.content.main;
    const title = this.title?.take();
    if (title) this.content.title = title;
    return this.content;
  }

  private depth(name: string): number {
    return this.depths.get(name) ?? 0;
  }

  private nest(name: string, by: 1 | -1): void {
    this.depths.set(name, this.depth(name) + by);
    this.openElements += by;
    if (TEXT_ELEMENTS.has(name)) this.textDepth += by;
  }

  private openMain(): void {
    this.mains++;
    if (this.mains > 1) return;
    this.mainLevel = this.openElements;
    this.mainStart = this.content.pieces.length;
  }

  private closeMain(): void {
    this.flush();
    this.mainLevel = 0;
    this.content.main = { start: this.mainStart, end: this.content.pieces.length };
  }

  private context(): ElementContext {
    const isInText = this.textDepth > 0;
    const isInHeading = this.heading > 0 || this.depth('summary') > 0 || this.depth('dt') > 0;
    return { isInText, isInHeading, keepFrame: this.keepFrame };
  }

  private openHeading(name: string, attributes: ReadonlyMap<string, string>): void {
    this.heading = Number(name.charAt(1));
    this.isDocumentTitle = attributes.get('class') === TITLE_CLASS;
  }

  private kind(): BlockKind {
    if (this.heading > 0 && this.isDocumentTitle) return 'title';
    if (this.heading > 0) return 'heading';
    for (const [kind, elements] of KINDS) if (elements.some((name) => this.depth(name) > 0)) return kind;
    return 'paragraph';
  }

  /** A block begins or ends. Inside `pre` that is only a new line: highlighters wrap each line of code in a `div`. */
  private separate(): void {
    if (this.kind() !== 'code') this.flush();
    else this.inline.addLine();
  }

  private break(): void {
    if (this.kind() === 'code') return this.inline.addRaw('\n');
    if (this.hasBreak) this.flush();
    else this.inline.addBreak();
    this.hasBreak = true;
  }

  private closeLink(): void {
    const mark = this.links.pop();
    if (mark !== undefined && SELF_LINKS.has(this.inline.since(mark).trim())) this.inline.cutFrom(mark);
  }

  private flush(): void {
    const { prose, isStrong } = this;
    this.prose = 0;
    this.isStrong = true;
    this.hasBreak = false;
    if (this.inline.isEmpty) return;
    const kind = this.kind();
    const text = this.inline.take(kind === 'code');
    if (text.trim() === '' || this.isSiteHeader(kind)) return;
    if (kind === 'code')
      for (const part of splitCode(text)) this.tables.add({ kind, text: part, prose: part.length });
    else
      this.tables.add(
        kind === 'heading' ? { kind, text, prose, level: this.heading } : { kind, text, prose, isStrong },
      );
  }

  /** Of a header above the text only the page's own heading is read; the rest is the site's name and menu. */
  private isSiteHeader(kind: BlockKind): boolean {
    if (this.keepFrame || this.depth('header') === 0 || this.textDepth > 0) return false;
    return kind !== 'heading' || this.heading > 1;
  }
}
