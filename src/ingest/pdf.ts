import type { OPS, PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import type { ParsedDocument } from '../types.ts';
import { documentError, toDocumentError, type DocumentLabel } from './document-failure.ts';
import type { Parse } from './parser.ts';
import { openPdf } from './pdf-engine.ts';
import { joinAcrossZones, readPage } from './pdf-flow.ts';
import { markMonospaced } from './pdf-fonts.ts';
import { findFurniture } from './pdf-furniture.ts';
import { findItemGlyphs } from './pdf-glyph-items.ts';
import { findHeadings, measureBody } from './pdf-headings.ts';
import { countWords } from './pdf-hyphens.ts';
import { buildSegments, readLine, type Line } from './pdf-lines.ts';
import type { Paragraph } from './pdf-paragraphs.ts';
import { readFrames, type PageItems, type TextItem } from './pdf-frames.ts';
import { readDrawnGlyphs } from './pdf-operators.ts';
import { writeText } from './pdf-text.ts';

/** Pictures of more than a pixel are not decoded: only text is read. */
const WITHOUT_PICTURES = { maxImageSize: 1 };

/**
 * Reads a PDF as a person would: columns one after the other, tables by row, running headers and page numbers left out,
 * words and paragraphs whole again that were broken over lines, columns and pages.
 *
 * `runs` and `page` of blocks are set; boxes are in points of the page as pdf.js draws it at scale 1. Throws
 * `DocumentError`: `encrypted`, `malformed`, `too_large` (more pages than `limits.pages`), `no_text` (scanned).
 */
export const parsePdf: Parse = async (bytes, name, limits) => {
  const label: DocumentLabel = { name, format: 'pdf' };
  try {
    const { document, operators, close } = await openPdf(bytes, WITHOUT_PICTURES);
    try {
      if (document.numPages > limits.pages) throw tooLarge(label, document.numPages, limits.pages);
      const { pages, unreadable } = await readPages(document, operators);
      if (pages.every((lines) => lines.length === 0)) throw noText(label);
      const title = await readMetadataTitle(document, name);
      return { ...layOut(pages, title), warnings: describePages(pages, unreadable) };
    } finally {
      await close();
    }
  } catch (error) {
    throw (error as { name?: unknown } | null)?.name === 'PasswordException'
      ? encrypted(label, error)
      : toDocumentError(error, label);
  }
};

interface ReadPages {
  /** The stretches of text of each page. */
  pages: Line[][];
  /** Numbers of pages that pdf.js could not read, from 1. */
  unreadable: Set<number>;
}

async function readPages(document: PDFDocumentProxy, operators: typeof OPS): Promise<ReadPages> {
  const pages: Line[][] = [];
  const unreadable = new Set<number>();
  for (let number = 1; number <= document.numPages; number++) {
    try {
      const page = await document.getPage(number);
      pages.push(await readSegments(page, number, operators));
      page.cleanup();
    } catch {
      // One broken page never costs the others; the person is told which.
      pages.push([]);
      unreadable.add(number);
    }
  }
  return { pages, unreadable };
}

async function readSegments(page: PDFPageProxy, number: number, operators: typeof OPS): Promise<Line[]> {
  const { width, height, transform } = page.getViewport({ scale: 1 });
  const { items: all, styles } = await page.getTextContent();
  const items = all.filter((item): item is (typeof all)[number] & TextItem => 'str' in item);
  const drawn = await readDrawnGlyphs(page, operators).catch(() => []);
  const content: PageItems = {
    page: number,
    width,
    height,
    transform,
    items,
    styles,
    // Without its glyphs the text of a page is there all the same, its words in about the right place.
    glyphs: findItemGlyphs(items, drawn),
  };
  return readFrames(content).flatMap(buildSegments);
}

/** Text, blocks and runs of a document from the stretches of text of its pages. A pure function. */
export function layOut(pages: readonly Line[][], metadataTitle: string | undefined): ParsedDocument {
  markMonospaced(pages);
  const furniture = findFurniture(pages);
  const paragraphs: Paragraph[] = [];
  for (const lines of pages) {
    const zone = (paragraphs.at(-1)?.zone ?? -1) + 1;
    paragraphs.push(
      ...readPage(
        lines.filter((line) => !furniture.has(line)),
        zone,
      ),
    );
  }
  const body = measureBody(paragraphs.flatMap(({ lines }) => lines));
  const joined = joinAcrossZones(paragraphs, body.size);
  const kinds = findHeadings(joined, body);
  const words = countWords(joined.flatMap(({ lines }) => lines.map(readLine)));
  const written = writeText(joined, kinds, words);
  const found =
    written.blocks.find((block) => block.kind === 'title') ??
    written.blocks.find((block) => block.kind === 'heading' && block.page === 1);
  const title = metadataTitle ?? (found && written.text.slice(found.start, found.end));
  return { format: 'pdf', ...(title ? { title } : {}), ...written, pages: pages.length };
}

async function readMetadataTitle(document: PDFDocumentProxy, name: string): Promise<string | undefined> {
  const { info } = await document.getMetadata().catch(() => ({ info: {} }));
  const raw = (info as { Title?: unknown }).Title;
  const title = typeof raw === 'string' ? raw.replace(/[\s\0]+/g, ' ').trim() : '';
  const isFile = /\.(?:docx?|odt|pdf|indd|qxd|tex|dvi|pptx?|xlsx?|html?|rtf|pub|p65|ps|cdr|ai)$/i.test(title);
  const isDefault =
    /^(?:untitled|microsoft \w+|document\d*|dokument\d*|slide 1|title|about:blank|.*@.*)\b/i.test(title);
  const letters = title.match(/\p{L}/gu)?.length ?? 0;
  if (title.length > 200 || letters < 3 || isFile || isDefault || title === name) return undefined;
  return title;
}

function describePages(pages: readonly (readonly Line[])[], unreadable: ReadonlySet<number>): string[] {
  const empty = pages.flatMap((lines, i) => (lines.length === 0 && !unreadable.has(i + 1) ? [i + 1] : []));
  const warnings: string[] = [];
  if (empty.length > 0)
    warnings.push(
      `${namePages(empty)} without text (blank, or a picture of a page), so nothing was added from there. Run text recognition (OCR) on the file if words should be there.`,
    );
  if (unreadable.size > 0)
    warnings.push(
      `${namePages([...unreadable])} damaged, so nothing was added from there. Export the file again from where it was made.`,
    );
  return warnings;
}

/** 'Page 4 is' or 'Pages 2, 5 to 9 are'. */
function namePages(numbers: readonly number[]): string {
  const ranges: [from: number, to: number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const names = ranges.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ');
  return numbers.length === 1 ? `Page ${names} is` : `Pages ${names} are`;
}

function tooLarge(label: DocumentLabel, pages: number, limit: number): Error {
  const why = `has ${pages} pages, more than the ${limit} that are read, so it was left out. Split it into smaller files and add those.`;
  return documentError('too_large', label, why);
}

function noText(label: DocumentLabel): Error {
  const why =
    'has no text, only pictures of pages, so nothing was added from it. Run text recognition (OCR) on it and add the new file.';
  return documentError('no_text', label, why);
}

function encrypted(label: DocumentLabel, cause: unknown): Error {
  const why =
    'is locked with a password, so it could not be read. Open it with the password, save a copy without one and add the copy.';
  return documentError('encrypted', label, why, cause);
}
