import type { AddOutcome, CorpusChange, RetrieveOptions, Status } from '../api.ts';
import { StateError, type StorageError } from '../errors.ts';
import type { EmbedderProcess } from '../inference/fallback-process.ts';
import { PARSE_LIMITS } from '../ingest/parser.ts';
import type { ModelManifest } from '../models/manifest.ts';
import { openModelStore } from '../models/store.ts';
import type { CorpusSetup } from './corpus-api.ts';
import { createBm25Index } from '../search/bm25-index.ts';
import { createExactIndex } from '../search/exact-index.ts';
import { CorpusStore } from '../storage/corpus-store.ts';
import type { DocumentInfo, ParsedDocument, Progress, Retrieval, SourceDocument } from '../types.ts';
import { addDocuments } from './add-documents.ts';
import { Analyser } from './analyser.ts';
import { Catalogue, countEmbedded, infoOf } from './catalogue.ts';
import { adviseEmbedder } from './embedder-advice.ts';
import { EmbeddingService } from './embedding-service.ts';
import { embeddingTexts, reuseVectors } from './embedding-text.ts';
import { IngestQueue } from './ingest-queue.ts';
import { KillableParser, type ParserProcess } from './killable-parser.ts';
import { indexDocument, loadIndexes, unindexDocument, type Indexes } from './load-indexes.ts';
import { bindModel } from './model-binding.ts';
import { Retriever } from './retriever.ts';
import { estimateStorage } from './storage-usage.ts';
import { TextCache } from './text-cache.ts';

/** The processes that a corpus starts and kills. */
export interface CorpusProcesses {
  spawnParser(): ParserProcess;
  spawnEmbedder(): EmbedderProcess;
}

/** With the embedder that the corpus is tied to. */
type BoundSetup = CorpusSetup & { embedder: ModelManifest };

/** One open corpus: what is stored, what is indexed, and the work between. The only writer of its database. */
export class Corpus {
  readonly #manifest: ModelManifest;
  readonly #store: CorpusStore;
  readonly #indexes: Indexes;
  readonly #texts: TextCache;
  readonly #parser: KillableParser;
  readonly #ingest: IngestQueue;
  readonly #embedding: EmbeddingService;
  readonly #retriever: Retriever;
  readonly #onChange: (change: CorpusChange) => void;

  private constructor(
    store: CorpusStore,
    indexes: Indexes,
    setup: BoundSetup,
    processes: CorpusProcesses,
    onChange: (change: CorpusChange) => void,
    parseTimeoutMs: number,
  ) {
    const { embedder, assetBase, device } = setup;
    const analyser = new Analyser(openModelStore({ assetBase }), embedder);
    this.#manifest = embedder;
    this.#store = store;
    this.#indexes = indexes;
    this.#onChange = onChange;
    this.#texts = new TextCache((id) => store.text(id));
    this.#parser = new KillableParser(processes.spawnParser, { ...PARSE_LIMITS, timeoutMs: parseTimeoutMs });
    this.#ingest = this.#createIngest(analyser);
    this.#embedding = new EmbeddingService({
      spawn: processes.spawnEmbedder,
      manifest: embedder,
      assetBase,
      device,
      queue: {
        store,
        catalogue: indexes.catalogue,
        index: indexes.dense,
        waiting: () => this.#ingest.waiting,
        embeddingTexts: (entry, ordinals) => embeddingTexts(this.#texts, entry, ordinals),
        onStored: (entry) => onChange({ document: infoOf(entry) }),
      },
      onChange: (progress) => onChange(progress ? { progress } : {}),
    });
    this.#retriever = new Retriever(indexes, this.#texts, this.#embedding, embedder);
  }

  /** Opens what is stored; resolves when its words and the vectors that are there can be searched. */
  static async open(
    setup: CorpusSetup,
    processes: CorpusProcesses,
    onChange: (change: CorpusChange) => void,
    onLost: (error: StorageError) => void,
    parseTimeoutMs: number = PARSE_LIMITS.timeoutMs,
  ): Promise<Corpus> {
    const store = await CorpusStore.open(setup.name, onLost);
    try {
      const embedder = await bindModel(store, setup.embedder, setup.onModelMismatch);
      const indexes: Indexes = {
        catalogue: new Catalogue(),
        lexical: createBm25Index(),
        dense: createExactIndex(embedder.embedder?.dims ?? 0),
      };
      for (const outdated of await loadIndexes(store, indexes)) await store.requeue(outdated);
      const corpus = new Corpus(store, indexes, { ...setup, embedder }, processes, onChange, parseTimeoutMs);
      await corpus.#ingest.resume();
      return corpus;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  add(
    documents: readonly SourceDocument[],
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<AddOutcome[]> {
    return addDocuments(this.#ingest, documents, signal, onProgress);
  }

  async remove(ids: readonly string[], signal?: AbortSignal): Promise<number> {
    let count = 0;
    for (const id of ids) {
      signal?.throwIfAborted();
      this.#ingest.remove(id);
      this.#forget(id);
      if (await this.#store.remove(id)) count += 1;
      this.#onChange({ removed: id });
    }
    return count;
  }

  documents(): DocumentInfo[] {
    const infos = new Map<string, DocumentInfo>();
    for (const entry of this.#indexes.catalogue.values()) infos.set(entry.record.id, infoOf(entry));
    for (const queued of this.#ingest.waiting) {
      const read = infos.get(queued.id);
      infos.set(queued.id, { passages: 0, embedded: 0, ...read, ...queued, state: 'queued' });
    }
    for (const { queued, error } of this.#ingest.stalled) {
      infos.set(queued.id, {
        passages: 0,
        embedded: 0,
        ...infos.get(queued.id),
        ...queued,
        state: 'failed',
        error,
      });
    }
    return [...infos.values()].sort((a, b) => a.addedAt - b.addedAt);
  }

  async document(id: string): Promise<ParsedDocument> {
    const parsed = await this.#texts.get(id);
    if (!parsed) throw notFound(id);
    return parsed;
  }

  async original(id: string): Promise<Blob> {
    const content = (await this.#store.original(id)) ?? (await this.#store.queuedContent(id));
    if (!content) throw notFound(id);
    return content;
  }

  retrieve(question: string, options: RetrieveOptions, signal?: AbortSignal): Promise<Retrieval> {
    return this.#retriever.retrieve(question, options, signal);
  }

  /** Resolves when nothing is left to read or to embed. */
  async settled(): Promise<void> {
    await this.#ingest.idle();
    await this.#embedding.settled();
  }

  async status(): Promise<Omit<Status, 'generator'>> {
    const entries = [...this.#indexes.catalogue.values()];
    const passages = entries.reduce((sum, { spans }) => sum + spans.length, 0);
    const embedded = entries.reduce((sum, entry) => sum + countEmbedded(entry), 0);
    const { dense } = this.#indexes;
    const { info, error } = this.#embedding;
    const recommended = adviseEmbedder(this.#manifest, entries);
    return {
      documents: entries.length,
      passages,
      embedded,
      queued: this.#ingest.waiting.length,
      failed: entries.filter(({ record }) => record.state === 'failed').length + this.#ingest.stalled.length,
      settled: this.#ingest.waiting.length === 0 && (embedded === passages || error !== undefined),
      ...(info ? { embedder: info } : {}),
      ...(error ? { embedderError: error } : {}),
      ...(recommended ? { recommendedEmbedder: recommended } : {}),
      index: {
        kind: 'exact',
        vectors: dense.size,
        bytes: dense.size * dense.dims * Float32Array.BYTES_PER_ELEMENT,
      },
      storage: await estimateStorage(),
      isolated: globalThis.crossOriginIsolated,
    };
  }

  /** Ends the work in reverse order of its making; what is under way to the disk gets there. */
  async close(): Promise<void> {
    await this.#ingest.close();
    await this.#embedding.close();
    this.#parser.close();
    await this.#store.close();
  }

  #createIngest(analyser: Analyser): IngestQueue {
    return new IngestQueue({
      store: this.#store,
      checkSize: (name, bytes) => this.#parser.checkSize(name, bytes),
      parse: (name, content) => this.#parser.parse(name, content),
      stopParsing: () => this.#parser.close(),
      analyse: (parsed, name) => analyser.analyse(parsed, name),
      reuse: (id, parsed, passages) => reuseVectors(this.#store, id, parsed, passages),
      onStored: (record, { passages, vectors }) => {
        this.#forget(record.id);
        const entry = indexDocument(this.#indexes, record, passages, vectors);
        this.#onChange({ document: infoOf(entry) });
      },
      onFailed: (record) => {
        const entry = this.#indexes.catalogue.get(record.id);
        const failed = entry && record.state !== 'failed' ? { ...entry, record } : undefined;
        const next = failed ?? { record, language: 'und', spans: [], embedded: new Uint8Array() };
        this.#indexes.catalogue.set(next);
        this.#onChange({ document: infoOf(next) });
      },
      onChange: () => {
        this.#embedding.wake();
        this.#onChange({});
      },
    });
  }

  #forget(id: string): void {
    unindexDocument(this.#indexes, id);
    this.#texts.delete(id);
  }
}

function notFound(id: string): StateError {
  return new StateError('not_found', `There is no document "${id}" here. It was removed, or not read yet.`);
}
