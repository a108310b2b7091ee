import type { LexicalIndex } from '../search/lexical-index.ts';
import type { VectorIndex } from '../search/vector-index.ts';
import type { VectorRows } from '../search/vector-rows.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import { keyRows, type ParsedCommit } from '../storage/parsed-commit.ts';
import { LiveKeys } from '../storage/live-keys.ts';
import type { DocumentRecord, PassagesRecord } from '../storage/schema.ts';
import { pickRows } from '../storage/vector-segment.ts';
import { ANALYSIS_VERSION } from './analysis.ts';
import { keysOf, type Catalogue, type CatalogueEntry } from './catalogue.ts';
import type { VectorSpace } from './vector-space.ts';

export interface Indexes {
  catalogue: Catalogue;
  lexical: LexicalIndex;
  /** By fingerprint: that of the embedder that answers, and of the one that it shall give way to. */
  spaces: Map<string, VectorSpace>;
}

/** What must be done after the opening. */
export interface Unfinished {
  /** Documents whose words were found by an older analysis: they answer as they are, and should be read again. */
  outdated: DocumentRecord[];
  /** Documents of which words are missing. */
  wordless: CatalogueEntry[];
}

/** Puts one document into the indexes, in place of whatever they held under its id. */
export function indexDocument(
  { catalogue, lexical, spaces }: Indexes,
  record: DocumentRecord,
  { passages, words, vectors }: Pick<ParsedCommit, 'passages' | 'words' | 'vectors'>,
): CatalogueEntry {
  const entry = entryOf(record, passages);
  lexical.addRows(keyRows(words, record.firstKey));
  for (const { model, rows, origins } of vectors) {
    const space = spaces.get(model);
    const keyed = keyRows(rows, record.firstKey);
    space?.index.addRows(keyed);
    space?.origins.note({ rows: keyed, origins });
  }
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

/** Fills the indexes from what is stored, vectors not included. */
export async function loadIndexes(store: CorpusStore, { catalogue, lexical }: Indexes): Promise<Unfinished> {
  const [records, passages] = await Promise.all([store.documents(), store.allPassages()]);
  const outdated: DocumentRecord[] = [];
  records.sort((a, b) => a.firstKey - b.firstKey || a.addedAt - b.addedAt);
  for (const record of records) {
    const stored = passages.get(record.id);
    catalogue.set(stored ? entryOf(record, stored) : { record, language: 'und', spans: [] });
    if (stored && stored.analysis !== ANALYSIS_VERSION) outdated.push(record);
  }
  const found = new LiveKeys();
  await store.loadWords((words) => {
    lexical.addRows(words, (key) => isIndexed(catalogue, key) && !found.has(key));
    for (const key of words.keys) found.add({ firstKey: key, passages: 1 });
  });
  const isWordless = (entry: CatalogueEntry): boolean => keysOf(entry).some((key) => !found.has(key));
  return { outdated, wordless: [...catalogue.values()].filter(isWordless) };
}

/** Puts the stored vectors of one embedder into its index. Documents may come and go meanwhile. */
export function loadVectors(store: CorpusStore, catalogue: Catalogue, space: VectorSpace): Promise<void> {
  return store.vectors.load(space.fingerprint, (vectors) => {
    space.origins.note(vectors);
    addSound(space.index, vectors.rows, (key) => isIndexed(catalogue, key));
  });
}

/** Earlier versions stored vectors that no index takes, of zeros for one: these are left out, and made again. */
function addSound(index: VectorIndex, rows: VectorRows, isLive: (key: number) => boolean): void {
  try {
    index.addRows(rows, isLive);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    if (rows.keys.length === 1) return;
    rows.keys.forEach((key, place) => addSound(index, pickRows(rows, [place], [key]), isLive));
  }
}

function entryOf(
  record: DocumentRecord,
  { language, spans, measuredBy }: Omit<PassagesRecord, 'documentId'>,
): CatalogueEntry {
  return { record, language, spans, ...(measuredBy ? { measuredBy } : {}) };
}

function isIndexed(catalogue: Catalogue, key: number): boolean {
  return catalogue.locate(key) !== undefined;
}
