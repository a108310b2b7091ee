import { Inflate } from 'fflate';
import { documentError, formatBytes } from './document-failure.ts';
import type { DocumentLabel } from './document-failure.ts';
import type { ParseLimits } from './parser.ts';

/** One file inside a zip archive, as the central directory lists it. Sizes are only what the archive claims. */
export interface ArchiveEntry {
  name: string;
  /** Offset of its local header. */
  offset: number;
  packedBytes: number;
  /** 0 stored, 8 deflated; anything else is not read. */
  method: number;
  isEncrypted: boolean;
}

/** Records and fields: APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.16 and 4.5.3. */
const END_RECORD = 0x06054b50;
const CENTRAL_HEADER = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const ZIP64 = 0xffffffff;

/** More parts than any text document has. */
const MAX_ENTRIES = 20_000;
/** Bytes handed to the inflater at once: deflate packs at most 1 : 1032, so this never yields more than 17 MB. */
const STEP_BYTES = 16 * 1024;
/** Below this size the ratio says nothing: an empty style sheet packs very well. */
const RATIO_FROM_BYTES = 1024 * 1024;

/** The archive's list of entries, or undefined when the bytes are no complete zip archive. */
export function listEntries(bytes: Uint8Array): ArchiveEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEndRecord(view);
  if (end === undefined) return undefined;
  const entries: ArchiveEntry[] = [];
  let at = view.getUint32(end + 16, true);
  while (at + 46 <= end && view.getUint32(at, true) === CENTRAL_HEADER && entries.length <= MAX_ENTRIES) {
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    if (at + 46 + nameLength + extraLength > end) return undefined;
    entries.push(readCentralHeader(view, at, nameLength, extraLength));
    at += 46 + nameLength + extraLength + view.getUint16(at + 32, true);
  }
  return entries.length > 0 ? entries : undefined;
}

/** The end record stands in the last 64 KiB, before a comment of any length. */
function findEndRecord(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= first; at--)
    if (view.getUint32(at, true) === END_RECORD) return at;
  return undefined;
}

function readCentralHeader(
  view: DataView,
  at: number,
  nameLength: number,
  extraLength: number,
): ArchiveEntry {
  const name = new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength);
  const entry: ArchiveEntry = {
    name: new TextDecoder().decode(name),
    offset: view.getUint32(at + 42, true),
    packedBytes: view.getUint32(at + 20, true),
    method: view.getUint16(at + 10, true),
    isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
  };
  if (entry.packedBytes === ZIP64 || entry.offset === ZIP64)
    readZip64(view, at + 46 + nameLength, extraLength, entry, view.getUint32(at + 24, true) === ZIP64);
  return entry;
}

/** The 64-bit sizes stand in extra field 1, in a fixed order, but only those whose 32-bit field is full. */
function readZip64(
  view: DataView,
  start: number,
  length: number,
  entry: ArchiveEntry,
  skipSize: boolean,
): void {
  let at = start;
  while (at + 4 <= start + length && view.getUint16(at, true) !== 1) at += 4 + view.getUint16(at + 2, true);
  let field = at + 4 + (skipSize ? 8 : 0);
  const next = (): number => {
    if (field + 8 > start + length) return Number.MAX_SAFE_INTEGER;
    const value = Number(view.getBigUint64(field, true));
    field += 8;
    return value;
  };
  if (entry.packedBytes === ZIP64) entry.packedBytes = next();
  if (entry.offset === ZIP64) entry.offset = next();
}

/**
 * Inflates every entry piece by piece, keeps nothing, and throws `too_large` as soon as the real bytes pass a limit:
 * what an archive claims about its sizes is never believed. Throws `encrypted` and `malformed` too.
 */
export function checkArchive(
  bytes: Uint8Array,
  entries: readonly ArchiveEntry[],
  limits: ParseLimits,
  label: DocumentLabel,
): void {
  if (entries.length > MAX_ENTRIES)
    throw documentError(
      'too_large',
      label,
      `holds more than ${MAX_ENTRIES} parts and was left out. ${SPLIT}`,
    );
  let inflated = 0;
  const count = (length: number): void => {
    inflated += length;
    if (inflated > limits.inflatedBytes) {
      const most = formatBytes(limits.inflatedBytes);
      throw documentError('too_large', label, `unpacks to more than ${most} and was left out. ${SPLIT}`);
    }
    if (inflated > RATIO_FROM_BYTES && inflated > bytes.length * limits.inflationRatio)
      throw documentError(
        'too_large',
        label,
        `unpacks to more than ${limits.inflationRatio} times its size, as only a file does that is made to do harm. It was left out; add it only from a source you trust, saved anew.`,
      );
  };
  for (const entry of entries) {
    if (entry.isEncrypted)
      throw documentError(
        'encrypted',
        label,
        'is protected by a password, so it was left out. Remove the password and add it again.',
      );
    inflateEntry(bytes, entry, label, (chunk) => count(chunk.length));
  }
}

const SPLIT = 'Split it into smaller documents and add those.';

/** One entry's content, at most `maxBytes` of it. Call `checkArchive` first. */
export function readEntry(
  bytes: Uint8Array,
  entry: ArchiveEntry,
  maxBytes: number,
  label: DocumentLabel,
): Uint8Array {
  const content = new Uint8Array(maxBytes);
  let length = 0;
  inflateEntry(bytes, entry, label, (chunk) => {
    const piece = chunk.subarray(0, maxBytes - length);
    content.set(piece, length);
    length += piece.length;
  });
  return content.slice(0, length);
}

function inflateEntry(
  bytes: Uint8Array,
  entry: ArchiveEntry,
  label: DocumentLabel,
  onChunk: (chunk: Uint8Array) => void,
): void {
  const packed = packedBytesOf(bytes, entry);
  if (!packed || (entry.method !== 0 && entry.method !== 8))
    throw documentError(
      'malformed',
      label,
      'is cut off or damaged and cannot be unpacked, so it was left out. Copy or download it again, or save it anew.',
    );
  if (entry.method === 0) return onChunk(packed);
  const inflater = new Inflate((chunk) => onChunk(chunk));
  for (let at = 0; at < packed.length; at += STEP_BYTES)
    inflater.push(packed.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= packed.length);
}

function packedBytesOf(bytes: Uint8Array, entry: ArchiveEntry): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== LOCAL_HEADER)
    return undefined;
  const start =
    entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  if (start + entry.packedBytes > bytes.length) return undefined;
  return bytes.subarray(start, start + entry.packedBytes);
}
