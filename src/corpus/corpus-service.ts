import type { AddOutcome, CorpusChange, RetrieveOptions, Status } from '../api.ts';
import type { CheckReport } from '../check-report.ts';
import { StateError } from '../errors.ts';
import type { CorpusApi, CorpusSetup } from './corpus-api.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { CorpusStorage } from '../storage-report.ts';
import type { DocumentInfo, ParsedDocument, Progress, Retrieval, SourceDocument } from '../types.ts';
import { Corpus, type CorpusProcesses } from './corpus.ts';
import { lockCorpus } from './corpus-lock.ts';

/** What the corpus worker offers: at most one corpus, opened once and closed once. */
export class CorpusService implements CorpusApi {
  readonly #processes: CorpusProcesses;
  #corpus: Corpus | undefined;
  #unlock: (() => void) | undefined;
  #isClosing = false;

  constructor(processes: CorpusProcesses) {
    this.#processes = processes;
  }

  async open(
    setup: CorpusSetup,
    onChange: (change: CorpusChange) => void,
    signal?: AbortSignal,
  ): Promise<void> {
    const unlock = await lockCorpus(setup.name, signal);
    try {
      this.#corpus = await Corpus.open(setup, this.#processes, onChange, (lost) => {
        // The storage is gone: an uncaught error ends this worker and tells the page why.
        setTimeout(() => {
          throw lost;
        });
      });
      this.#unlock = unlock;
    } catch (error) {
      unlock();
      throw error;
    }
  }

  async add(
    documents: SourceDocument[],
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<AddOutcome[]> {
    return this.#open().add(documents, signal, onProgress);
  }

  async remove(ids: string[], signal?: AbortSignal): Promise<number> {
    return this.#open().remove(ids, signal);
  }

  async documents(): Promise<DocumentInfo[]> {
    return this.#open().documents();
  }

  async document(id: string): Promise<ParsedDocument> {
    return this.#open().document(id);
  }

  async original(id: string): Promise<Blob> {
    return this.#open().original(id);
  }

  async retrieve(question: string, options: RetrieveOptions, signal?: AbortSignal): Promise<Retrieval> {
    return this.#open().retrieve(question, options, signal);
  }

  async switchEmbedder(
    manifest: ModelManifest,
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<void> {
    return this.#open().switchEmbedder(manifest, signal, onProgress);
  }

  async holdBackground(): Promise<void> {
    this.#open().holdBackground();
  }

  async releaseBackground(): Promise<void> {
    this.#open().releaseBackground();
  }

  async settled(): Promise<void> {
    return this.#open().settled();
  }

  async status(): Promise<Omit<Status, 'generator'>> {
    return this.#open().status();
  }

  async check(signal?: AbortSignal, onProgress?: (progress: Progress) => void): Promise<CheckReport> {
    return this.#open().check(signal, onProgress);
  }

  async storage(): Promise<CorpusStorage> {
    return this.#open().storage();
  }

  async keepOriginals(keep: boolean): Promise<void> {
    return this.#open().keepOriginals(keep);
  }

  async dropOriginals(): Promise<number> {
    return this.#open().dropOriginals();
  }

  async close(): Promise<void> {
    const corpus = this.#open();
    this.#isClosing = true;
    await corpus.close();
    this.#processes.scanThreads?.stop('the corpus was closed');
    this.#unlock?.();
  }

  #open(): Corpus {
    if (!this.#corpus || this.#isClosing) {
      throw new StateError('closed', 'The corpus is not open. Open it with openRag().');
    }
    return this.#corpus;
  }
}
