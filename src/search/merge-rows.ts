import type { WordRows } from './word-rows.ts';

/** Rows of which some passages may be gone. */
export interface RowsPart {
  rows: WordRows;
  /** By index of the passage: 0 for those to leave out. Default: all stay. */
  live?: Uint8Array;
}

const GONE = 0xff_ff_ff_ff;
export const NO_ROWS: WordRows = {
  keys: new Uint32Array(0),
  lengths: new Uint32Array(0),
  terms: [],
  starts: new Uint32Array(1),
  slots: new Uint32Array(0),
  frequencies: new Uint8Array(0),
};

/** Joins two inverted lists with different passages. Left out are passages that are gone and terms that none holds any more. */
export function mergeRows(first: RowsPart, second: RowsPart): WordRows {
  const { keys, lengths, places } = mergePassages(first, second);
  const writer = new PostingsWriter(first.rows.slots.length + second.rows.slots.length);
  const [a, b] = [first.rows, second.rows];
  let inA = 0;
  let inB = 0;
  while (inA < a.terms.length || inB < b.terms.length) {
    const [termA, termB] = [a.terms[inA], b.terms[inB]];
    const term = termB === undefined || (termA !== undefined && termA <= termB) ? termA : termB;
    if (term === undefined) break;
    const ofA = postingsOf(a, termA === term ? inA++ : -1, places[0]);
    const ofB = postingsOf(b, termB === term ? inB++ : -1, places[1]);
    writer.addMerged(ofA, ofB);
    writer.endTerm(term);
  }
  return { keys, lengths, ...writer.finish() };
}

/** The passages of both by ascending key, and for those of each part their new index. */
function mergePassages(
  first: RowsPart,
  second: RowsPart,
): { keys: Uint32Array; lengths: Uint32Array; places: [Uint32Array, Uint32Array] } {
  const parts = [first, second] as const;
  const places: [Uint32Array, Uint32Array] = [
    new Uint32Array(first.rows.keys.length).fill(GONE),
    new Uint32Array(second.rows.keys.length).fill(GONE),
  ];
  const keys: number[] = [];
  const lengths: number[] = [];
  const at = [0, 0];
  const keyAt = (part: 0 | 1): number => parts[part].rows.keys[at[part] ?? 0] ?? Infinity;
  for (;;) {
    const part = keyAt(0) <= keyAt(1) ? 0 : 1;
    const key = keyAt(part);
    if (key === Infinity) break;
    const slot = at[part] ?? 0;
    at[part] = slot + 1;
    const { rows, live } = parts[part];
    if (live?.[slot] === 0) continue;
    places[part][slot] = keys.length;
    keys.push(key);
    lengths.push(rows.lengths[slot] ?? 0);
  }
  return { keys: Uint32Array.from(keys), lengths: Uint32Array.from(lengths), places };
}

/** The postings of one term: a range of some rows, whose passages have new places. */
interface Postings {
  rows: WordRows;
  from: number;
  to: number;
  places: Uint32Array;
}

function postingsOf(rows: WordRows, term: number, places: Uint32Array): Postings {
  const [from, to] = term < 0 ? [0, 0] : [rows.starts[term] ?? 0, rows.starts[term + 1] ?? 0];
  return { rows, from, to, places };
}

class PostingsWriter {
  readonly #terms: string[] = [];
  readonly #starts: number[] = [0];
  readonly #slots: Uint32Array;
  readonly #frequencies: Uint8Array;
  #end = 0;

  constructor(capacity: number) {
    this.#slots = new Uint32Array(capacity);
    this.#frequencies = new Uint8Array(capacity);
  }

  /** Takes both by ascending new place; each is ascending in itself. */
  addMerged(a: Postings, b: Postings): void {
    let inA = a.from;
    for (let inB = b.from; inB < b.to; inB++) {
      const place = b.places[b.rows.slots[inB] as number] as number;
      if (place === GONE) continue;
      for (; inA < a.to; inA++) {
        const before = a.places[a.rows.slots[inA] as number] as number;
        // One that is gone stands above all places, and must not hold up those after it.
        if (before !== GONE && before > place) break;
        this.#add(before, a.rows.frequencies[inA] as number);
      }
      this.#add(place, b.rows.frequencies[inB] as number);
    }
    for (; inA < a.to; inA++)
      this.#add(a.places[a.rows.slots[inA] as number] as number, a.rows.frequencies[inA] as number);
  }

  endTerm(term: string): void {
    if (this.#end === this.#starts.at(-1)) return;
    this.#terms.push(term);
    this.#starts.push(this.#end);
  }

  finish(): Pick<WordRows, 'terms' | 'starts' | 'slots' | 'frequencies'> {
    return {
      terms: this.#terms,
      starts: Uint32Array.from(this.#starts),
      slots: this.#slots.slice(0, this.#end),
      frequencies: this.#frequencies.slice(0, this.#end),
    };
  }

  #add(place: number, frequency: number): void {
    if (place === GONE) return;
    this.#slots[this.#end] = place;
    this.#frequencies[this.#end] = frequency;
    this.#end++;
  }
}
