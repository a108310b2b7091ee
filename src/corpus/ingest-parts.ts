import type { CorpusChange } from '../api.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import type { BackgroundGate } from './background-gate.ts';
import { infoOf, type CatalogueEntry } from './catalogue.ts';
import type { Embedders } from './embedders.ts';
import { reuseVectors } from './embedding-text.ts';
import type { IngestParts } from './ingest-queue.ts';
import type { KillableParser } from './killable-parser.ts';
import { indexDocument, unindexDocument, type Indexes } from './load-indexes.ts';
import type { TextCache } from './text-cache.ts';
import { runInSlices } from './time-slices.ts';

export interface IngestSurroundings {
  store: CorpusStore;
  parser: KillableParser;
  indexes: Indexes;
  texts: TextCache;
  /** Held while somebody waits for an answer to a question. */
  asking: BackgroundGate;
  /** They measure documents; asked for when they are needed. */
  embedders(): Embedders;
  onChange(change: CorpusChange): void;
}

/** What the queue of documents works with in a corpus: each that was read goes into the indexes. */
export function ingestParts(surroundings: IngestSurroundings): IngestParts {
  const { store, parser, indexes, texts, asking, embedders, onChange } = surroundings;
  const { catalogue } = indexes;
  const tell = (entry: CatalogueEntry): void =>
    onChange({ document: infoOf(entry, embedders().current.space.index) });
  return {
    store,
    checkSize: (name, bytes) => parser.checkSize(name, bytes),
    parse: (name, content) => parser.parse(name, content),
    stopParsing: () => parser.close(),
    analyse: (parsed, name, signal) =>
      embedders().analyser.analyse(parsed, name, (steps) => runInSlices(steps, asking, signal)),
    reuse: (id, parsed, { passages }) => reuseVectors(store, indexes, id, parsed, passages.spans),
    onStored: (record, commit) => {
      unindexDocument(indexes, record.id);
      texts.delete(record.id);
      tell(indexDocument(indexes, record, commit));
    },
    onDescribed: (record) => {
      const entry = catalogue.describe(record);
      if (entry) tell(entry);
    },
    onFailed: (record) => {
      const stored = record.state === 'failed' ? undefined : catalogue.describe(record);
      const entry = stored ?? { record, language: 'und', spans: [] };
      catalogue.set(entry);
      tell(entry);
    },
    onChange: () => {
      embedders().wake();
      onChange({});
    },
  };
}
