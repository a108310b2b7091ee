import type { Block } from '../types.ts';
import { cutPosition, trimRange, type Range } from './ranges.ts';
import { sentenceRanges } from './sentences.ts';
import type { TokenCounter } from './token-counter.ts';

/** What a passage is put together from: a sentence, a heading, a table row or a line of code. */
export interface PassageUnit {
  start: number;
  end: number;
  /** Size in tokens of the embedder. */
  cost: number;
  block: Block;
  /** True for a whole sentence, which may stand in two passages. */
  isSentence: boolean;
}

/**
 * A tokenizer that does not know a script makes one token of a whole word or line; no token of a known one has that
 * many characters on average.
 */
const CHARACTERS_PER_TOKEN = 8;

/** Tokens of a text, or more where its tokens stand for unusually many characters. */
export function costOf(text: string, counter: TokenCounter): number {
  return Math.max(counter.count(text), Math.ceil(text.length / CHARACTERS_PER_TOKEN));
}

/** The units of a block, in order, each at most `max` tokens. */
export function unitsOf(text: string, block: Block, max: number, counter: TokenCounter): PassageUnit[] {
  const units: PassageUnit[] = [];
  const isProse = !['heading', 'title', 'table-row', 'code'].includes(block.kind);
  for (const [start, end] of rangesOf(text, block)) {
    const cost = costOf(text.slice(start, end), counter);
    if (cost <= max) units.push({ start, end, cost, block, isSentence: isProse });
    else addPieces(text, { start, end, cost, block, isSentence: false }, max, counter, units);
  }
  return units;
}

function rangesOf(text: string, block: Block): Range[] {
  const body = text.slice(block.start, block.end);
  if (block.kind === 'code') return linesOf(text, block);
  if (block.kind === 'heading' || block.kind === 'title' || block.kind === 'table-row') {
    const range = trimRange(text, block.start, block.end);
    return range[1] > range[0] ? [range] : [];
  }
  return sentenceRanges(body).map(([start, end]) => [block.start + start, block.start + end]);
}

function linesOf(text: string, block: Block): Range[] {
  const ranges: Range[] = [];
  let start = block.start;
  for (const line of text.slice(block.start, block.end).split('\n')) {
    const range = trimRange(text, start, start + line.length);
    if (range[1] > range[0]) ranges.push(range);
    start += line.length + 1;
  }
  return ranges;
}

/** Cuts a unit that is too long at white space, or between graphemes where there is none. */
function addPieces(
  text: string,
  unit: PassageUnit,
  max: number,
  counter: TokenCounter,
  units: PassageUnit[],
): void {
  let [from, to] = [unit.start, unit.end];
  let length = Math.max(1, Math.floor(((to - from) * max) / unit.cost));
  while (from < to) {
    const cut = to - from <= length ? to : cutPosition(text, from, from + length);
    const [start, end] = trimRange(text, from, cut);
    const cost = costOf(text.slice(start, end), counter);
    // A dense stretch needs shorter pieces; one character is the least.
    if (cost > max && length > 1) {
      length = Math.floor(length / 2);
      continue;
    }
    if (end > start) units.push({ ...unit, start, end, cost });
    [from, to] = trimRange(text, cut, to);
  }
}
