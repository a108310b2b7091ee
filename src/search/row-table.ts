const FIRST_BITS = 6;
/** Slots are twice to four times as many as rows: probes stay short, and a vector takes 8 to 16 bytes. */
const SLOTS_PER_ROW = 2;
const FREE = 0;

/**
 * Finds the row of a key: a hash table of rows in open addressing, which asks for the key of a row instead of keeping
 * it a second time. A `Map` takes five times as much memory.
 */
export class RowTable {
  readonly #keyAt: (row: number) => number;
  #bits = FIRST_BITS;
  /** Row + 1. */
  #slots: Uint32Array = new Uint32Array(1 << FIRST_BITS);
  #size = 0;

  /** @param keyAt The key of a row that was set. */
  constructor(keyAt: (row: number) => number) {
    this.#keyAt = keyAt;
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#slots.byteLength;
  }

  /** Makes room for so many rows at once. */
  reserve(count: number): void {
    let bits = this.#bits;
    while (count * SLOTS_PER_ROW > 2 ** bits) bits++;
    if (bits > this.#bits) this.#resize(bits);
  }

  get(key: number): number | undefined {
    const row = this.#slots[this.#slotOf(key)] ?? FREE;
    return row === FREE ? undefined : row - 1;
  }

  /** Sets the row of a key, which the row must bear before the next call. */
  set(key: number, row: number): void {
    let slot = this.#slotOf(key);
    if (this.#slots[slot] === FREE) {
      if ((this.#size + 1) * SLOTS_PER_ROW > this.#slots.length) {
        this.#resize(this.#bits + 1);
        slot = this.#slotOf(key);
      }
      this.#size++;
    }
    this.#slots[slot] = row + 1;
  }

  /** Forgets a key; its row must bear it still. Later slots move up, so that no probe ends at the gap. */
  delete(key: number): void {
    let gap = this.#slotOf(key);
    if (this.#slots[gap] === FREE) return;
    const mask = this.#slots.length - 1;
    for (let slot = (gap + 1) & mask; this.#slots[slot] !== FREE; slot = (slot + 1) & mask) {
      const home = this.#homeOf(this.#keyAt((this.#slots[slot] ?? 0) - 1));
      // It may move if its home is not between the gap and itself.
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue;
      this.#slots[gap] = this.#slots[slot] ?? FREE;
      gap = slot;
    }
    this.#slots[gap] = FREE;
    this.#size--;
  }

  /** The slot that holds a key, or the free one where it belongs. */
  #slotOf(key: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#homeOf(key);
    for (;;) {
      const row = this.#slots[slot] ?? FREE;
      if (row === FREE || this.#keyAt(row - 1) === key) return slot;
      slot = (slot + 1) & mask;
    }
  }

  /** Fibonacci hashing: 2³² ÷ the golden ratio (Knuth, The Art of Computer Programming 3, section 6.4). */
  #homeOf(key: number): number {
    return Math.imul(key, 0x9e37_79b1) >>> (32 - this.#bits);
  }

  #resize(bits: number): void {
    const rows = this.#slots.filter((row) => row !== FREE);
    this.#bits = bits;
    this.#slots = new Uint32Array(2 ** bits);
    for (const row of rows) this.#slots[this.#slotOf(this.#keyAt(row - 1))] = row;
  }
}
