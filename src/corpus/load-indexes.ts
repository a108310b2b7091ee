import type { LexicalIndex } from '../search/lexical-index.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import type { DocumentRecord, PassagesRecord, VectorsRecord } from '../storage/schema.ts';
import type { ModelVectors } from '../storage/vector-store.ts';
import { ANALYSIS_VERSION } from './analysis.ts';
import { keysOf, type Catalogue, type CatalogueEntry } from './catalogue.ts';
import type { VectorSpace } from './vector-space.ts';

export interface Indexes {
  catalogue: Catalogue;
  lexical: LexicalIndex;
  /** By fingerprint: that of the embedder that answers, and of the one that it shall give way to. */
  spaces: Map<string, VectorSpace>;
}

/** Puts one document into the indexes, in place of whatever they held under its id. */
export function indexDocument(
  { catalogue, lexical, spaces }: Indexes,
  record: DocumentRecord,
  { language, spans, terms, measuredBy }: Omit<PassagesRecord, 'documentId'>,
  vectors: readonly ModelVectors[],
): CatalogueEntry {
  const entry: CatalogueEntry = { record, language, spans, ...(measuredBy ? { measuredBy } : {}) };
  terms.forEach(({ body, context }, ordinal) => {
    lexical.add(record.firstKey + ordinal, split(body), split(context));
  });
  for (const { model, ...stored } of vectors) addVectors(spaces.get(model), record, stored);
  catalogue.set(entry);
  return entry;
}

/** Takes a document out of the indexes. */
export function unindexDocument({ catalogue, lexical, spaces }: Indexes, id: string): void {
  const entry = catalogue.delete(id);
  if (!entry) return;
  const keys = keysOf(entry);
  lexical.remove(keys);
  for (const { index } of spaces.values()) index.remove(keys);
}

/**
 * Fills the indexes from what is stored, vectors not included. Resolves with the documents whose words were found by an
 * older analysis: they answer as they are, and should be read again.
 */
export async function loadIndexes(store: CorpusStore, indexes: Indexes): Promise<DocumentRecord[]> {
  const records = await store.documents();
  const outdated: DocumentRecord[] = [];
  records.sort((a, b) => a.firstKey - b.firstKey || a.addedAt - b.addedAt);
  for (const record of records) {
    const passages = await store.passages(record.id);
    if (passages) indexDocument(indexes, record, passages, []);
    else indexes.catalogue.set({ record, language: 'und', spans: [] });
    if (passages && passages.analysis !== ANALYSIS_VERSION) outdated.push(record);
  }
  return outdated;
}

/** Puts the stored vectors of one embedder into its index. Documents may come and go meanwhile. */
export async function loadVectors(
  store: CorpusStore,
  catalogue: Catalogue,
  space: VectorSpace,
): Promise<void> {
  const entries = [...catalogue.values()];
  for (const entry of entries) {
    const { id } = entry.record;
    const records = await store.vectors.read(id, space.fingerprint);
    if (catalogue.get(id) !== entry) continue;
    for (const stored of records) addVectors(space, entry.record, stored);
  }
}

function addVectors(
  space: VectorSpace | undefined,
  { firstKey }: DocumentRecord,
  { first, count, data }: Omit<VectorsRecord, 'documentId'>,
): void {
  const keys = Array.from({ length: count }, (_, offset) => firstKey + first + offset);
  space?.index.add(keys, new Float32Array(data));
}

function split(terms: string): string[] {
  return terms === '' ? [] : terms.split(' ');
}
