import type { RetrieveOptions } from '../api.ts';
import type { MetadataFilter } from '../metadata-filter.ts';
import { KeyBitmap } from '../search/key-bitmap.ts';
import type { Catalogue } from './catalogue.ts';
import { matchDocuments } from './document-match.ts';

/** Filters whose passages are remembered: a person who asks several questions changes the filter now and then. */
const REMEMBERED = 8;

/** Turns filters on documents into sets of passages, which are made once for each state of the corpus. */
export class PassageFilters {
  readonly #catalogue: Catalogue;
  readonly #bitmaps = new Map<string, KeyBitmap>();
  #revision = -1;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  /** Keys of the passages that a search may find; nothing where it may find all. Both conditions must hold. */
  accept({ documentIds, filter }: Pick<RetrieveOptions, 'documentIds' | 'filter'>): KeyBitmap | undefined {
    if (!documentIds && !filter) return undefined;
    if (this.#revision !== this.#catalogue.revision) this.#bitmaps.clear();
    this.#revision = this.#catalogue.revision;
    const name = JSON.stringify([documentIds, filter]);
    const bitmap = this.#bitmaps.get(name) ?? this.#build(documentIds, filter);
    this.#bitmaps.delete(name);
    this.#bitmaps.set(name, bitmap);
    for (const oldest of this.#bitmaps.keys()) {
      if (this.#bitmaps.size <= REMEMBERED) break;
      this.#bitmaps.delete(oldest);
    }
    return bitmap;
  }

  #build(documentIds?: readonly string[], filter?: MetadataFilter): KeyBitmap {
    const ids = documentIds && new Set(documentIds);
    const matches = filter && matchDocuments(filter);
    const ranges: { first: number; count: number }[] = [];
    for (const entry of this.#catalogue.values()) {
      const { id, firstKey } = entry.record;
      if (entry.spans.length === 0 || (ids && !ids.has(id)) || (matches && !matches(entry))) continue;
      ranges.push({ first: firstKey, count: entry.spans.length });
    }
    return KeyBitmap.ofRanges(ranges);
  }
}
