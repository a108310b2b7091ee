import type { ParsedDocument } from '../types.ts';
import { extractArticle } from './article.ts';
import { BlockBuilder } from './block-builder.ts';
import type { Piece } from './block-builder.ts';
import { decodeText } from './encoding.ts';
import { readHtml } from './html-reader.ts';
import type { HtmlContent } from './html-reader.ts';
import type { Parse } from './parser.ts';

/** Larger pages are books or reference works, not articles; as a tree they would cost too much memory. */
const MAX_ARTICLE_CHARACTERS = 2_000_000;
const MAX_ARTICLE_ELEMENTS = 20_000;

/** Shares of a page's text, table rows and headings that an article must hold to be taken for all of it. */
const KEPT_PROSE = 0.75;
const KEPT_ROWS = 0.9;
const KEPT_HEADINGS = 0.7;

/** Below this many characters a page whose text is all in menus or footers is read with them. */
const MIN_PROSE = 40;

/**
 * Reads an HTML page as a person sees it in a browser. Where Readability finds an article that holds practically all
 * of the page's text, what stands around it (share buttons, related links) is left out; it is not trusted further,
 * because on reference pages it throws tables and lists away.
 */
export const parseHtml: Parse = (bytes) => Promise.resolve(readPage(bytes));

function readPage(bytes: Uint8Array): ParsedDocument {
  const { text: html, warning } = decodeText(bytes);
  const content = readContent(closeEmptyElements(html));
  const document = toDocument(content.pieces);
  const title = content.title ?? content.pieces.find((piece) => piece.kind === 'heading')?.text;
  if (title !== undefined) document.title = title.replace(/\s+/g, ' ');
  if (warning !== undefined) document.warnings = [warning];
  return { format: 'html', ...document };
}

/** Text and blocks of pieces in reading order. */
export function toDocument(pieces: readonly Piece[]): Omit<ParsedDocument, 'format'> {
  const builder = new BlockBuilder();
  for (const piece of pieces) builder.add(piece);
  return builder.finish();
}

function readContent(html: string): HtmlContent {
  const page = readHtml(html);
  if (page.proseLength < MIN_PROSE) {
    const whole = readHtml(html, true);
    if (whole.proseLength > 2 * page.proseLength) return whole;
  }
  return html.length <= MAX_ARTICLE_CHARACTERS && page.elements <= MAX_ARTICLE_ELEMENTS
    ? pickArticle(html, page)
    : page;
}

function pickArticle(html: string, page: HtmlContent): HtmlContent {
  const article = readArticle(html);
  if (!article || !keepsEnough(article, page)) return page;
  return { ...page, pieces: withHeading(article.pieces, page.pieces) };
}

/** Readability is a guess; where it fails on a page, the page is read without it. */
function readArticle(html: string): HtmlContent | undefined {
  try {
    const article = extractArticle(html);
    return article === undefined ? undefined : readHtml(article);
  } catch {
    return undefined;
  }
}

function keepsEnough(article: HtmlContent, page: HtmlContent): boolean {
  const count = (content: HtmlContent, kind: Piece['kind']): number =>
    content.pieces.filter((piece) => piece.kind === kind).length;
  return (
    article.proseLength >= KEPT_PROSE * page.proseLength &&
    count(article, 'table-row') >= KEPT_ROWS * count(page, 'table-row') &&
    count(article, 'heading') >= KEPT_HEADINGS * (count(page, 'heading') - 1)
  );
}

/** Readability drops the page's main heading, as readers show the title in its place. */
function withHeading(article: readonly Piece[], page: readonly Piece[]): Piece[] {
  const heading = page.find((piece) => piece.kind === 'heading' && piece.level === 1);
  if (!heading || article.some((piece) => piece.kind === 'heading' && piece.text === heading.text))
    return [...article];
  return [heading, ...article];
}

/** XHTML tools write `<script src="…"/>`; read as HTML, that would hide everything up to the next end tag. */
function closeEmptyElements(html: string): string {
  if (!/^\s*<\?xml|<html[^>]{0,500}xmlns/i.test(html.slice(0, 4096))) return html;
  return html.replace(/<(script|style|title|textarea|iframe)(\s[^<>]{0,2000})?\/>/gi, '<$1$2></$1>');
}
