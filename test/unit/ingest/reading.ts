import { parseDocument } from '../../../src/ingest/parse-document.ts';
import { PARSE_LIMITS } from '../../../src/ingest/parser.ts';
import type { Block, ParsedDocument } from '../../../src/types.ts';
import { isRagError } from '../../../src/errors.ts';
import type { RagError } from '../../../src/errors.ts';

/** Parses a file given as text (UTF-8) or bytes. */
export function read(content: string | Uint8Array, name: string): Promise<ParsedDocument> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return parseDocument(bytes, name, PARSE_LIMITS);
}

/** The error of a file that cannot be read; fails when it can, or when the error is of another kind. */
export async function readError(content: string | Uint8Array, name: string): Promise<RagError> {
  const outcome: unknown = await read(content, name).catch((error: unknown) => error);
  if (isRagError(outcome)) return outcome;
  throw new Error(`expected a DocumentError, got ${JSON.stringify(outcome)}`);
}

/** A block as 'kind: text'. */
export function show(document: ParsedDocument): string[] {
  return document.blocks.map((block) => `${block.kind}${block.level ?? ''}: ${textOf(document, block)}`);
}

export function textOf(document: ParsedDocument, block: Block | undefined): string {
  return block ? document.text.slice(block.start, block.end) : '';
}

/** The block with this text. */
export function find(document: ParsedDocument, text: string): Block {
  const block = document.blocks.find((candidate) => textOf(document, candidate) === text);
  if (!block) throw new Error(`no block “${text}” among ${JSON.stringify(show(document))}`);
  return block;
}

/** What is wrong with a document's blocks by the contract of `ParsedDocument`; empty when nothing is. */
export function faultsOf(document: ParsedDocument): string[] {
  const faults: string[] = [];
  let end = 0;
  for (const { start, end: stop, kind } of document.blocks) {
    if (start < end || stop <= start || stop > document.text.length)
      faults.push(`${kind} ${start}–${stop} after ${end}`);
    const between = document.text.slice(end, start);
    if (STRICT.has(document.format) && between.trim() !== '') faults.push(`“${between}” is in no block`);
    end = stop;
  }
  if (STRICT.has(document.format) && document.text.slice(end).trim() !== '')
    faults.push('text after the last block');
  return faults;
}

/** Formats without markup of their own: all that is not white space is in a block. */
const STRICT: ReadonlySet<string> = new Set(['html', 'docx', 'text', 'code']);
