import type { ParsedDocument } from '../types.ts';

/** Keeps the last documents that were looked at, as reading one from disk costs more than a search. */
export class TextCache {
  readonly #read: (id: string) => Promise<ParsedDocument | undefined>;
  readonly #capacity: number;
  readonly #texts = new Map<string, Promise<ParsedDocument | undefined>>();

  /** @param capacity Number of documents that are kept. */
  constructor(read: (id: string) => Promise<ParsedDocument | undefined>, capacity = 32) {
    this.#read = read;
    this.#capacity = capacity;
  }

  get(id: string): Promise<ParsedDocument | undefined> {
    const text = this.#texts.get(id) ?? this.#read(id);
    this.#texts.delete(id);
    this.#texts.set(id, text);
    // A failed read must not be remembered; whoever asked sees the rejection.
    text.catch(() => this.#texts.delete(id));
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= this.#capacity) break;
      this.#texts.delete(oldest);
    }
    return text;
  }

  delete(id: string): void {
    this.#texts.delete(id);
  }
}
