import type { LexicalIndex } from '../search/lexical-index.ts';
import type { VectorIndex } from '../search/vector-index.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import type { DocumentRecord, PassagesRecord, VectorsRecord } from '../storage/schema.ts';
import { ANALYSIS_VERSION } from './analysis.ts';
import { keysOf, type Catalogue, type CatalogueEntry } from './catalogue.ts';

export interface Indexes {
  catalogue: Catalogue;
  lexical: LexicalIndex;
  dense: VectorIndex;
}

/** Puts one document into the indexes, in place of whatever they held under its id. */
export function indexDocument(
  { catalogue, lexical, dense }: Indexes,
  record: DocumentRecord,
  passages: Omit<PassagesRecord, 'documentId'>,
  vectors: readonly Omit<VectorsRecord, 'documentId'>[],
): CatalogueEntry {
  const entry: CatalogueEntry = {
    record,
    language: passages.language,
    spans: passages.spans,
    embedded: new Uint8Array(passages.spans.length),
  };
  passages.terms.forEach(({ body, context }, ordinal) => {
    lexical.add(record.firstKey + ordinal, split(body), split(context));
  });
  for (const { first, count, data } of vectors) {
    dense.add(
      Array.from({ length: count }, (_, offset) => record.firstKey + first + offset),
      new Float32Array(data),
    );
    entry.embedded.fill(1, first, first + count);
  }
  catalogue.set(entry);
  return entry;
}

/** Takes a document out of the indexes. */
export function unindexDocument({ catalogue, lexical, dense }: Indexes, id: string): void {
  const entry = catalogue.delete(id);
  if (!entry) return;
  const keys = keysOf(entry);
  lexical.remove(keys);
  dense.remove(keys);
}

/**
 * Fills the indexes from what is stored. Resolves with the documents whose words were found by an older analysis:
 * they answer as they are, and should be read again.
 */
export async function loadIndexes(store: CorpusStore, indexes: Indexes): Promise<DocumentRecord[]> {
  const records = await store.documents();
  const outdated: DocumentRecord[] = [];
  records.sort((a, b) => a.firstKey - b.firstKey || a.addedAt - b.addedAt);
  for (const record of records) {
    const [passages, vectors] = await Promise.all([store.passages(record.id), store.vectors(record.id)]);
    if (passages) indexDocument(indexes, record, passages, vectors);
    else indexes.catalogue.set({ record, language: 'und', spans: [], embedded: new Uint8Array() });
    if (passages && passages.analysis !== ANALYSIS_VERSION) outdated.push(record);
  }
  return outdated;
}

function split(terms: string): string[] {
  return terms === '' ? [] : terms.split(' ');
}
