import type { CorpusChange } from '../api.ts';
import type { ModelManifest } from '../models/manifest.ts';
import { createBm25Index } from '../search/bm25-index.ts';
import type { ScanThreads } from '../search/scan-threads.ts';
import { quantise } from '../search/vector-rows.ts';
import { countWords } from '../search/word-rows.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import { Catalogue, type CatalogueEntry } from './catalogue.ts';
import type { CorpusSetup } from './corpus-api.ts';
import { loadIndexes, loadVectors, type Indexes } from './load-indexes.ts';
import { bindModel } from './model-binding.ts';
import { createSpace, type VectorSpace } from './vector-space.ts';

/** What was loaded from disk. */
export interface LoadedCorpus {
  store: CorpusStore;
  indexes: Indexes;
  /** Of the embedder that answers. */
  space: VectorSpace;
  /** Documents of which words are missing. */
  wordless: readonly CatalogueEntry[];
  /** The embedder that shall answer some day. */
  next?: ModelManifest;
}

/**
 * Loads what is stored into indexes, and puts documents on the queue that were read in an older way.
 *
 * @param onChange Told how far the conversion of what an earlier version stored is, which happens once.
 */
export async function loadCorpus(
  store: CorpusStore,
  setup: CorpusSetup,
  onChange: (change: CorpusChange) => void,
  threads?: ScanThreads,
): Promise<LoadedCorpus> {
  const onProgress = (done: number, total: number): void =>
    onChange({ progress: { step: 'store', subject: store.name, done, total, unit: 'passages' } });
  await store.convert({ countWords, quantise, onProgress });
  const { current, next } = await bindModel(store, setup.embedder, setup.onModelMismatch);
  const space = await createSpace(current, setup.index, threads);
  const indexes: Indexes = {
    catalogue: new Catalogue(),
    lexical: createBm25Index(),
    spaces: new Map([[space.fingerprint, space]]),
  };
  const { outdated, wordless } = await loadIndexes(store, indexes);
  for (const document of outdated) await store.requeue(document);
  await loadVectors(store, indexes.catalogue, space);
  return { store, indexes, space, wordless, ...(next && { next }) };
}
