import type { CorpusStore } from '../storage/corpus-store.ts';
import { unlessDamaged } from '../storage/damage.ts';
import { pickRows } from '../storage/vector-segment.ts';
import type { ModelVectors } from '../storage/vector-store.ts';
import { stripMarkdown } from '../text/plain.ts';
import type { ParsedDocument, PassageSpan } from '../types.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { Indexes } from './load-indexes.ts';
import type { TextCache } from './text-cache.ts';

/** What the embedder sees of a passage: its context, then its words as a person reads them. */
export function embeddingText(parsed: ParsedDocument, { start, end, context }: PassageSpan): string {
  const source = parsed.text.slice(start, end);
  const words = parsed.format === 'markdown' ? stripMarkdown(source) : source;
  return context ? `${context}\n${words}` : words;
}

/** What the embedder sees of some passages of a stored document; empty texts when it is gone meanwhile. */
export async function embeddingTexts(
  texts: TextCache,
  entry: CatalogueEntry,
  ordinals: readonly number[],
): Promise<string[]> {
  const parsed = await texts.get(entry.record.id);
  return ordinals.map((ordinal) => {
    const span = entry.spans[ordinal];
    return parsed && span ? embeddingText(parsed, span) : '';
  });
}

/** Vectors of the stored version of a document that fit passages of its new version, as these read the same. */
export async function reuseVectors(
  store: CorpusStore,
  { catalogue, spaces }: Pick<Indexes, 'catalogue' | 'spaces'>,
  id: string,
  parsed: ParsedDocument,
  spans: readonly PassageSpan[],
): Promise<ModelVectors[]> {
  const former = await unlessDamaged(store.text(id));
  const entry = catalogue.get(id);
  if (!former || !entry) return [];
  const keys = new Map(
    entry.spans.map((span, ordinal) => [embeddingText(former, span), entry.record.firstKey + ordinal]),
  );
  const wanted = spans.flatMap((span, ordinal) => {
    const key = keys.get(embeddingText(parsed, span));
    return key === undefined ? [] : [{ key, ordinal }];
  });
  return [...spaces.values()].flatMap(({ fingerprint, index, origins }) => {
    const rows = index.rows(new Set(wanted.map(({ key }) => key)));
    const places = new Map([...rows.keys].map((key, place) => [key, place]));
    const known = wanted.flatMap(({ key, ordinal }) => {
      const place = places.get(key);
      return place === undefined ? [] : [{ key, place, ordinal }];
    });
    if (known.length === 0) return [];
    const [from, to] = [known.map(({ place }) => place), known.map(({ ordinal }) => ordinal)];
    const runs = origins.runsOf(known.map(({ key }) => key));
    return { model: fingerprint, rows: pickRows(rows, from, to), origins: runs };
  });
}
