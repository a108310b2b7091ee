import type {
  AddOutcome,
  AskOptions,
  CloseReason,
  CorpusChange,
  Rag,
  RagOptions,
  RetrieveOptions,
  Status,
} from './api.ts';
import { streamAnswer } from './answer.ts';
import { checkRetrieveOptions } from './check-retrieve-options.ts';
import type { CheckReport } from './check-report.ts';
import { EnvironmentError, StateError } from './errors.ts';
import type { BrowserModel } from './inference/browser-model/browser-model.ts';
import { ExtractiveGenerator } from './inference/extractive-generator.ts';
import { GeneratorLadder } from './inference/ladder/generator-ladder.ts';
import type { GeneratorInfo, GeneratorPlan } from './inference/generator.ts';
import { parseFilter } from './metadata-filter.ts';
import { parseMetadata } from './metadata.ts';
import { installedGenerators, onnxRuntime, wllamaRuntime } from './models/built-in.ts';
import type { ModelManifest } from './models/manifest.ts';
import { keptBytes } from './models/stored-files.ts';
import { recordSpeed } from './models/speed-record.ts';
import { corpusSetup } from './corpus-setup.ts';
import { SharedCorpus } from './rpc/shared-corpus.ts';
import { spawnGenerator } from './rpc/spawn-generator.ts';
import { deleteDatabase, warmStorage } from './storage/database.ts';
import type { CorpusStorage } from './storage-report.ts';
import type { AnswerEvent } from './answer-types.ts';
import { retrieveFollowUp } from './complete-question.ts';
import type { CallOptions, DocumentInfo, ParsedDocument, Retrieval, SourceDocument } from './types.ts';

/**
 * Opens a corpus of documents, or makes it. Resolves when its words can be searched; the embedder loads in the
 * background. Where another tab has it open, that one works on it for both, and this one goes on where that one is closed
 * (`Status.host`). Rejects with `EnvironmentError` (`insecure_context`, `no_storage`), `StorageError` (`locked` when that
 * tab does not answer or has another version of this library, `newer_schema`, `blocked`), `StateError` (`model_mismatch`)
 * or `WorkerError`.
 */
export async function openRag(options: RagOptions): Promise<Rag> {
  options.signal?.throwIfAborted();
  if (!options.name) throw new TypeError('openRag needs a name for the corpus, e.g. { name: "default" }.');
  if (!globalThis.isSecureContext) {
    const message =
      'This page was not loaded over HTTPS (or from localhost), so the browser withholds what is needed to check and keep files. Open it over https://.';
    throw new EnvironmentError('insecure_context', message, { details: { feature: 'secure context' } });
  }
  warmStorage();
  const assetBase = new URL(options.assetBase ?? './', document.baseURI).href;
  const setup = corpusSetup(options, assetBase);
  const onChange = (change: CorpusChange): void => options.onChange?.(change);
  const corpus = await SharedCorpus.open(setup, onChange, options.signal);
  const { models = installedGenerators, browserModel = false, ...wishes } = options.generator ?? {};
  const ladder = new GeneratorLadder({
    models,
    ...wishes,
    assetBase,
    spawn: spawnGenerator,
    storedBytes: keptBytes,
    runtimes: { '@huggingface/transformers': onnxRuntime, '@wllama/wllama': wllamaRuntime },
    ...(browserModel && { openBrowserModel }),
  });
  return new OpenRag(options.name, corpus, ladder);
}

async function openBrowserModel(): Promise<BrowserModel> {
  return (await import('./inference/browser-model/browser-model.ts')).openBrowserModel();
}

/** Deletes a corpus with its documents, words and vectors; models stay. It must not be open. */
export function deleteRag(name: string): Promise<void> {
  return deleteDatabase(name);
}

class OpenRag implements Rag {
  readonly name: string;
  readonly closed: Promise<CloseReason>;
  readonly #corpus: SharedCorpus;
  readonly #quotes = new ExtractiveGenerator();
  readonly #ladder: GeneratorLadder;
  readonly #closed = Promise.withResolvers<CloseReason>();
  readonly #closing = new AbortController();
  #close: Promise<void> | undefined;

  constructor(name: string, corpus: SharedCorpus, ladder: GeneratorLadder) {
    this.name = name;
    this.#corpus = corpus;
    this.#ladder = ladder;
    this.closed = this.#closed.promise;
    void corpus.died.then((error) => this.#closed.resolve({ kind: 'lost', error }));
  }

  async add(documents: Iterable<File | SourceDocument>, options: CallOptions = {}): Promise<AddOutcome[]> {
    const sources = Array.from(documents, toSource);
    return this.#api().add(sources, this.#signal(options), options.onProgress);
  }

  async remove(ids: Iterable<string>, options: CallOptions = {}): Promise<number> {
    return this.#api().remove([...ids], this.#signal(options));
  }

  async documents(options: CallOptions = {}): Promise<DocumentInfo[]> {
    return this.#api().documents(this.#signal(options));
  }

  async document(id: string, options: CallOptions = {}): Promise<ParsedDocument> {
    return this.#api().document(id, this.#signal(options));
  }

  async original(id: string, options: CallOptions = {}): Promise<Blob> {
    return this.#api().original(id, this.#signal(options));
  }

  async retrieve(question: string, options: RetrieveOptions = {}): Promise<Retrieval> {
    const { signal: _signal, onProgress: _onProgress, filter, ...rest } = options;
    checkRetrieveOptions(rest);
    const wanted = filter === undefined ? rest : { ...rest, filter: parseFilter(filter) };
    return this.#api().retrieve(question, wanted, this.#signal(options));
  }

  async *ask(question: string, options: AskOptions = {}): AsyncGenerator<AnswerEvent> {
    const { write = false, history, previous = [], sampling, ...search } = options;
    const stop = new AbortController();
    const signal = AbortSignal.any([this.#signal(options), stop.signal]);
    try {
      const retrieve = (asked: string): Promise<Retrieval> => this.retrieve(asked, { ...search, signal });
      const found = await retrieveFollowUp(question, previous, this.#ladder, retrieve, signal);
      const given = { ...(history && { history }), ...(sampling && { sampling }) };
      const request = { ...found, ...given };
      const generator = write ? this.#ladder.reporting(options.onProgress) : this.#quotes;
      const events = streamAnswer(generator, request, signal);
      for await (const event of write ? this.#undisturbed(events) : events) {
        if (event.type === 'done' && event.speed)
          recordSpeed(this.#ladder.info.modelId, 'tokens', event.speed.tokensPerSecond);
        yield event;
      }
    } finally {
      stop.abort();
    }
  }

  planGenerator(): Promise<GeneratorPlan | undefined> {
    return this.#ladder.plan();
  }

  async loadGenerator(options: CallOptions = {}): Promise<GeneratorInfo> {
    this.#api();
    return this.#ladder.load({ ...options, signal: this.#signal(options) });
  }

  unloadGenerator(): Promise<void> {
    return this.#ladder.unload();
  }

  chooseGenerators(models: readonly ModelManifest[] = installedGenerators): Promise<void> {
    return this.#ladder.choose(models);
  }

  async switchEmbedder(embedder: ModelManifest, options: CallOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    // Not stopped by closing, which would look like the person's wish; the corpus ends it by itself then.
    return this.#api().switchEmbedder(embedder, options.signal, options.onProgress);
  }

  async settled(options: CallOptions = {}): Promise<void> {
    return this.#api().settled(this.#signal(options));
  }

  async status(): Promise<Status> {
    const status = await this.#api().status();
    recordSpeed(status.embedder?.modelId, 'passages', status.embedder?.passagesPerSecond);
    return { ...status, host: this.#corpus.host, generator: this.#ladder.info };
  }

  async check(options: CallOptions = {}): Promise<CheckReport> {
    return this.#api().check(this.#signal(options), options.onProgress);
  }

  async storage(options: CallOptions = {}): Promise<CorpusStorage> {
    return this.#api().storage(this.#signal(options));
  }

  async keepOriginals(keep: boolean, options: CallOptions = {}): Promise<void> {
    return this.#api().keepOriginals(keep, this.#signal(options));
  }

  async dropOriginals(options: CallOptions = {}): Promise<number> {
    return this.#api().dropOriginals(this.#signal(options));
  }

  close(): Promise<void> {
    this.#close ??= this.#shutDown();
    return this.#close;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #shutDown(): Promise<void> {
    const reason = closedError(this.name);
    this.#closing.abort(reason);
    await this.#ladder.dispose();
    await this.#corpus.close(reason);
    this.#closed.resolve({ kind: 'closed' });
  }

  /** The same events, while the documents' passages wait to be embedded: the device is the answer's. */
  async *#undisturbed(events: AsyncIterable<AnswerEvent>): AsyncGenerator<AnswerEvent> {
    const corpus = this.#corpus;
    await corpus.holdBackground();
    try {
      yield* events;
    } finally {
      // Nobody has to wait for it. A corpus that was closed or lost meanwhile has no more background work.
      corpus.releaseBackground().catch(() => undefined);
    }
  }

  #api(): SharedCorpus['api'] {
    if (this.#close) throw closedError(this.name);
    return this.#corpus.api;
  }

  #signal({ signal }: CallOptions): AbortSignal {
    return signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
  }
}

function toSource(document: File | SourceDocument): SourceDocument {
  if (!(document instanceof File)) {
    const { metadata, ...source } = document;
    return metadata === undefined ? source : { ...source, metadata: parseMetadata(metadata, source.name) };
  }
  // Files of a picked folder are told apart by their path in it.
  const path = document.webkitRelativePath || document.name;
  return { id: path, name: path, bytes: document };
}

function closedError(name: string): StateError {
  return new StateError('closed', `The corpus "${name}" was closed. Open it again with openRag().`);
}
