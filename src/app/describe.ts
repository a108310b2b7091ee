import { isRagError, type Anchor, type DocumentInfo } from '../index.ts';
import { messages } from './messages/messages.ts';
import { showName } from './shown-name.ts';

/** An error as a sentence for a person: ours say cause, effect and next step; others get a frame that does. */
export function describeError(error: unknown): string {
  if (isRagError(error)) return error.message;
  if (error instanceof Error && error.message) return messages.unexpected(error.message);
  if (typeof error === 'string' && error) return messages.unexpected(error);
  return messages.unknownError;
}

/** Why the documents are not open any more: what its storage says is for people, what its worker says is not. */
export function describeLoss(error: unknown): string {
  return isRagError(error) && error.name === 'StorageError' ? error.message : messages.lost;
}

/** Decimal units, as file managers and disks show them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 1 && value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ''}`;
}

export function formatCount(count: number): string {
  return count.toLocaleString('en');
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return messages.milliseconds(Math.max(1, Math.round(milliseconds)));
  return messages.seconds((milliseconds / 1000).toFixed(1));
}

/**
 * Where a citation stands, in the words of its format: page, row, headings or line. Empty for a whole document.
 * `title` is that of the document, which its headings may repeat.
 */
export function describeAnchor(anchor: Anchor, title?: string): string {
  if (anchor.page !== undefined) return messages.page(anchor.page);
  if (anchor.rows) return describeRange(anchor.rows, messages.row, messages.rows);
  // The title above everything says nothing; of the other headings the innermost two keep the button short.
  const headings = anchor.headings?.filter((heading, level) => level > 0 || heading !== title) ?? [];
  if (headings.length > 0) return headings.slice(-2).join(' › ');
  if (anchor.lines) return describeRange(anchor.lines, messages.line, messages.lines);
  return '';
}

function describeRange(
  [first, last]: readonly [number, number],
  one: (value: number) => string,
  many: (first: number, last: number) => string,
): string {
  return first === last ? one(first) : many(first, last);
}

/** "Lease.pdf, page 4" */
export function describePlace(document: string, anchor: Anchor, title?: string): string {
  const place = describeAnchor(anchor, title);
  const name = showName(document);
  return place ? `${name}, ${place}` : name;
}

/** "5 pages"; the size where the pages are not known: "66 kB" */
export function describeSize({ bytes, pages }: Pick<DocumentInfo, 'bytes'> & { pages?: number }): string {
  return pages ? messages.pages(pages) : formatBytes(bytes);
}
