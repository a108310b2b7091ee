import type { FusedHit } from '../search/fuse.ts';
import type { ChosenQuote, QuotePassage } from '../search/quotes.ts';
import type { DocumentRecord } from '../storage/schema.ts';
import { anchorOf, blocksIn } from '../text/anchor.ts';
import { passageIdOf } from './catalogue.ts';
import type { Anchor, ParsedDocument, Passage, PassageSpan } from '../types.ts';

/** A hit with its text, the document's and the document's record. */
export interface Located extends PassageSpan {
  hit: FusedHit;
  key: number;
  record: DocumentRecord;
  ordinal: number;
  parsed: ParsedDocument;
  language: string;
  documentId: string;
  text: string;
}

/** A passage with the document it is part of. */
export interface Found {
  passage: Passage;
  parsed: ParsedDocument;
  language: string;
}

/** The passage as people get it. */
export function toFound({ hit, record, ordinal, parsed, language, ...located }: Located): Found {
  const { documentId, text, start, end, context } = located;
  const { key: _key, score, ...why } = hit;
  const id = passageIdOf(record, ordinal);
  const anchor = anchorOf(parsed, start, end);
  const passage: Passage = {
    id,
    documentId,
    document: record.name,
    text,
    start,
    end,
    anchor,
    context,
    ...headerAt(parsed, start),
    score,
    why,
  };
  return { passage, parsed, language };
}

function headerAt({ blocks }: ParsedDocument, start: number): Pick<Passage, 'header'> {
  const [block] = blocksIn(blocks, start, start + 1);
  return block?.header ? { header: block.header } : {};
}

/** The passage as quotes are taken from it. */
export function toQuotePassage({ passage, parsed, language }: Found): QuotePassage {
  const { documentId, document, start, end, context, score } = passage;
  return {
    documentId,
    document,
    ...(parsed.title !== undefined && { title: parsed.title }),
    text: parsed.text,
    blocks: parsed.blocks,
    language,
    start,
    end,
    context,
    score,
  };
}

/** The place of the answering sentence, with the boxes of the whole quote: that is where a reader looks. */
export function quoteAnchor(parsed: ParsedDocument, { start, end, mark }: ChosenQuote): Anchor {
  const { boxes } = anchorOf(parsed, start, end);
  return { ...anchorOf(parsed, start + mark[0], start + mark[1]), ...(boxes ? { boxes } : {}) };
}
