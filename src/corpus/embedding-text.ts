import type { CorpusStore } from '../storage/corpus-store.ts';
import type { PassagesRecord, VectorsRecord } from '../storage/schema.ts';
import type { ModelVectors } from '../storage/vector-store.ts';
import { stripMarkdown } from '../text/plain.ts';
import type { ParsedDocument, PassageSpan } from '../types.ts';
import type { CatalogueEntry } from './catalogue.ts';
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
  models: Iterable<string>,
  id: string,
  parsed: ParsedDocument,
  { spans }: Omit<PassagesRecord, 'documentId'>,
): Promise<ModelVectors[]> {
  const [oldText, oldPassages] = await Promise.all([store.text(id), store.passages(id)]);
  if (!oldText || !oldPassages) return [];
  const oldTexts = oldPassages.spans.map((span) => embeddingText(oldText, span));
  const newTexts = spans.map((span) => embeddingText(parsed, span));
  const reused: ModelVectors[] = [];
  for (const model of models) {
    const known = vectorsByText(oldTexts, await store.vectors.read(id, model));
    newTexts.forEach((text, first) => {
      const data = known.get(text);
      if (data) reused.push({ model, first, count: 1, data });
    });
  }
  return reused;
}

function vectorsByText(
  texts: readonly string[],
  records: readonly Omit<VectorsRecord, 'documentId'>[],
): Map<string, ArrayBuffer> {
  const known = new Map<string, ArrayBuffer>();
  for (const { first, count, data } of records) {
    const stride = data.byteLength / count;
    for (let row = 0; row < count; row++) {
      const text = texts[first + row];
      if (text !== undefined) known.set(text, data.slice(row * stride, (row + 1) * stride));
    }
  }
  return known;
}
