import { sentenceRanges } from '../text/sentences.ts';
import type { Block, BlockKind } from '../types.ts';

/** Something that can be quoted: a sentence, a row of a table, a heading. A range of its document. */
export interface QuoteSentence {
  start: number;
  end: number;
  kind: BlockKind;
  /** True when it lies in the passage itself, false when it only surrounds it. */
  inside: boolean;
  /** True for a numbered label that stands before what it names: "4. Deposit." */
  isLabel?: true;
  /** True for a line of a table of contents or of links: it says where something stands, not what. */
  isListing?: true;
  /** Index of the sentence that announces it: "The states are:". */
  leadIn?: number;
  /** Headings above it. */
  headings: readonly string[];
  /** Column names, of a table row. */
  header?: readonly string[];
}

/** How far before and behind a passage its surroundings are read: a quote never needs more. */
const SURROUNDINGS = 320;

/**
 * The sentences of a passage and those around it, in text order. A sentence never crosses a block; a table row is one
 * piece. A passage is made of whole sentences, so its edges are boundaries too.
 */
export function quoteSentences(
  text: string,
  blocks: readonly Block[],
  passage: { start: number; end: number },
  language: string,
): QuoteSentence[] {
  const from = passage.start - SURROUNDINGS;
  const to = passage.end + SURROUNDINGS;
  const sentences: QuoteSentence[] = [];
  for (let index = firstBlockAfter(blocks, from); index < blocks.length; index++) {
    const block = blocks[index];
    if (!block || block.start >= to) break;
    addBlock(text, block, passage, language, sentences);
  }
  markLabels(text, sentences);
  return sentences;
}

/** Whether a sentence names what follows it and says nothing by itself: a heading, a title, a numbered label. */
export function isHeading(sentence: QuoteSentence | undefined): boolean {
  return sentence?.kind === 'heading' || sentence?.kind === 'title' || sentence?.isLabel === true;
}

/** A number as sections have it, and a few words that begin with a capital: "§ 4 Kaution.", "2.1 Scope", "Article 5". */
const LABEL =
  /^(?:§{1,2}\s*\d+\p{L}?|(?:Art(?:icle|ikel|ículo|icolo)?|Section|Abschnitt|Clause|Ziffer|Chapter|Kapitel)\.?\s*\d+|\d{1,3}(?:(?:\.\d{1,3})+[.)]?|[.)])|[IVXLC]{1,6}[.)]|第.{1,4}[条條章节節])(?:[\s:.–-]+[\p{Lu}\p{Lo}][^.!?:;。！？]*)?[.:]?$/u;
const MAX_LABEL = 60;

/** A label is one only before something else: "1. Paris" and "2. Rome" are the items of a list. */
function markLabels(text: string, sentences: QuoteSentence[]): void {
  const looksLike = ({ kind, start, end }: QuoteSentence): boolean =>
    (kind === 'paragraph' || kind === 'list-item') &&
    end - start <= MAX_LABEL &&
    LABEL.test(text.slice(start, end));
  for (const [index, sentence] of sentences.entries()) {
    const next = sentences[index + 1];
    const leads = next && (next.kind === 'paragraph' || next.kind === 'list-item') && !looksLike(next);
    if (leads && looksLike(sentence)) sentence.isLabel = true;
  }
}

const ANNOUNCES = /[:：]\s*[-–—]?$/u;

/** What stands above a remark, often as large as a heading, and is part of it. */
const REMARK =
  /^(?:note|notes|tip|hint|important|warning|caution|attention|danger|hinweis|anmerkung|tipp|wichtig|warnung|achtung|vorsicht|gefahr|remarque|astuce|avertissement|nota|consejo|importante|advertencia|atención|avviso|attenzione|suggerimento|opmerking|waarschuwing|let op|注意|注|警告)\s*[:：!]?$/iu;

/** The sentences, each with the one that announces it: what stands behind a lead-in, and all items of its list. */
export function findLeadIns(text: string, sentences: readonly QuoteSentence[]): QuoteSentence[] {
  const led: QuoteSentence[] = [];
  for (const [index, sentence] of sentences.entries()) {
    const before = led[index - 1];
    const leadIn = before && !isHeading(sentence) ? leadInOf(text, sentence, before, index - 1) : undefined;
    led.push(leadIn === undefined ? sentence : { ...sentence, leadIn });
  }
  return led;
}

/** Index of the last sentence that the one at `index` announces; `index` where it announces none. */
export function lastAnnounced(sentences: readonly QuoteSentence[], index: number): number {
  let last = index;
  while (sentences[last + 1]?.leadIn === index) last++;
  return last;
}

/** `at` is the index of the sentence before. */
function leadInOf(
  text: string,
  { kind }: QuoteSentence,
  before: QuoteSentence,
  at: number,
): number | undefined {
  const isProse = (before.kind === 'paragraph' || before.kind === 'list-item') && !isHeading(before);
  const announcement = text.slice(before.start, before.end);
  if (isProse && (ANNOUNCES.test(announcement) || REMARK.test(announcement))) return at;
  return kind !== 'paragraph' && before.kind === kind ? before.leadIn : undefined;
}

/** Index of the first block that ends behind a position; blocks are in order and do not overlap. */
function firstBlockAfter(blocks: readonly Block[], position: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle]?.end ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function addBlock(
  text: string,
  block: Block,
  passage: { start: number; end: number },
  language: string,
  sentences: QuoteSentence[],
): void {
  const isRemark = block.kind === 'heading' && REMARK.test(text.slice(block.start, block.end));
  const kind = isRemark ? 'paragraph' : block.kind;
  const zones: [start: number, end: number, inside: boolean][] = [
    [Math.max(block.start, passage.start - SURROUNDINGS), Math.min(block.end, passage.start), false],
    [Math.max(block.start, passage.start), Math.min(block.end, passage.end), true],
    [Math.max(block.start, passage.end), Math.min(block.end, passage.end + SURROUNDINGS), false],
  ];
  for (const [start, end, inside] of zones) {
    if (start >= end) continue;
    for (const [first, last] of piecesOf(text, block.kind, start, end, language)) {
      const cut =
        (first === start && start > block.start && !inside && start < passage.start) ||
        (last === end && end < block.end && !inside && end > passage.end);
      if (cut) continue;
      sentences.push({
        start: first,
        end: last,
        kind,
        inside,
        headings: block.headings,
        ...(block.header && { header: block.header }),
      });
    }
  }
}

function piecesOf(
  text: string,
  kind: BlockKind,
  start: number,
  end: number,
  language: string,
): [start: number, end: number][] {
  const slice = text.slice(start, end);
  if (kind === 'table-row') return trimmed(slice, start, 0, slice.length);
  if (kind === 'code') return linesOf(slice, start);
  return sentenceRanges(slice, language).map(([from, to]) => [start + from, start + to]);
}

function linesOf(slice: string, offset: number): [start: number, end: number][] {
  return [...slice.matchAll(/[^\n]+/g)].flatMap(({ 0: line, index }) =>
    trimmed(slice, offset, index, index + line.length),
  );
}

function trimmed(slice: string, offset: number, from: number, to: number): [start: number, end: number][] {
  const piece = slice.slice(from, to);
  const start = from + piece.length - piece.trimStart().length;
  const end = from + piece.trimEnd().length;
  return end > start ? [[offset + start, offset + end]] : [];
}
