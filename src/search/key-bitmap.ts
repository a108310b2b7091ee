/** A set of keys as one bit each: what a filter is best given as, since a scan reads it without asking for each key. */
export class KeyBitmap {
  /** Bit `key & 31` of word `key >> 5`. */
  readonly words: Uint32Array;

  private constructor(words: Uint32Array) {
    this.words = words;
  }

  /** The set of these keys. It takes an eighth of a byte for each number up to the largest one. */
  static of(keys: Iterable<number>): KeyBitmap {
    const list = [...keys];
    const largest = list.reduce((most, key) => Math.max(most, key), -1);
    const words = new Uint32Array(Math.floor(largest / 32) + 1);
    for (const key of list) words[key >>> 5] = (words[key >>> 5] ?? 0) | (1 << (key & 31));
    return new KeyBitmap(words);
  }

  has(key: number): boolean {
    return (((this.words[key >>> 5] ?? 0) >>> (key & 31)) & 1) === 1;
  }
}

/** Which keys a search may find. */
export type KeyFilter = KeyBitmap | ((key: number) => boolean);
