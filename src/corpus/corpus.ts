import type { AddOutcome, CorpusChange, RetrieveOptions } from '../api.ts';
import type { CheckReport } from '../check-report.ts';
import type { StorageError } from '../errors.ts';
import { PARSE_LIMITS } from '../ingest/parser.ts';
import type { ModelManifest } from '../models/manifest.ts';
import { openModelStore } from '../models/store.ts';
import type { CorpusSetup, CorpusStatus } from './corpus-api.ts';
import type { CorpusProcesses } from './corpus-processes.ts';
import type { VectorIndex } from '../search/vector-index.ts';
import { CorpusStore } from '../storage/corpus-store.ts';
import type { DocumentRecord } from '../storage/schema.ts';
import type { CorpusStorage } from '../storage-report.ts';
import type { DocumentInfo, ParsedDocument, Progress, Retrieval, SourceDocument } from '../types.ts';
import { addDocuments } from './add-documents.ts';
import { BackgroundGate } from './background-gate.ts';
import { CorpusCheck } from './corpus-check.ts';
import { describeCorpus } from './corpus-status.ts';
import { listDocuments } from './document-list.ts';
import { Embedders } from './embedders.ts';
import { ingestParts } from './ingest-parts.ts';
import { IngestQueue } from './ingest-queue.ts';
import { KillableParser } from './killable-parser.ts';
import { loadCorpus, type LoadedCorpus } from './load-corpus.ts';
import { unindexDocument, type Indexes } from './load-indexes.ts';
import { documentNotFound, dropOriginals, readOriginal } from './originals.ts';
import { QuestionLanguages } from './question-languages.ts';
import { Retriever } from './retriever.ts';
import { startReranking, type RerankingService } from './reranking-service.ts';
import { TextCache } from './text-cache.ts';
import { Upkeep } from './upkeep.ts';

/** One open corpus: what is stored, what is indexed, and the work between. The only writer of its database. */
export class Corpus {
  readonly #store: CorpusStore;
  readonly #indexes: Indexes;
  readonly #texts: TextCache;
  readonly #parser: KillableParser;
  readonly #ingest: IngestQueue;
  readonly #embedders: Embedders;
  readonly #reranking: RerankingService | undefined;
  readonly #retriever: Retriever;
  readonly #questions = new QuestionLanguages();
  readonly #gate = new BackgroundGate();
  /** Held by questions only: documents are read while a model writes. */
  readonly #asking = new BackgroundGate();
  readonly #upkeep: Upkeep;
  readonly #onChange: (change: CorpusChange) => void;

  private constructor(
    { store, indexes, space, wordless }: LoadedCorpus,
    setup: CorpusSetup,
    processes: CorpusProcesses,
    onChange: (change: CorpusChange) => void,
    parseTimeoutMs: number,
  ) {
    const { name, assetBase, device, index } = setup;
    const gate = this.#gate;
    const texts = new TextCache((id) => store.text(id));
    this.#store = store;
    this.#indexes = indexes;
    this.#texts = texts;
    this.#upkeep = new Upkeep({ store, indexes, gate, wordless, onChange: () => onChange({}) });
    this.#onChange = (change) => {
      this.#upkeep.wake();
      this.#retriever.calibrator.wake();
      onChange(change);
    };
    const shared = { store, indexes, texts, asking: this.#asking, onChange: this.#onChange };
    const parser = new KillableParser(processes.spawnParser, { ...PARSE_LIMITS, timeoutMs: parseTimeoutMs });
    this.#parser = parser;
    this.#ingest = new IngestQueue(ingestParts({ ...shared, parser, embedders: () => this.#embedders }));
    const parts = {
      ...shared,
      name,
      models: openModelStore({ assetBase }),
      gate,
      assetBase,
      device,
      ...(index ? { index } : {}),
      threads: processes.scanThreads,
      spawn: processes.spawnEmbedder,
      waiting: () => this.#ingest.waiting,
      readAgain: (document: DocumentRecord) => this.#ingest.readAgain(document),
    };
    this.#embedders = new Embedders(parts, space);
    this.#reranking = startReranking(setup, processes.spawnReranker, gate, onChange);
    this.#retriever = new Retriever(indexes, texts, () => this.#embedders.current, this.#reranking, gate);
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
      const loaded = await loadCorpus(store, setup, onChange, processes.scanThreads);
      const corpus = new Corpus(loaded, setup, processes, onChange, parseTimeoutMs);
      corpus.#upkeep.wake();
      corpus.#retriever.calibrator.wake();
      // How it goes is in the status.
      if (loaded.next) corpus.switchEmbedder(loaded.next).catch(() => undefined);
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
    this.#upkeep.purge();
    return count;
  }

  documents(): DocumentInfo[] {
    return listDocuments(this.#indexes.catalogue, this.#ingest, this.#index);
  }

  async document(id: string): Promise<ParsedDocument> {
    const parsed = await this.#texts.get(id);
    if (!parsed) throw documentNotFound(id);
    return parsed;
  }

  original(id: string): Promise<Blob> {
    return readOriginal(this.#store, this.#indexes.catalogue, id);
  }

  storage(): Promise<CorpusStorage> {
    return this.#store.sizes();
  }

  keepOriginals(keep: boolean): Promise<void> {
    return this.#store.originals.keep(keep);
  }

  dropOriginals(): Promise<number> {
    return dropOriginals(this.#store, this.#indexes.catalogue);
  }

  retrieve(question: string, options: RetrieveOptions, signal?: AbortSignal): Promise<Retrieval> {
    if (this.#questions.note(question)) this.#onChange({});
    const retrieve = (): Promise<Retrieval> => this.#retriever.retrieve(question, options, signal);
    return this.#gate.during(() => this.#asking.during(retrieve));
  }

  /** See `Embedders.switchTo`. */
  switchEmbedder(
    manifest: ModelManifest,
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<void> {
    return this.#embedders.switchTo(manifest, signal, onProgress);
  }

  /** Embeds no passages until `releaseBackground` was called as often as this; a batch under way is finished. */
  holdBackground(): void {
    this.#gate.hold();
  }

  releaseBackground(): void {
    this.#gate.release();
  }

  /** Resolves when nothing is left to read or to embed. */
  async settled(): Promise<void> {
    do {
      await this.#ingest.idle();
      await this.#embedders.settled();
      await this.#upkeep.idle();
      await this.#retriever.calibrator.idle();
      // An embedder may have had documents read again.
    } while (this.#ingest.waiting.length > 0);
  }

  status(): Promise<CorpusStatus> {
    return describeCorpus({
      catalogue: this.#indexes.catalogue,
      ingest: this.#ingest,
      embedders: this.#embedders,
      questions: this.#questions,
      reranking: this.#reranking,
      upkeep: this.#upkeep,
    });
  }

  /** See `Rag.check`. */
  check(signal?: AbortSignal, onProgress?: (progress: Progress) => void): Promise<CheckReport> {
    const check = new CorpusCheck({
      store: this.#store,
      indexes: this.#indexes,
      texts: this.#texts,
      readAgain: (document) => this.#ingest.readAgain(document),
      embed: () => this.#embedders.wake(),
      gate: this.#gate,
    });
    return check.run(signal, onProgress);
  }

  /** Ends the work in reverse order of its making; what is under way to the disk gets there. */
  async close(): Promise<void> {
    await this.#ingest.close();
    await this.#retriever.calibrator.close();
    await Promise.all([this.#upkeep.close(), this.#embedders.close(), this.#reranking?.close()]);
    this.#parser.close();
    await this.#store.close();
  }

  /** The embedder that answers. */
  get embedder(): ModelManifest {
    return this.#embedders.current.space.manifest;
  }

  /** The vectors that are searched. */
  get #index(): VectorIndex {
    return this.#embedders.current.space.index;
  }

  #forget(id: string): void {
    unindexDocument(this.#indexes, id);
    this.#texts.delete(id);
  }
}
