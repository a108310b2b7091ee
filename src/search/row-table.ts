const FIRST_BITS = 6;
/** Slots are twice to four times as many as rows: probes stay short, and a vector takes 8 to 16 bytes, and 4 for its key. */
const SLOTS_PER_ROW = 2;
/** By how much the list of keys grows at least, so that adding a few at a time does not copy it each time. */
const KEY_GROWTH = 1.25;
const FREE = 0;

/**
 * Finds the row of a key: a hash table of rows in open addressing. It has the keys of the rows too, as asking the kernel
 * for them takes longer than all the rest. A `Map` takes four times as much memory.
 */
export class RowTable {
  #bits = FIRST_BITS;
  /** Row + 1. */
  #slots: Uint32Array = new Uint32Array(1 << FIRST_BITS);
  /** By row. */
  #keys: Uint32Array = new Uint32Array((1 << FIRST_BITS) / SLOTS_PER_ROW);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#slots.byteLength + this.#keys.byteLength;
  }

  /** Makes room for so many rows at once. */
  reserve(count: number): void {
    let bits = this.#bits;
    while (count * SLOTS_PER_ROW > 2 ** bits) bits++;
    if (bits > this.#bits) this.#resize(bits);
    this.#makeRoom(count);
  }

  get(key: number): number | undefined {
    const row = this.#slots[this.#slotOf(key)] ?? FREE;
    return row === FREE ? undefined : row - 1;
  }

  /** The row of a key; a new key gets the row after all others. */
  place(key: number): number {
    const slot = this.#slotOf(key);
    const known = this.#slots[slot] ?? FREE;
    if (known !== FREE) return known - 1;
    const row = this.#size;
    this.set(key, row);
    return row;
  }

  /** Sets the row of a key. */
  set(key: number, row: number): void {
    let slot = this.#slotOf(key);
    if (this.#slots[slot] === FREE) {
      if ((this.#size + 1) * SLOTS_PER_ROW > this.#slots.length) {
        this.#resize(this.#bits + 1);
        slot = this.#slotOf(key);
      }
      this.#size++;
    }
    this.#makeRoom(row + 1);
    this.#keys[row] = key;
    this.#slots[slot] = row + 1;
  }

  /** Forgets a key. Later slots move up, so that no probe ends at the gap. */
  delete(key: number): void {
    let gap = this.#slotOf(key);
    if (this.#slots[gap] === FREE) return;
    const mask = this.#slots.length - 1;
    for (let slot = (gap + 1) & mask; this.#slots[slot] !== FREE; slot = (slot + 1) & mask) {
      const home = this.#homeOf(this.#keyIn(slot));
      // It may move if its home is not between the gap and itself.
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue;
      this.#slots[gap] = this.#slots[slot] ?? FREE;
      gap = slot;
    }
    this.#slots[gap] = FREE;
    this.#size--;
  }

  #makeRoom(rows: number): void {
    if (rows <= this.#keys.length) return;
    const keys = new Uint32Array(Math.max(rows, Math.ceil(this.#keys.length * KEY_GROWTH)));
    keys.set(this.#keys);
    this.#keys = keys;
  }

  /** The key of the row in a slot that is not free. */
  #keyIn(slot: number): number {
    return this.#keys[(this.#slots[slot] ?? FREE) - 1] ?? 0;
  }

  /** The slot that holds a key, or the free one where it belongs. */
  #slotOf(key: number): number {
    const mask = this.#slots.length - 1;
    let slot = this.#homeOf(key);
    while (this.#slots[slot] !== FREE && this.#keyIn(slot) !== key) slot = (slot + 1) & mask;
    return slot;
  }

  /** Fibonacci hashing: 2³² ÷ the golden ratio (Knuth, The Art of Computer Programming 3, section 6.4). */
  #homeOf(key: number): number {
    return Math.imul(key, 0x9e37_79b1) >>> (32 - this.#bits);
  }

  #resize(bits: number): void {
    const rows = this.#slots.filter((row) => row !== FREE);
    this.#bits = bits;
    this.#slots = new Uint32Array(2 ** bits);
    for (const row of rows) this.#slots[this.#slotOf(this.#keys[row - 1] ?? 0)] = row;
  }
}
