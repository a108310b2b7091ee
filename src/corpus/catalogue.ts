import type { DocumentRecord } from '../storage/schema.ts';
import type { DocumentInfo, PassageSpan } from '../types.ts';

/** A document as it is kept in memory: its record, where its passages are, and which of them have vectors. */
export interface CatalogueEntry {
  record: DocumentRecord;
  language: string;
  spans: readonly PassageSpan[];
  /** 1 for each passage whose vector is stored. */
  embedded: Uint8Array;
}

/** All documents that were read, by id and by the keys of their passages. */
export class Catalogue {
  readonly #entries = new Map<string, CatalogueEntry>();
  /** Entries that have passages, by ascending first key. */
  #byKey: CatalogueEntry[] = [];

  get(id: string): CatalogueEntry | undefined {
    return this.#entries.get(id);
  }

  values(): IterableIterator<CatalogueEntry> {
    return this.#entries.values();
  }

  get size(): number {
    return this.#entries.size;
  }

  set(entry: CatalogueEntry): void {
    this.delete(entry.record.id);
    this.#entries.set(entry.record.id, entry);
    if (entry.spans.length === 0) return;
    const at = this.#byKey.findLastIndex((other) => other.record.firstKey < entry.record.firstKey) + 1;
    this.#byKey.splice(at, 0, entry);
  }

  delete(id: string): CatalogueEntry | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#entries.delete(id);
    this.#byKey = this.#byKey.filter((other) => other !== entry);
    return entry;
  }

  /** The passage with this key, or nothing when its document is gone. */
  locate(key: number): { entry: CatalogueEntry; ordinal: number } | undefined {
    let low = 0;
    let high = this.#byKey.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#byKey[middle]!.record.firstKey <= key) low = middle + 1;
      else high = middle;
    }
    const entry = this.#byKey[low - 1];
    if (!entry) return undefined;
    const ordinal = key - entry.record.firstKey;
    return ordinal < entry.spans.length ? { entry, ordinal } : undefined;
  }
}

/** Keys of all passages of a document. */
export function keysOf({ record, spans }: CatalogueEntry): number[] {
  return spans.map((_span, ordinal) => record.firstKey + ordinal);
}

export function countEmbedded({ embedded }: CatalogueEntry): number {
  return embedded.reduce((sum, flag) => sum + flag, 0);
}

/** What callers see of a document that was read (or failed). */
export function infoOf(entry: CatalogueEntry): DocumentInfo {
  const { firstKey: _key, language: _language, ...record } = entry.record;
  return { ...record, passages: entry.spans.length, embedded: countEmbedded(entry) };
}
