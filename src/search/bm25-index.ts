import type { KeyFilter } from './key-bitmap.ts';
import { countHolders, lookUp } from './known-terms.ts';
import type { LexicalHit, LexicalIndex, QueryTerm } from './lexical-index.ts';
import { createTopK, type TopK } from './top-k.ts';
import { WordBlock, type LengthNorm } from './word-block.ts';
import { CONTEXT_WEIGHT, countWords, type WordRows } from './word-rows.ts';

export interface Bm25Options {
  /** Saturation of repeated words, default 1.2. */
  k1?: number;
  /** Discount of long passages, 0 to 1, default 0.75. */
  b?: number;
  /** See `countWords`. */
  contextWeight?: number;
}

/** A block is joined with the one before it unless that one is so many times larger: each posting is moved rarely. */
const JOIN_RATIO = 2;
/** Postings of a block that is not joined further: moving a million takes some 50 ms, in which questions wait. */
const MOST_POSTINGS = 1_000_000;

/**
 * BM25 over terms that were made elsewhere. The context's words count as words of the passage with a weight of their
 * own, as in BM25F (Robertson and Zaragoza 2009); idf is `ln(1 + (N − n + ½) / (n + ½))`, never negative.
 *
 * It keeps what it is given as it is, in blocks: adding 10,000 stored passages costs no more than looking at their keys.
 * Small blocks are joined as they come, and those that are half empty written anew.
 *
 * minisearch was measured first: for questions in whole sentences over 10,000 passages it took 50 ms and 45 MB where this
 * takes 1 ms and 10 MB, since it builds an object for every passage that holds any word of the question.
 */
export function createBm25Index(options: Bm25Options = {}): LexicalIndex {
  return new Bm25Index(options);
}

class Bm25Index implements LexicalIndex {
  readonly #k1: number;
  readonly #b: number;
  readonly #contextWeight: number;
  #blocks: WordBlock[] = [];

  constructor({ k1 = 1.2, b = 0.75, contextWeight = CONTEXT_WEIGHT }: Bm25Options) {
    this.#k1 = k1;
    this.#b = b;
    this.#contextWeight = contextWeight;
  }

  get size(): number {
    return this.#blocks.reduce((sum, { size }) => sum + size, 0);
  }

  add(key: number, body: readonly string[], context: readonly string[]): void {
    this.addRows(countWords([{ key, body, context }], this.#contextWeight));
  }

  addRows(rows: WordRows, isLive?: (key: number) => boolean): void {
    const block = new WordBlock(rows, isLive);
    if (block.size === 0) return;
    this.remove(rows.keys.filter((_key, slot) => block.isLive(slot)));
    this.#blocks.push(isHalfEmpty(block) ? block.compacted() : block);
    this.#joinSmall();
  }

  remove(keys: Iterable<number>): number {
    let removed = 0;
    for (const key of keys) if (this.#blocks.some((block) => block.remove(key))) removed++;
    if (removed > 0)
      this.#blocks = this.#blocks
        .filter(({ size }) => size > 0)
        .map((block) => (isHalfEmpty(block) ? block.compacted() : block));
    return removed;
  }

  search(terms: readonly (string | QueryTerm)[], k: number, accept?: KeyFilter): LexicalHit[] {
    const best = createTopK(k);
    const gains = this.#weigh(terms);
    const found = this.#blocks.map((block) => [...gains.keys()].map((term) => block.find(term)));
    const scores = new Float64Array(Math.max(0, ...this.#blocks.map(({ rows }) => rows.keys.length)));
    const norm = this.#lengthNorm();
    for (const [at, block] of this.#blocks.entries()) {
      scores.fill(0);
      [...gains.values()].forEach((gain, term) => block.score(scores, found[at]?.[term] ?? -1, gain, norm));
      keepBest(best, block, scores, testOf(accept));
    }
    return best.take().map((hit) => ({ ...hit, terms: this.#termsOf(hit.key, [...gains.keys()], found) }));
  }

  holding(terms: readonly string[]): number[] {
    return this.#blocks.flatMap((block) => block.holding(terms)).sort((a, b) => a - b);
  }

  documentFrequency(term: string): number {
    return countHolders(this.#blocks, term);
  }

  clear(): void {
    this.#blocks = [];
  }

  #joinSmall(): void {
    for (;;) {
      const [before, last] = this.#blocks.slice(-2);
      if (!before || !last || before.postings > JOIN_RATIO * last.postings) return;
      if (before.postings + last.postings > MOST_POSTINGS) return;
      this.#blocks.splice(-2, 2, before.mergedWith(last));
    }
  }

  /** Terms to look up, each with what it gains a passage at most: those of the question, or what they may stand for. */
  #weigh(terms: readonly (string | QueryTerm)[]): Map<string, number> {
    const gains = new Map<string, number>();
    const queries = new Map<string, QueryTerm>();
    for (const entry of terms) {
      const query: QueryTerm = typeof entry === 'string' ? { term: entry, weight: 1 } : entry;
      if (!queries.has(query.term)) queries.set(query.term, query);
    }
    const heaviest = this.#heaviestKnown(queries.values());
    for (const query of queries.values()) {
      const mayGuess = query.word === undefined || query.weight >= (heaviest.get(query.word) ?? 0);
      for (const { terms: known, share } of lookUp(this.#blocks, query, mayGuess)) {
        // Terms that stand for one are as rare as they are together: the rarest of them must not rank first.
        const together = known.reduce((sum, { frequency }) => sum + frequency, 0);
        const gain = query.weight * share * this.#gain(Math.min(this.size, together));
        for (const { term } of known) gains.set(term, Math.max(gain, gains.get(term) ?? 0));
      }
    }
    return gains;
  }

  /** By word, the weight of its heaviest spelling that a passage holds. */
  #heaviestKnown(queries: Iterable<QueryTerm>): Map<number, number> {
    const weights = new Map<number, number>();
    for (const { term, word, weight } of queries)
      if (word !== undefined && weight > (weights.get(word) ?? 0) && this.documentFrequency(term) > 0)
        weights.set(word, weight);
    return weights;
  }

  #gain(frequency: number): number {
    return Math.log(1 + (this.size - frequency + 0.5) / (frequency + 0.5)) * (this.#k1 + 1);
  }

  #lengthNorm(): LengthNorm {
    const total = this.#blocks.reduce((sum, { length }) => sum + length, 0);
    const average = total / Math.max(1, this.size) || 1;
    return { base: this.#k1 * (1 - this.#b), slope: (this.#k1 * this.#b) / average };
  }

  /** Which of the terms a passage holds. */
  #termsOf(key: number, terms: readonly string[], found: readonly (readonly number[])[]): string[] {
    const at = this.#blocks.findIndex((block) => block.slotOf(key) >= 0);
    const block = this.#blocks[at];
    if (!block) return [];
    const slot = block.slotOf(key);
    return terms.filter((_term, index) => block.holds(found[at]?.[index] ?? -1, slot));
  }
}

function isHalfEmpty({ size, rows }: WordBlock): boolean {
  return size * 2 < rows.keys.length;
}

function testOf(accept: KeyFilter | undefined): ((key: number) => boolean) | undefined {
  return accept === undefined || typeof accept === 'function' ? accept : (key) => accept.has(key);
}

function keepBest(
  best: TopK,
  block: WordBlock,
  scores: Float64Array,
  accept: ((key: number) => boolean) | undefined,
): void {
  const { keys } = block.rows;
  for (let slot = 0; slot < keys.length; slot++) {
    const score = scores[slot] as number;
    if (score === 0) continue;
    const key = keys[slot] as number;
    if (best.admits(score, key) && block.isLive(slot) && (!accept || accept(key))) best.push(score, key);
  }
}
