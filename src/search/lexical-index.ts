import type { KeyFilter } from './key-bitmap.ts';
import type { WordRows } from './word-rows.ts';

/** A passage found by its words. `score` is BM25. */
export interface LexicalHit {
  key: number;
  score: number;
  /** The query's terms that it holds. */
  terms: string[];
}

/** A term to look for that counts more or less than others; a plain string counts 1. */
export interface QueryTerm {
  term: string;
  /** Positive. */
  weight: number;
  /**
   * Which word it is a spelling of: where a passage holds one of the spellings, those that weigh less stand for nothing
   * but themselves.
   */
  word?: number;
  /** Whether it stands for all terms that begin with it. Default: false. */
  isPrefix?: boolean;
}

/** Word search over passages that were turned into terms by `text/terms.ts`. */
export interface LexicalIndex {
  readonly size: number;
  /** `body` and `context` are lists of terms (not raw text). A key that is present is replaced. */
  add(key: number, body: readonly string[], context: readonly string[]): void;
  /**
   * Adds passages whose words are counted already. The index keeps the arrays, which must not change from then on. A key
   * that is present is replaced.
   *
   * @param isLive Which of them are still wanted. Default: all.
   */
  addRows(rows: WordRows, isLive?: (key: number) => boolean): void;
  remove(keys: Iterable<number>): number;
  /**
   * Up to `k` hits, best first, ties by key. Of a term that is given twice, the first counts. One that no passage holds
   * is taken, for half its weight, for those one slip of the pen away and those that it is the beginning of.
   */
  search(terms: readonly (string | QueryTerm)[], k: number, accept?: KeyFilter): LexicalHit[];
  /** Keys of the passages that hold all of these terms, ascending; none for no terms. */
  holding(terms: readonly string[]): number[];
  /** Number of passages that hold the term. */
  documentFrequency(term: string): number;
  clear(): void;
}
