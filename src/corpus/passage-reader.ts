import type { RetrieveOptions } from '../api.ts';
import type { FusedHit } from '../search/fuse.ts';
import type { ExaminedHit } from '../search/passage-ranks.ts';
import { sortOut, type Diversity, type LeftOut } from '../search/passage-selection.ts';
import type { VectorIndex } from '../search/vector-index.ts';
import type { DroppedPassage, Retrieval } from '../types.ts';
import type { Catalogue } from './catalogue.ts';
import { toFound, type Found, type Located } from './found-passage.ts';
import type { TextCache } from './text-cache.ts';

/** Passages that are read for each one that is kept, as near copies are left out. */
const SPARE = 2;

/** … as there shall be others than the best ranked. */
const CHOICE = 4;

/** Fewer passages than this are chosen from as many as this number would be. */
const FEW = 5;

/** Passages with their texts, best first. */
export interface FoundPassages {
  found: Found[];
  /** With `explain` only. */
  dropped: DroppedPassage[];
}

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
    return (await this.choose(ranked, limit, {})).found;
  }

  /**
   * As `read`, with options of the search.
   *
   * @param index Where the likeness of passages is found, for `diversity`.
   */
  async choose(
    ranked: readonly FusedHit[],
    limit: number,
    { perDocument, diversity = 0, explain = false }: RetrieveOptions,
    index?: Pick<VectorIndex, 'vector'>,
  ): Promise<FoundPassages> {
    const isChosen = perDocument !== undefined || diversity > 0;
    const located = await this.locate(ranked.slice(0, Math.max(limit, FEW) * (isChosen ? CHOICE : SPARE)));
    const { kept, dropped } = sortOut(located, {
      limit,
      ...(perDocument !== undefined && { perDocument }),
      ...(diversity > 0 && { diversity: byVectors(located, diversity, index) }),
    });
    return { found: kept.map(toFound), dropped: explain ? dropped.map(toDropped) : [] };
  }

  /** Passages that somebody asked for, with their places. */
  async examine(hits: readonly ExaminedHit[]): Promise<NonNullable<Retrieval['examined']>> {
    const located = await Promise.all(hits.map(({ hit }) => this.#locate(hit)));
    return located.flatMap(([one], at) => {
      const place = hits[at]?.place;
      return one ? [{ passage: toFound(one).passage, ...(place !== undefined && { place }) }] : [];
    });
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

function toDropped({ passage, reason, copyOf }: LeftOut<Located>): DroppedPassage {
  return {
    passage: toFound(passage).passage,
    reason,
    ...(copyOf && { copyOf: toFound(copyOf).passage.id }),
  };
}

/** Likeness is the cosine of two passages' vectors; a passage without one is like no other. */
function byVectors(
  located: readonly Located[],
  share: number,
  index: Pick<VectorIndex, 'vector'> | undefined,
): Diversity<Located> {
  const vectors = new Map(located.map(({ key }) => [key, index?.vector(key)]));
  const best = Math.max(...located.map(({ hit }) => hit.score)) || 1;
  return {
    share,
    relevance: ({ hit }) => hit.score / best,
    likeness: (one, other) => {
      const vector = vectors.get(other.key);
      const cosine = vectors.get(one.key)?.reduce((sum, value, at) => sum + value * (vector?.[at] ?? 0), 0);
      // What points the other way is no better for it.
      return Math.max(0, cosine ?? 0);
    },
  };
}
