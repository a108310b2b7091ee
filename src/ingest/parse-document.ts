import type { DocumentFormat } from '../types.ts';
import { documentError, formatBytes, toDocumentError } from './document-failure.ts';
import { detectFormat } from './formats.ts';
import type { Parse } from './parser.ts';

/** Each reader is loaded when the first document of its format comes. */
const READERS: Readonly<Record<DocumentFormat, () => Promise<Parse>>> = {
  pdf: async () => (await import('./pdf.ts')).parsePdf,
  docx: async () => (await import('./docx.ts')).parseDocx,
  html: async () => (await import('./html.ts')).parseHtml,
  markdown: async () => (await import('./markdown.ts')).parseMarkdown,
  text: async () => (await import('./plain-text.ts')).parsePlainText,
  csv: async () => (await import('./csv.ts')).parseCsv,
  code: async () => (await import('./source-code.ts')).parseSourceCode,
};

/**
 * Reads a document of any format that is read: finds the format, then hands the bytes to its reader.
 *
 * Throws `DocumentError` and nothing else: `too_large` (file or unpacked size), `unsupported` (what it is and what to
 * do instead), `encrypted`, `malformed` (`cause` holds what a library threw), `no_text`.
 */
export const parseDocument: Parse = async (bytes, name, limits) => {
  let format = 'unknown';
  try {
    if (bytes.length > limits.fileBytes) {
      const sizes = `${formatBytes(bytes.length)}, more than the ${formatBytes(limits.fileBytes)} that are read`;
      throw documentError(
        'too_large',
        { name, format },
        `has ${sizes}, so it was left out. Split it into smaller files and add those.`,
      );
    }
    if (isBlank(bytes)) throw noText(name, format);
    const found = detectFormat(bytes, name);
    format = found;
    const parse = await READERS[found]();
    const document = await parse(bytes, name, limits);
    if (document.blocks.length === 0) throw noText(name, format);
    return document;
  } catch (error) {
    throw toDocumentError(error, { name, format });
  }
};

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

function noText(name: string, format: string): Error {
  return documentError(
    'no_text',
    { name, format },
    'holds no text, so there is nothing to search in it. If it should hold some, open it where it comes from, check it and save it again.',
  );
}
