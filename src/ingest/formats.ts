import type { DocumentFormat } from '../types.ts';
import { listEntries } from './archive.ts';
import { documentError } from './document-failure.ts';
import { findUnicodeEncoding } from './unicode.ts';
import { extensionOf, formatByName } from './file-names.ts';
import { hasBytes, refuseKnownBinary } from './signatures.ts';
import { looksLikeHtml, sniffText } from './text-formats.ts';

/** How much of a file is looked at to tell what kind of text it is. */
const HEAD_BYTES = 64 * 1024;
const PDF_MAGIC = '255044462d';
/** A PDF may begin with other bytes, within this window (ISO 32000-1, annex H, note 13). */
const PDF_WINDOW = 1024;

/**
 * Tells the format of a file by its content first and its name second.
 *
 * Throws `DocumentError`: `unsupported` with what it is and what to do instead, `encrypted` for a password-protected
 * Office file, `malformed` for an archive that is cut off.
 */
export function detectFormat(bytes: Uint8Array, name: string): DocumentFormat {
  if (isPdf(bytes, name)) return 'pdf';
  if (hasBytes(bytes, '504b0304') || hasBytes(bytes, '504b0506')) return detectInArchive(bytes, name);
  if (hasBytes(bytes, 'd0cf11e0a1b11ae1')) return refuseCompound(bytes, name);
  refuseKnownBinary(bytes, name);
  const head = readHead(bytes);
  if (head === undefined) return refuseBinary(name);
  return detectText(head, name);
}

function isPdf(bytes: Uint8Array, name: string): boolean {
  if (hasBytes(bytes, PDF_MAGIC)) return true;
  if (extensionOf(name) !== 'pdf' && !bytes.subarray(0, PDF_WINDOW).includes(0)) return false;
  for (let at = 1; at < PDF_WINDOW; at++) if (hasBytes(bytes, PDF_MAGIC, at)) return true;
  return false;
}

/** The head of a text file, decoded well enough to see its ASCII; undefined when it holds NUL bytes: no text. */
function readHead(bytes: Uint8Array): string | undefined {
  const head = bytes.subarray(0, HEAD_BYTES);
  const unicode = findUnicodeEncoding(head);
  if (unicode) return new TextDecoder(unicode).decode(head);
  return head.includes(0) || countControls(head) > head.length / 50 ? undefined : decodeLatin(head);
}

/** Control characters no text has; ESC (ISO-2022-JP, terminal logs), FF and BS do occur in some. */
function countControls(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte < 8 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) count++;
  return count;
}

function decodeLatin(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

function detectText(head: string, name: string): DocumentFormat {
  const named = formatByName(name);
  if (named === 'code' || named === 'html') return named;
  if (looksLikeHtml(head)) return 'html';
  if (/^\s*MIME-Version:/i.test(head) && /multipart\/related/i.test(head.slice(0, 2000)))
    throw documentError(
      'unsupported',
      { name, format: 'web archive (MHTML)' },
      'is a web archive (MHTML), so it was left out. Open it in the browser and save it as “Webpage, HTML only” or print it to PDF.',
    );
  return named ?? sniffText(head);
}

/** Archives that are documents of another program, by an entry that only they hold. */
const ARCHIVES: readonly [entry: RegExp, what: string, next: string][] = [
  [/^xl\//, 'an Excel workbook', 'Save each sheet as CSV and add those.'],
  [/^ppt\//, 'a PowerPoint presentation', 'Save it as PDF and add that.'],
  [/^visio\//, 'a Visio drawing', 'Save it as PDF and add that.'],
  [/^META-INF\/container\.xml$/, 'an EPUB book', 'Convert it to HTML or PDF and add that.'],
  [/^content\.xml$/, 'an OpenDocument file', 'Save it as DOCX, PDF or CSV and add that.'],
  [/^Index\/Document\.iwa$/, 'an iWork document', 'Export it as DOCX or PDF and add that.'],
  [/^META-INF\/MANIFEST\.MF$/, 'a Java archive', 'Add its manual instead.'],
  [/^AndroidManifest\.xml$/, 'an Android app', 'Add its manual instead.'],
];

function detectInArchive(bytes: Uint8Array, name: string): DocumentFormat {
  const entries = listEntries(bytes);
  if (!entries)
    throw documentError(
      'malformed',
      { name, format: 'zip' },
      'is cut off or damaged: its list of parts is missing, so it was left out. Copy or download it again.',
    );
  const has = (pattern: RegExp): boolean => entries.some((entry) => pattern.test(entry.name));
  if (has(/^\[Content_Types\]\.xml$/i) && has(/^word\//i)) return 'docx';
  const [, what, next] = ARCHIVES.find(([pattern]) => has(pattern)) ?? [
    undefined,
    'a zip archive',
    'Unpack it and add the files that are inside.',
  ];
  const format = what.replace(/^an? /, '');
  throw documentError('unsupported', { name, format }, `is ${what}, so it was left out. ${next}`);
}

/** What a compound file (OLE2) holds is told by the UTF-16 names of its streams. */
const COMPOUNDS: readonly [stream: string, what: string, next: string][] = [
  ['WordDocument', 'a Word document of the old kind (.doc)', 'Save it as DOCX and add that.'],
  ['Workbook', 'an Excel workbook of the old kind (.xls)', 'Save each sheet as CSV and add those.'],
  ['Book', 'an Excel workbook of the old kind (.xls)', 'Save each sheet as CSV and add those.'],
  ['PowerPoint Document', 'a PowerPoint presentation of the old kind (.ppt)', 'Save it as PDF and add that.'],
  ['__substg1.0_', 'an Outlook message', 'Save it as text or print it to PDF and add that.'],
];

function refuseCompound(bytes: Uint8Array, name: string): never {
  const holds = compoundSearcher(bytes);
  if (holds('EncryptedPackage')) {
    const format = 'encrypted Office document';
    throw documentError(
      'encrypted',
      { name, format },
      'is protected by a password, so it was left out. Open it, remove the password, save it and add it again.',
    );
  }
  const [, what, next] = COMPOUNDS.find(([stream]) => holds(stream)) ?? [
    undefined,
    'an Office file of the old kind',
    'Save it as DOCX, PDF or CSV and add that.',
  ];
  const format = what.replace(/^an? /, '');
  throw documentError('unsupported', { name, format }, `is ${what}, so it was left out. ${next}`);
}

/** Directory sectors may lie anywhere in the file, so all of it is searched, as 16-bit text of either alignment. */
function compoundSearcher(bytes: Uint8Array): (stream: string) => boolean {
  const text = decodeLatin(bytes);
  return (stream) => text.includes([...stream].join('\0'));
}

function refuseBinary(name: string): never {
  const format = 'binary';
  throw documentError(
    'unsupported',
    { name, format },
    'is not text but a binary file of an unknown kind, so it was left out. Export it as PDF, DOCX, HTML, CSV or plain text and add that.',
  );
}
