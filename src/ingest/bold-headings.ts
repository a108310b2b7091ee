import type { Piece } from './block-builder.ts';

/** A longer bold paragraph is a warning or a summary. */
const MAX_LENGTH = 80;
/** Where more of the paragraphs than this are bold, bold says nothing. */
const MAX_SHARE = 0.4;

/**
 * Turns short bold paragraphs into headings, in a document that has no headings: many people mark them by hand and
 * not by a style. Paragraphs that end as sentences do are left alone, and so is a bold one with nothing below it.
 */
export function promoteBoldLines(pieces: readonly Piece[]): Piece[] {
  if (pieces.some(({ kind }) => kind === 'heading')) return [...pieces];
  const bold = pieces.filter((piece, index) => isBoldLine(piece) && isFollowed(pieces, index));
  const paragraphs = pieces.filter(({ kind }) => kind !== 'table-row');
  if (bold.length > MAX_SHARE * paragraphs.length) return [...pieces];
  const headings = new Set(bold);
  return pieces.map((piece) => (headings.has(piece) ? { ...piece, kind: 'heading', level: 2 } : piece));
}

function isBoldLine({ kind, text, isStrong }: Piece): boolean {
  if (kind !== 'paragraph' || !isStrong || text.length > MAX_LENGTH || text.includes('\n')) return false;
  return /\p{L}/u.test(text) && !/[.!?;,…。！？；，、]$/u.test(text);
}

function isFollowed(pieces: readonly Piece[], index: number): boolean {
  const next = pieces[index + 1];
  return next !== undefined && next.kind !== 'heading';
}
