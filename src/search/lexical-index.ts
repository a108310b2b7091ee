/** A passage found by its words. `score` is BM25. */
export interface LexicalHit {
  key: number;
  score: number;
  /** The query's terms that it holds. */
  terms: string[];
}

/** Word search over passages that were turned into terms by `text/terms.ts`. */
export interface LexicalIndex {
  readonly size: number;
  /** `body` and `context` are lists of terms (not raw text). A key that is present is replaced. */
  add(key: number, body: readonly string[], context: readonly string[]): void;
  remove(keys: Iterable<number>): number;
  /** Up to `k` hits, best first, ties by key. */
  search(terms: readonly string[], k: number, accept?: (key: number) => boolean): LexicalHit[];
  /** Number of passages that hold the term. */
  documentFrequency(term: string): number;
  clear(): void;
}
