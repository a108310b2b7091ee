import type { CorpusStore, ParsedCommit } from '../storage/corpus-store.ts';
import type { PassagesRecord } from '../storage/schema.ts';
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
  id: string,
  parsed: ParsedDocument,
  { spans }: Omit<PassagesRecord, 'documentId'>,
): Promise<ParsedCommit['vectors']> {
  const [oldText, oldPassages, oldVectors] = await Promise.all([
    store.text(id),
    store.passages(id),
    store.vectors(id),
  ]);
  if (!oldText || !oldPassages) return [];
  const known = new Map<string, ArrayBuffer>();
  for (const { first, count, data } of oldVectors) {
    const stride = data.byteLength / count;
    for (let row = 0; row < count; row++) {
      const span = oldPassages.spans[first + row];
      if (span) known.set(embeddingText(oldText, span), data.slice(row * stride, (row + 1) * stride));
    }
  }
  return spans.flatMap((span, first) => {
    const data = known.get(embeddingText(parsed, span));
    return data ? [{ first, count: 1, data }] : [];
  });
}
