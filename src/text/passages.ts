import type { Block, ParsedDocument, PassageSpan } from '../types.ts';
import { passageContext } from './passage-context.ts';
import { costOf, unitsOf, type PassageUnit } from './passage-units.ts';
import type { TokenCounter } from './token-counter.ts';

export interface PassageOptions {
  /** Size to aim at, in tokens of the embedder. */
  targetTokens?: number;
  /** Most tokens of context and passage together: the embedder's limit less its special tokens. */
  maxTokens?: number;
  /** Sentences that two passages of one paragraph share. */
  overlapSentences?: number;
}

interface Settings {
  target: number;
  max: number;
  overlap: number;
}

/** A section with less than this (a heading alone, an address) joins the next one, in tokens. */
const TINY_TOKENS = 24;
/** A sentence that would make up more than this share of a passage is not repeated. */
const OVERLAP_SHARE = 0.25;
/** From this share of the aimed size on, the end of a block is a better place to stop than its middle. */
const BLOCK_END_SHARE = 0.8;

/**
 * Cuts a document into passages: whole sentences, rows or lines of one section, about `targetTokens` each and all of
 * about the same size, never more than `maxTokens` with their context. Together they hold every character of the
 * document that is not white space; neighbours share a sentence where a paragraph had to be cut, and nothing otherwise.
 *
 * A heading of any level begins a passage, because a passage about two subjects has a vector between the two and is
 * found for neither; sections of a line or two are the exception, and join the next.
 */
export function splitPassages(
  document: ParsedDocument,
  counter: TokenCounter,
  options: PassageOptions = {},
): PassageSpan[] {
  return [...cutPassages(document, counter, options)].flat();
}

/** As `splitPassages`, in many short steps, most of which give nothing yet: long documents take their time. */
export function* cutPassages(
  document: ParsedDocument,
  counter: TokenCounter,
  options: PassageOptions = {},
): Generator<PassageSpan[]> {
  const { targetTokens = 160, maxTokens = 254, overlapSentences = 1 } = options;
  const settings = { target: targetTokens, max: maxTokens, overlap: overlapSentences };
  for (const section of joinTiny(document, sectionsOf(document.blocks), counter, targetTokens)) {
    const context = contextOf(document, section, counter);
    const room = Math.max(1, maxTokens - costOf(context, counter));
    const units: PassageUnit[] = [];
    for (const block of section) {
      units.push(...unitsOf(document.text, block, room, counter));
      yield [];
    }
    for (const group of pack(units, { ...settings, max: room })) yield [spanOf(document, group, counter)];
  }
}

/** Runs of blocks under one heading, tables apart. A heading belongs to what follows it. */
function sectionsOf(blocks: readonly Block[]): Block[][] {
  const sections: Block[][] = [];
  let previous: Block | undefined;
  for (const block of blocks) {
    const section = sections.at(-1);
    if (section && previous && !startsSection(previous, block)) section.push(block);
    else sections.push([block]);
    previous = block;
  }
  return sections;
}

function startsSection(previous: Block, block: Block): boolean {
  if (isHeading(block)) return !isHeading(previous);
  if (isHeading(previous)) return false;
  if (isRow(previous) !== isRow(block)) return true;
  return !areEqual(previous.headings, block.headings) || !areEqual(previous.header, block.header);
}

function isHeading(block: Block): boolean {
  return block.kind === 'heading' || block.kind === 'title';
}

function isRow(block: Block): boolean {
  return block.kind === 'table-row';
}

function areEqual(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

/** Joins sections that are too small to be found for themselves with the one that follows. */
function* joinTiny(
  { text }: ParsedDocument,
  sections: readonly Block[][],
  counter: TokenCounter,
  target: number,
): Generator<Block[]> {
  let last: Block[] | undefined;
  let pending = 0;
  for (const section of sections) {
    let cost = 0;
    for (const { start, end } of section) {
      cost += costOf(text.slice(start, end), counter);
      // It neither joins nor is joined, however much more it costs.
      if (cost > Math.max(target, TINY_TOKENS)) break;
    }
    const canJoin = last && pending < TINY_TOKENS && (pending + cost <= target || last.every(isHeading));
    pending = canJoin ? pending + cost : cost;
    if (last && canJoin) last.push(...section);
    else {
      if (last) yield last;
      last = [...section];
    }
  }
  if (last) yield last;
}

/** Packs units into groups of about equal size; the last group is as large as the others. */
function pack(units: readonly PassageUnit[], { target, max, overlap }: Settings): PassageUnit[][] {
  const goal = (rest: number): number => rest / Math.max(1, Math.ceil(rest / Math.min(target, max) - 0.15));
  let rest = units.reduce((sum, { cost }) => sum + cost, 0);
  let size = goal(rest);
  const groups: PassageUnit[][] = [];
  let group: PassageUnit[] = [];
  let filled = 0;
  for (const unit of units) {
    if (group.length > 0 && isFull(group, filled, unit, size, max)) {
      groups.push(group);
      const shared = sharedUnits(group, unit, target, overlap, max - unit.cost);
      group = shared;
      filled = shared.reduce((sum, { cost }) => sum + cost, 0);
      size = Math.min(goal(rest) + filled, max);
    }
    group.push(unit);
    filled += unit.cost;
    rest -= unit.cost;
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

function isFull(
  group: readonly PassageUnit[],
  filled: number,
  unit: PassageUnit,
  size: number,
  max: number,
): boolean {
  if (filled + unit.cost > max) return true;
  const last = group.at(-1);
  if (last && isHeading(last.block)) return false;
  if (last?.block !== unit.block && filled >= size * BLOCK_END_SHARE) return true;
  return filled + unit.cost / 2 > size;
}

/** The last sentences of a group that the next one repeats, when both are of one paragraph. */
function sharedUnits(
  group: readonly PassageUnit[],
  next: PassageUnit,
  target: number,
  overlap: number,
  room: number,
): PassageUnit[] {
  const shared: PassageUnit[] = [];
  let cost = 0;
  for (const unit of group.slice(1).reverse()) {
    cost += unit.cost;
    const fits = cost <= Math.min(target * OVERLAP_SHARE, room);
    if (shared.length >= overlap || !fits || !unit.isSentence || unit.block !== next.block) break;
    shared.unshift(unit);
  }
  return shared;
}

/** The longest context that a passage of the section can have, to leave room for it. */
function contextOf(document: ParsedDocument, section: readonly Block[], counter: TokenCounter): string {
  let longest = '';
  for (const block of new Map(section.map((item) => [item.headings.join('\n'), item])).values()) {
    const header = section.find((item) => item.header)?.header;
    const context = passageContext(document.title, block, header, counter);
    if (costOf(context, counter) > costOf(longest, counter)) longest = context;
  }
  return longest;
}

function spanOf(document: ParsedDocument, group: readonly PassageUnit[], counter: TokenCounter): PassageSpan {
  const first = group[0];
  const last = group.at(-1);
  if (!first || !last) throw new RangeError('A passage needs at least one unit.');
  const header = group.find((unit) => unit.block.header)?.block.header;
  const own = group.filter((unit) => isHeading(unit.block));
  const texts = own.map(({ start, end }) => document.text.slice(start, end));
  const title = texts.includes(document.title ?? '') ? undefined : document.title;
  return {
    start: first.start,
    end: last.end,
    context: passageContext(title, first.block, header, counter),
  };
}
