/**
 * Which vector in the tree of voy is that of which key. A vector gets a new id each time, as what is removed or replaced
 * stays in the tree.
 */
export class VoyKeys {
  readonly #keys = new Map<number, number>();
  readonly #ids = new Map<number, number>();
  #nextId = 0;

  get size(): number {
    return this.#keys.size;
  }

  /** Keys by id. */
  entries(): Iterable<[id: number, key: number]> {
    return this.#keys;
  }

  /** Undefined when the vector was removed or replaced. */
  keyOf(id: number): number | undefined {
    return this.#keys.get(id);
  }

  /** Gives the vector of a key its id, in place of an earlier one. */
  add(key: number): number {
    this.delete(key);
    const id = this.#nextId++;
    this.#ids.set(key, id);
    this.#keys.set(id, key);
    return id;
  }

  delete(key: number): void {
    const id = this.#ids.get(key);
    if (id === undefined) return;
    this.#ids.delete(key);
    this.#keys.delete(id);
  }
}
