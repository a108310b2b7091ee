import { Tokenizer } from 'htmlparser2';
import { BLOCK_ELEMENTS } from './html-elements.ts';

/** Receives a page's elements in document order; each `open` is followed by exactly one `close`. */
export interface HtmlHandler {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  close(name: string): void;
  text(data: string): void;
}

/** Elements without content or end tag (HTML Standard, 13.1.2). */
const VOID: ReadonlySet<string> = new Set(
  'area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr'.split(
    ' ',
  ),
);

/**
 * Open elements beyond this depth close at once. Chromium stops nesting at 512; without a bound, a page of end tags
 * that match nothing would cost the square of its size.
 */
const MAX_DEPTH = 512;
const MAX_SAME_INLINE = 32;

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));
const PARAGRAPH = set('p');

/** Open elements that a start tag ends when they are the innermost one (HTML Standard, 13.1.2.4). */
const ENDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['li', set('li p')],
  ['dt', set('dt dd p')],
  ['dd', set('dt dd p')],
  ['tr', set('td th tr caption colgroup p')],
  ['td', set('td th caption colgroup p')],
  ['th', set('td th caption colgroup p')],
  ['thead', set('td th tr caption colgroup p')],
  ['tbody', set('td th tr thead tbody caption colgroup p')],
  ['tfoot', set('td th tr thead tbody caption colgroup p')],
  ['option', set('option')],
  ['optgroup', set('option optgroup')],
  ['rt', set('rt rp')],
  ['rp', set('rt rp')],
  ['body', set('head title link script style')],
  ...(
    'p div h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote section article aside header footer main nav form ' +
    'fieldset address details figure figcaption hr menu center'
  )
    .split(' ')
    .map((name): [string, ReadonlySet<string>] => [name, PARAGRAPH]),
]);

/** A stray `</div>` in a cell closes nothing outside of it. */
const CELLS: ReadonlySet<string> = set('td th caption button');
const TABLE_PARTS: ReadonlySet<string> = set('table caption colgroup thead tbody tfoot tr td th');

/** Reads a page tag by tag. Nothing is built, run or fetched, and memory does not grow with the page. */
export function tokenizeHtml(html: string, handler: HtmlHandler): void {
  const elements = new OpenElements(handler);
  const tokenizer = new Tokenizer({ xmlMode: false, decodeEntities: true }, new TagReader(html, elements));
  tokenizer.write(html);
  tokenizer.end();
  elements.closeAll();
}

/** The elements that are open at a point of the page, outermost first. */
class OpenElements {
  private readonly names: string[] = [];
  private readonly counts = new Map<string, number>();
  private readonly handler: HtmlHandler;

  constructor(handler: HtmlHandler) {
    this.handler = handler;
  }

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    const ends = ENDS.get(name);
    if (ends) while (this.innermostBlock(ends)) this.pop();
    this.handler.open(name, attributes);
    if (VOID.has(name) || this.isTooDeep(name)) return this.handler.close(name);
    this.names.push(name);
    this.counts.set(name, this.countOf(name) + 1);
  }

  close(name: string): void {
    if (name === 'br') return this.open('br', new Map());
    if (name === 'body' || name === 'html' || this.countOf(name) === 0 || !this.isInScope(name)) return;
    while (this.names.at(-1) !== name) this.pop();
    this.pop();
  }

  text(data: string): void {
    this.handler.text(data);
  }

  closeAll(): void {
    while (this.names.length > 0) this.pop();
  }

  private countOf(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** Unclosed `<font>` and `<b>` pile up in old pages; they must not use up the depth that lists and tables need. */
  private isTooDeep(name: string): boolean {
    if (this.names.length >= MAX_DEPTH) return true;
    return !BLOCK_ELEMENTS.has(name) && this.countOf(name) >= MAX_SAME_INLINE;
  }

  /** Whether the innermost open element that is no inline one is among `names`. */
  private innermostBlock(names: ReadonlySet<string>): boolean {
    for (let i = this.names.length - 1; i >= 0; i--) {
      const open = this.names[i] ?? '';
      if (names.has(open)) return true;
      if (BLOCK_ELEMENTS.has(open)) return false;
    }
    return false;
  }

  /** An end tag reaches no element outside of its cell, and one of an inline element none outside of its block. */
  private isInScope(name: string): boolean {
    const isTablePart = TABLE_PARTS.has(name);
    const isBlock = BLOCK_ELEMENTS.has(name);
    for (let i = this.names.length - 1; i >= 0; i--) {
      const open = this.names[i] ?? '';
      if (open === name) return true;
      if (open === 'table' || (!isTablePart && CELLS.has(open)) || (!isBlock && BLOCK_ELEMENTS.has(open)))
        return false;
    }
    return false;
  }

  private pop(): void {
    const name = this.names.pop();
    if (name === undefined) return;
    this.counts.set(name, (this.counts.get(name) ?? 1) - 1);
    this.handler.close(name);
  }
}

/** Turns the tokenizer's offsets into names, attributes and text. */
class TagReader {
  private readonly html: string;
  private readonly elements: OpenElements;
  private name = '';
  private attributes = new Map<string, string>();
  private attribute = '';
  private value = '';

  constructor(html: string, elements: OpenElements) {
    this.html = html;
    this.elements = elements;
  }

  onopentagname(start: number, end: number): void {
    this.name = this.html.slice(start, end).toLowerCase();
    this.attributes = new Map();
  }

  onattribname(start: number, end: number): void {
    this.attribute = this.html.slice(start, end).toLowerCase();
    this.value = '';
  }

  onattribdata(start: number, end: number): void {
    this.value += this.html.slice(start, end);
  }

  onattribentity(codePoint: number): void {
    this.value += String.fromCodePoint(codePoint);
  }

  onattribend(): void {
    if (!this.attributes.has(this.attribute)) this.attributes.set(this.attribute, this.value);
  }

  onopentagend(): void {
    this.elements.open(this.name, this.attributes);
  }

  /** HTML ignores the slash of `<div/>`; XHTML and SVG mean it, and there such an element has no content to lose. */
  onselfclosingtag(): void {
    this.elements.open(this.name, this.attributes);
    if (!VOID.has(this.name) && SELF_CLOSING.has(this.name)) this.elements.close(this.name);
  }

  onclosetag(start: number, end: number): void {
    this.elements.close(this.html.slice(start, end).toLowerCase());
  }

  ontext(start: number, end: number): void {
    this.elements.text(this.html.slice(start, end));
  }

  ontextentity(codePoint: number): void {
    this.elements.text(String.fromCodePoint(codePoint));
  }

  oncdata(start: number, end: number, endOffset: number): void {
    this.elements.text(this.html.slice(start, end - endOffset));
  }

  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}
}

/** Written as `<a id="x"/>` by XHTML tools; taken as open, they would swallow the rest of the page. */
const SELF_CLOSING: ReadonlySet<string> = set(
  'a span i b em strong script style title iframe textarea svg path g use canvas td th p div li object',
);
