import type { WordRows } from '../search/word-rows.ts';

/** Terms that are joined in one step: a fraction of a millisecond. */
const STEP_TERMS = 256;

/**
 * Joins the live passages of several segments, in steps, so that a search need not wait for all of it. What dies
 * meanwhile is still in the result.
 */
export class WordMerge {
  readonly #parts: readonly WordRows[];
  readonly #passages: Pick<WordRows, 'keys' | 'lengths'>;
  /** Where the passages of each part come to lie; −1: nowhere. */
  readonly #places: readonly Int32Array[];
  readonly #terms: string[] = [];
  readonly #starts: number[] = [0];
  readonly #slots: Uint32Array;
  readonly #frequencies: Uint8Array;
  #count = 0;

  constructor(parts: readonly WordRows[], isLive: (key: number) => boolean) {
    const { places, ...passages } = placePassages(parts, isLive);
    const postings = parts.reduce((sum, { slots }) => sum + slots.length, 0);
    this.#parts = parts;
    this.#passages = passages;
    this.#places = places;
    this.#slots = new Uint32Array(postings);
    this.#frequencies = new Uint8Array(postings);
  }

  /** The work: each step is done when the next one is asked for. */
  *steps(): Generator<void> {
    const cursors = this.#parts.map(() => 0);
    const terms = [...new Set(this.#parts.flatMap((part) => part.terms))].sort();
    for (const [done, term] of terms.entries()) {
      if (done % STEP_TERMS === 0) yield;
      const before = this.#count;
      for (let part = 0; part < cursors.length; part++) {
        const at = cursors[part] ?? 0;
        if (this.#parts[part]?.terms[at] !== term) continue;
        cursors[part] = at + 1;
        this.#takePostings(part, at);
      }
      if (this.#count === before) continue;
      this.#sortFrom(before);
      this.#terms.push(term);
      this.#starts.push(this.#count);
    }
  }

  /** What was joined, after the last step; nothing where no passage lives. */
  take(): WordRows | undefined {
    if (this.#passages.keys.length === 0) return undefined;
    return {
      ...this.#passages,
      terms: this.#terms,
      starts: Uint32Array.from(this.#starts),
      slots: this.#slots.slice(0, this.#count),
      frequencies: this.#frequencies.slice(0, this.#count),
    };
  }

  #takePostings(part: number, term: number): void {
    const { starts, slots, frequencies } = this.#parts[part] as WordRows;
    const places = this.#places[part] as Int32Array;
    for (let at = starts[term] as number, end = starts[term + 1] as number; at < end; at++) {
      const place = places[slots[at] as number] as number;
      if (place < 0) continue;
      this.#slots[this.#count] = place;
      this.#frequencies[this.#count++] = frequencies[at] as number;
    }
  }

  /** Segments need not be in the order of their keys. */
  #sortFrom(start: number): void {
    const slots = this.#slots.subarray(start, this.#count);
    if (slots.every((slot, at) => at === 0 || slot > (slots[at - 1] as number))) return;
    const frequencies = this.#frequencies.subarray(start, this.#count);
    const order = [...slots.keys()].sort((a, b) => (slots[a] as number) - (slots[b] as number));
    const [oldSlots, oldFrequencies] = [slots.slice(), frequencies.slice()];
    order.forEach((from, to) => {
      slots[to] = oldSlots[from] as number;
      frequencies[to] = oldFrequencies[from] as number;
    });
  }
}

/** The live passages of all parts by ascending key, and where those of each part come to lie. */
function placePassages(
  parts: readonly WordRows[],
  isLive: (key: number) => boolean,
): Pick<WordRows, 'keys' | 'lengths'> & { places: Int32Array[] } {
  const passages = parts.flatMap(({ keys, lengths }, part) =>
    Array.from(keys, (key, slot) => ({ key, slot, part, length: lengths[slot] ?? 0 })),
  );
  const live = passages
    .filter(({ key }) => isLive(key))
    .sort((a, b) => a.key - b.key)
    // Words that were made again may be there twice, and are the same.
    .filter(({ key }, at, sorted) => key !== sorted[at - 1]?.key);
  const places = parts.map(({ keys }) => new Int32Array(keys.length).fill(-1));
  live.forEach(({ part, slot }, place) => places[part]?.fill(place, slot, slot + 1));
  return {
    keys: Uint32Array.from(live, ({ key }) => key),
    lengths: Uint32Array.from(live, ({ length }) => length),
    places,
  };
}
