import type { FusedHit } from '../search/fuse.ts';
import { selectPassages } from '../search/passage-selection.ts';
import type { Catalogue } from './catalogue.ts';
import { toFound, type Found, type Located } from './found-passage.ts';
import type { TextCache } from './text-cache.ts';

/** Passages that are read for each one that is kept, as near copies are left out. */
const SPARE = 2;

/** Gets the texts of what a search found. */
export class PassageReader {
  readonly #catalogue: Catalogue;
  readonly #texts: TextCache;

  constructor(catalogue: Catalogue, texts: TextCache) {
    this.#catalogue = catalogue;
    this.#texts = texts;
  }

  /** The best `limit` passages, of which none says what another one does. */
  async read(ranked: readonly FusedHit[], limit: number): Promise<Found[]> {
    const located = await this.locate(ranked.slice(0, limit * SPARE));
    return selectPassages(located, { limit }).map(toFound);
  }

  /** The passages of some hits with their texts; those of a document that was removed meanwhile are left out. */
  async locate(hits: readonly FusedHit[]): Promise<Located[]> {
    return (await Promise.all(hits.map((hit) => this.#locate(hit)))).flat();
  }

  async #locate(hit: FusedHit): Promise<Located[]> {
    const { entry, ordinal } = this.#catalogue.locate(hit.key) ?? {};
    const parsed = entry && (await this.#texts.get(entry.record.id));
    const span = entry?.spans[ordinal ?? 0];
    if (!entry || ordinal === undefined || !parsed || !span) return [];
    const { start, end, context } = span;
    const { record, language } = entry;
    const text = parsed.text.slice(start, end);
    const found = { hit, key: hit.key, record, ordinal, parsed, language };
    return [{ ...found, documentId: record.id, text, start, end, context }];
  }
}
