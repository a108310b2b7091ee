import type { ParsedDocument } from '../types.ts';
import { extractArticle } from './article.ts';
import { BlockBuilder } from './block-builder.ts';
import type { Piece } from './block-builder.ts';
import { promoteBoldLines } from './bold-headings.ts';
import { decodeText } from './encoding.ts';
import { readHtml } from './html-reader.ts';
import type { HtmlContent } from './html-reader.ts';
import type { Parse } from './parser.ts';

/** Larger pages are books or reference works, not articles; on them Readability takes seconds. */
const MAX_ARTICLE_CHARACTERS = 500_000;
const MAX_ARTICLE_ELEMENTS = 3_000;

/** Shares of a page's text and table rows that must lie between the beginning and the end of the article. */
const KEPT_PROSE = 0.85;
const KEPT_ROWS = 0.9;
/** Share of a page's text that its `main` element must hold to be taken for all of it. */
const MAIN_PROSE = 0.5;
/** Shorter texts stand in menus as well as in articles. */
const MIN_LANDMARK = 25;

/** Below this many characters a page whose text is all in menus or footers is read with them. */
const MIN_PROSE = 40;

/**
 * Reads an HTML page as a person sees it in a browser. Where Readability finds an article, what stands above and
 * below it (share buttons, related links) is left out. It is not trusted further: between the article's beginning and
 * end it throws away tables, lists and every word whose element has a class like “guimenu”.
 */
export const parseHtml: Parse = (bytes) => Promise.resolve(readPage(bytes));

function readPage(bytes: Uint8Array): ParsedDocument {
  const { text: html, warning } = decodeText(bytes);
  const content = readContent(closeEmptyElements(html));
  const pieces = promoteBoldLines(content.pieces);
  const document = toDocument(pieces);
  const title = content.title ?? pieces.find((piece) => piece.kind === 'heading')?.text;
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
  if (measureProse(page.pieces) < MIN_PROSE) {
    const whole = readHtml(html, true);
    if (measureProse(whole.pieces) > 2 * measureProse(page.pieces)) return whole;
  }
  const main = readMain(page);
  if (main) return { ...page, pieces: main };
  const isSmall = html.length <= MAX_ARTICLE_CHARACTERS && page.elements <= MAX_ARTICLE_ELEMENTS;
  return isSmall ? { ...page, pieces: trimToArticle(page.pieces, readArticle(html)) } : page;
}

/** What a page marks as its main part, under its heading, if most of the text is in there. */
function readMain({ pieces, main }: HtmlContent): Piece[] | undefined {
  if (!main) return undefined;
  const kept = pieces.slice(main.start, main.end);
  if (measureProse(kept) < Math.max(MIN_PROSE, MAIN_PROSE * measureProse(pieces))) return undefined;
  const isTop = ({ kind, level }: Piece): boolean => kind === 'heading' && level === 1;
  const above = kept.some(isTop) ? undefined : pieces.slice(0, main.start).findLast(isTop);
  return above ? [above, ...kept] : kept;
}

function measureProse(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (piece.prose ?? 0), 0);
}

/** Readability is a guess; where it fails on a page, the page is read without it. */
function readArticle(html: string): Piece[] {
  try {
    const article = extractArticle(html);
    return article === undefined ? [] : readHtml(article).pieces;
  } catch {
    return [];
  }
}

/** The page from the highest heading above the article to the article's last piece; all of it if that is too little. */
function trimToArticle(page: Piece[], article: readonly Piece[]): Piece[] {
  const texts = new Set(article.map(({ text }) => text).filter((text) => text.length >= MIN_LANDMARK));
  const isLandmark = ({ text }: Piece): boolean => texts.has(text);
  const first = page.findIndex(isLandmark);
  if (first < 0) return page;
  const last = page.findLastIndex(isLandmark);
  const kept = page.slice(findTop(page, first), last + 1);
  const countRows = (pieces: readonly Piece[]): number =>
    pieces.filter(({ kind }) => kind === 'table-row').length;
  const isEnough =
    measureProse(kept) >= KEPT_PROSE * measureProse(page) && countRows(kept) >= KEPT_ROWS * countRows(page);
  return isEnough ? kept : page;
}

/** The highest heading above a piece, the first of its level; the piece itself when there is none. */
function findTop(page: readonly Piece[], index: number): number {
  const headings = page.slice(0, index).filter(({ kind }) => kind === 'heading');
  const highest = Math.min(...headings.map(({ level }) => level ?? 1));
  return headings.length === 0
    ? index
    : page.findIndex(({ kind, level }) => kind === 'heading' && level === highest);
}

/** XHTML tools write `<script src="…"/>`; read as HTML, that would hide everything up to the next end tag. */
function closeEmptyElements(html: string): string {
  if (!/^\s*<\?xml|<html[^>]{0,500}xmlns/i.test(html.slice(0, 4096))) return html;
  return html.replace(/<(script|style|title|textarea|iframe)(\s[^<>]{0,2000})?\/>/gi, '<$1$2></$1>');
}
