const LEAST_WORDS = 64;

/** A run of keys, as the passages of a document have them. */
export interface KeyRange {
  firstKey: number;
  passages: number;
}

/**
 * The keys of passages that a document holds, a bit each. Keys are given once, so that one that is not here any more
 * will never be: its words and vectors can be dropped wherever they are.
 */
export class LiveKeys {
  #words = new Uint32Array(LEAST_WORDS);
  #size = 0;
  #deletions = 0;

  /** Number of keys. */
  get size(): number {
    return this.#size;
  }

  /** How many keys were taken away so far. */
  get deletions(): number {
    return this.#deletions;
  }

  has(key: number): boolean {
    return (((this.#words[key >>> 5] ?? 0) >>> (key & 31)) & 1) === 1;
  }

  add({ firstKey, passages }: KeyRange): void {
    this.#reserve(firstKey + passages);
    for (let key = firstKey; key < firstKey + passages; key++) {
      if (this.has(key)) continue;
      this.#words[key >>> 5] = (this.#words[key >>> 5] ?? 0) | (1 << (key & 31));
      this.#size++;
    }
  }

  delete({ firstKey, passages }: KeyRange): void {
    for (let key = firstKey; key < firstKey + passages; key++) {
      if (!this.has(key)) continue;
      this.#words[key >>> 5] = (this.#words[key >>> 5] ?? 0) & ~(1 << (key & 31));
      this.#size--;
      this.#deletions++;
    }
  }

  #reserve(end: number): void {
    const needed = Math.ceil(end / 32);
    if (needed <= this.#words.length) return;
    const words = new Uint32Array(Math.max(needed, this.#words.length * 2));
    words.set(this.#words);
    this.#words = words;
  }
}
