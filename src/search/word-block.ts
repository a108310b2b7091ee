import { mergeRows, NO_ROWS } from './merge-rows.ts';
import { findTerm } from './sorted-terms.ts';
import { ONE_WORD, type WordRows } from './word-rows.ts';

/** How BM25 discounts long passages: `base + slope × length`, the length in quarters of a word. */
export interface LengthNorm {
  base: number;
  slope: number;
}

/** Terms whose places are remembered. */
const REMEMBERED = 500;

/**
 * Some passages of a word index as they came: their inverted list is searched as it is. A passage that is removed is only
 * marked, so its removal costs nothing but the look at its mark.
 */
export class WordBlock {
  readonly rows: WordRows;
  /** Passages that are there. */
  size: number;
  /** Their length in quarters of a word. */
  length = 0;
  /** By index of the passage: 1 where it is there. */
  readonly #live: Uint8Array;
  /** Terms that were looked up: one question asks for the same ones again and again. */
  readonly #places = new Map<string, number>();

  constructor(rows: WordRows, isLive: (key: number) => boolean = () => true) {
    this.rows = rows;
    this.#live = new Uint8Array(rows.keys.length);
    this.size = 0;
    rows.keys.forEach((key, slot) => {
      if (!isLive(key)) return;
      this.#live[slot] = 1;
      this.size++;
      this.length += rows.lengths[slot] ?? 0;
    });
  }

  get postings(): number {
    return this.rows.slots.length;
  }

  get #isWhole(): boolean {
    return this.size === this.rows.keys.length;
  }

  isLive(slot: number): boolean {
    return this.#live[slot] === 1;
  }

  /** Index of the passage, or −1 where it is not there. */
  slotOf(key: number): number {
    const { keys } = this.rows;
    const last = keys.length - 1;
    if (key < (keys[0] ?? Infinity) || key > (keys[last] ?? -1)) return -1;
    const slot = lowerBound(keys, key, 0, keys.length);
    return keys[slot] === key && this.isLive(slot) ? slot : -1;
  }

  remove(key: number): boolean {
    const slot = this.slotOf(key);
    if (slot < 0) return false;
    this.#live[slot] = 0;
    this.size--;
    this.length -= this.rows.lengths[slot] ?? 0;
    return true;
  }

  /** Index of a term in `rows.terms`, or −1. */
  find(term: string): number {
    let place = this.#places.get(term);
    if (place === undefined) {
      if (this.#places.size >= REMEMBERED) this.#places.clear();
      place = findTerm(this.rows.terms, term);
      this.#places.set(term, place);
    }
    return place;
  }

  /** How many passages hold the term with this index. */
  count(term: number): number {
    const { starts, slots } = this.rows;
    const from = starts[term] ?? 0;
    const to = starts[term + 1] ?? 0;
    if (this.#isWhole) return to - from;
    let count = 0;
    for (let at = from; at < to; at++) count += this.#live[slots[at] as number] as number;
    return count;
  }

  /** Whether a passage holds the term with this index. */
  holds(term: number, slot: number): boolean {
    const { starts, slots } = this.rows;
    const end = starts[term + 1] ?? 0;
    const at = lowerBound(slots, slot, starts[term] ?? 0, end);
    return at < end && slots[at] === slot;
  }

  /** Adds what a term gains each passage to its score, also those that are gone. */
  score(scores: Float64Array, term: number, gain: number, { base, slope }: LengthNorm): void {
    const { starts, slots, frequencies, lengths } = this.rows;
    for (let at = starts[term] ?? 0, end = starts[term + 1] ?? 0; at < end; at++) {
      const slot = slots[at] as number;
      const frequency = (frequencies[at] as number) / ONE_WORD;
      const norm = base + slope * (lengths[slot] as number);
      scores[slot] = (scores[slot] as number) + (gain * frequency) / (frequency + norm);
    }
  }

  /** The keys of the passages that hold all of these terms. */
  holding(terms: readonly string[]): number[] {
    const lists = terms.map((term) => this.#slotsOf(this.find(term))).sort((a, b) => a.length - b.length);
    const [rarest, ...others] = lists;
    const holders = others.reduce(intersect, rarest ?? new Uint32Array(0));
    return Array.from(
      holders.filter((slot) => this.isLive(slot)),
      (slot) => this.rows.keys[slot] ?? 0,
    );
  }

  /** Both in one, without what is gone. */
  mergedWith(other: WordBlock): WordBlock {
    return new WordBlock(
      mergeRows({ rows: this.rows, live: this.#live }, { rows: other.rows, live: other.#live }),
    );
  }

  /** The same passages without the words of those that are gone. */
  compacted(): WordBlock {
    return new WordBlock(mergeRows({ rows: this.rows, live: this.#live }, { rows: NO_ROWS }));
  }

  /** Those that hold the term with this index, also those that are gone. */
  #slotsOf(term: number): Uint32Array {
    return this.rows.slots.subarray(this.rows.starts[term] ?? 0, this.rows.starts[term + 1] ?? 0);
  }
}

/** What two ascending lists share. */
function intersect(a: Uint32Array, b: Uint32Array): Uint32Array {
  const shared = new Uint32Array(Math.min(a.length, b.length));
  let length = 0;
  for (let inA = 0, inB = 0; inA < a.length && inB < b.length;) {
    const difference = (a[inA] as number) - (b[inB] as number);
    if (difference === 0) shared[length++] = a[inA] as number;
    if (difference <= 0) inA++;
    if (difference >= 0) inB++;
  }
  return shared.subarray(0, length);
}

/** The first place between `from` and `to` whose number is not smaller. */
function lowerBound(numbers: Uint32Array, number: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
