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
}

/** Word search over passages that were turned into terms by `text/terms.ts`. */
export interface LexicalIndex {
  readonly size: number;
  /** `body` and `context` are lists of terms (not raw text). A key that is present is replaced. */
  add(key: number, body: readonly string[], context: readonly string[]): void;
  /**
   * Adds passages whose words are counted already; none of their keys may be there.
   *
   * @param isLive Which of them are still wanted. Default: all.
   */
  addRows(rows: WordRows, isLive?: (key: number) => boolean): void;
  remove(keys: Iterable<number>): number;
  /** Up to `k` hits, best first, ties by key. Of a term that is given twice, the first counts. */
  search(terms: readonly (string | QueryTerm)[], k: number, accept?: (key: number) => boolean): LexicalHit[];
  /** Number of passages that hold the term. */
  documentFrequency(term: string): number;
  clear(): void;
}
