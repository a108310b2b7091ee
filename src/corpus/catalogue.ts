import type { VectorIndex } from '../search/vector-index.ts';
import type { DocumentRecord } from '../storage/schema.ts';
import type { DocumentInfo, PassageSpan } from '../types.ts';

/** A document as it is kept in memory: its record, and where its passages are. A new version is a new entry. */
export interface CatalogueEntry {
  record: DocumentRecord;
  language: string;
  spans: readonly PassageSpan[];
  /** Fingerprint of the embedder in whose tokens the passages were measured, where it is known. */
  measuredBy?: string;
}

/** All documents that were read, by id and by the keys of their passages. */
export class Catalogue {
  readonly #entries = new Map<string, CatalogueEntry>();
  /** Entries that have passages, by ascending first key. */
  #byKey: CatalogueEntry[] = [];
  #revision = 0;

  get(id: string): CatalogueEntry | undefined {
    return this.#entries.get(id);
  }

  values(): IterableIterator<CatalogueEntry> {
    return this.#entries.values();
  }

  /** Another number whenever a document came, went or was described anew. */
  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#entries.size;
  }

  set(entry: CatalogueEntry): void {
    this.delete(entry.record.id);
    this.#revision += 1;
    this.#entries.set(entry.record.id, entry);
    if (entry.spans.length === 0) return;
    const at = this.#byKey.findLastIndex((other) => other.record.firstKey < entry.record.firstKey) + 1;
    this.#byKey.splice(at, 0, entry);
  }

  /**
   * Describes a document anew whose passages stay. The entry stays the same, so that work on its passages goes on;
   * nothing where another version took its place.
   */
  describe(record: DocumentRecord): CatalogueEntry | undefined {
    const entry = this.#entries.get(record.id);
    if (entry?.record.sha256 !== record.sha256) return undefined;
    this.#revision += 1;
    entry.record = record;
    return entry;
  }

  delete(id: string): CatalogueEntry | undefined {
    const entry = this.#entries.get(id);
    if (!entry) return undefined;
    this.#revision += 1;
    this.#entries.delete(id);
    this.#byKey = this.#byKey.filter((other) => other !== entry);
    return entry;
  }

  /** The keys of passages by their ids; those that are not there are left out. */
  keysOfPassages(ids: readonly string[]): number[] {
    const wanted = new Set(ids);
    return this.#byKey.flatMap(({ record, spans }) =>
      spans.flatMap((_span, ordinal) =>
        wanted.has(passageIdOf(record, ordinal)) ? [record.firstKey + ordinal] : [],
      ),
    );
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

/** The id of a passage: the same as long as its document's bytes are. */
export function passageIdOf({ sha256 }: Pick<DocumentRecord, 'sha256'>, ordinal: number): string {
  return `${sha256.slice(0, 16)}-${ordinal}`;
}

/** Keys of all passages of a document. */
export function keysOf({ record, spans }: CatalogueEntry): number[] {
  return spans.map((_span, ordinal) => record.firstKey + ordinal);
}

/** How many passages of a document have their vector in an index. */
export function countEmbedded(entry: CatalogueEntry, index: Pick<VectorIndex, 'has'>): number {
  return keysOf(entry).reduce((sum, key) => sum + (index.has(key) ? 1 : 0), 0);
}

/** What callers see of a document that was read (or failed). `index` is the one that is searched. */
export function infoOf(entry: CatalogueEntry, index: Pick<VectorIndex, 'has'>): DocumentInfo {
  const { firstKey: _key, language: _language, textBytes: _size, ...rest } = entry.record;
  const { isWithoutOriginal: _original, ...record } = rest;
  const passages = entry.spans.length;
  const embedded = countEmbedded(entry, index);
  const state = record.state === 'failed' ? 'failed' : embedded === passages ? 'ready' : 'words';
  return { ...record, state, passages, embedded };
}
