import mammoth from 'mammoth/mammoth.browser.min.js';
import type { ParsedDocument } from '../types.ts';
import { checkArchive, listEntries, readEntry } from './archive.ts';
import type { ArchiveEntry } from './archive.ts';
import type { DocumentLabel } from './document-failure.ts';
import { promoteBoldLines } from './bold-headings.ts';
import { decodeEntities, listHeadingStyles } from './docx-styles.ts';
import { toDocument } from './html.ts';
import { readHtml } from './html-reader.ts';
import type { Parse } from './parser.ts';

/** Style sheets and metadata are small; more than this of one is not read. */
const MAX_PART_BYTES = 8 * 1024 * 1024;

/** Titles that programs put in by themselves. */
const EMPTY_TITLES = /^(?:untitled|document\d*|microsoft word.*|word document|normal\.dotm?|.*\.docx?)$/i;

/**
 * Reads a Word document through mammoth: headings by their styles, lists, tables, footnotes. Its zip archive is
 * unpacked once beforehand, piece by piece and within the limits, as mammoth itself believes what an archive claims.
 */
export const parseDocx: Parse = async (bytes, name, limits) => {
  const label: DocumentLabel = { name, format: 'docx' };
  const entries = listEntries(bytes) ?? [];
  checkArchive(bytes, entries, limits, label);
  const read = (path: RegExp): string => readPart(bytes, entries, path, label);
  const { value: html } = await mammoth.convertToHtml(
    { arrayBuffer: bytes.slice().buffer },
    {
      styleMap: [...STYLES, ...listHeadingStyles(read(/^word\/styles\d*\.xml$/i))],
      includeEmbeddedStyleMap: false,
      externalFileAccess: false,
      convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })),
    },
  );
  return build(html, read(/^docProps\/core\.xml$/i));
};

/** Beyond mammoth's own map. `toc` paragraphs repeat the headings with page numbers. */
const STYLES: readonly string[] = [
  "p[style-name='Title'] => h1.document-title:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "p[style-name='caption'] => figcaption:fresh",
  "p[style-name='HTML Preformatted'] => pre:separator('\\n')",
  "p[style-name^='toc '] => !",
  "p[style-name='Contents Heading'] => !",
];

/** The first part whose path fits, as text; '' when the archive has none. */
function readPart(
  bytes: Uint8Array,
  entries: readonly ArchiveEntry[],
  path: RegExp,
  label: DocumentLabel,
): string {
  const entry = entries.find(({ name }) => path.test(name));
  return entry ? new TextDecoder().decode(readEntry(bytes, entry, MAX_PART_BYTES, label)) : '';
}

function build(html: string, properties: string): ParsedDocument {
  const pieces = promoteBoldLines(readHtml(html, true).pieces);
  const document: ParsedDocument = { format: 'docx', ...toDocument(pieces) };
  const title =
    pieces.find(({ kind }) => kind === 'title')?.text ??
    findTitle(properties) ??
    pieces.find(({ kind }) => kind === 'heading')?.text;
  if (title !== undefined) document.title = title.replace(/\s+/g, ' ');
  return document;
}

function findTitle(properties: string): string | undefined {
  const xml = /<dc:title[^>]*>([^<]{1,500})<\/dc:title>/.exec(properties)?.[1];
  const title = xml === undefined ? '' : decodeEntities(xml).trim();
  return title === '' || EMPTY_TITLES.test(title) ? undefined : title;
}
