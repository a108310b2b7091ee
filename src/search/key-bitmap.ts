/** A set of keys as one bit each: what a filter is best given as, since a scan reads it without asking for each key. */
export class KeyBitmap {
  /** Bit `key & 31` of word `key >>> 5`. */
  readonly words: Uint32Array;

  private constructor(words: Uint32Array) {
    this.words = words;
  }

  /** The set of these keys. It takes an eighth of a byte for each number up to the largest one. */
  static of(keys: Iterable<number>): KeyBitmap {
    const list = [...keys];
    const words = emptyWords(list.reduce((most, key) => Math.max(most, key), -1));
    for (const key of list) words[key >>> 5] = (words[key >>> 5] ?? 0) | (1 << (key & 31));
    return new KeyBitmap(words);
  }

  /** The set of all keys `first … first + count - 1` of some ranges, which may overlap: a word at a time, not a key. */
  static ofRanges(ranges: Iterable<{ first: number; count: number }>): KeyBitmap {
    const list = [...ranges].filter(({ count }) => count > 0);
    const words = emptyWords(list.reduce((most, { first, count }) => Math.max(most, first + count - 1), -1));
    for (const { first, count } of list) {
      const last = first + count - 1;
      const start = first >>> 5;
      const end = last >>> 5;
      const head = 0xffffffff << (first & 31);
      const tail = 0xffffffff >>> (31 - (last & 31));
      words[start] = (words[start] ?? 0) | (start === end ? head & tail : head);
      if (start === end) continue;
      words.fill(0xffffffff, start + 1, end);
      words[end] = (words[end] ?? 0) | tail;
    }
    return new KeyBitmap(words);
  }

  has(key: number): boolean {
    return (((this.words[key >>> 5] ?? 0) >>> (key & 31)) & 1) === 1;
  }
}

function emptyWords(largestKey: number): Uint32Array {
  return new Uint32Array(Math.floor(largestKey / 32) + 1);
}

/** Which keys a search may find. */
export type KeyFilter = KeyBitmap | ((key: number) => boolean);
