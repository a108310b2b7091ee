import type { AddOutcome, RetrieveOptions } from '../api.ts';
import type { CheckReport } from '../check-report.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { CorpusStorage } from '../storage-report.ts';
import type { DocumentInfo, ParsedDocument, Progress, Retrieval, SourceDocument } from '../types.ts';
import type { CorpusApi, CorpusStatus } from './corpus-api.ts';
import type { Corpus } from './corpus.ts';

/** The calls that go to the corpus as they are, from whichever tab. */
export abstract class CorpusCalls implements Omit<CorpusApi, 'open' | 'close'> {
  /** The open corpus. */
  protected abstract corpus(): Promise<Corpus>;

  async add(
    documents: SourceDocument[],
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<AddOutcome[]> {
    return (await this.corpus()).add(documents, signal, onProgress);
  }

  async remove(ids: string[], signal?: AbortSignal): Promise<number> {
    return (await this.corpus()).remove(ids, signal);
  }

  async documents(): Promise<DocumentInfo[]> {
    return (await this.corpus()).documents();
  }

  async document(id: string): Promise<ParsedDocument> {
    return (await this.corpus()).document(id);
  }

  async original(id: string): Promise<Blob> {
    return (await this.corpus()).original(id);
  }

  async retrieve(question: string, options: RetrieveOptions, signal?: AbortSignal): Promise<Retrieval> {
    return (await this.corpus()).retrieve(question, options, signal);
  }

  async switchEmbedder(
    manifest: ModelManifest,
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<void> {
    return (await this.corpus()).switchEmbedder(manifest, signal, onProgress);
  }

  async holdBackground(): Promise<void> {
    (await this.corpus()).holdBackground();
  }

  async releaseBackground(): Promise<void> {
    (await this.corpus()).releaseBackground();
  }

  async settled(): Promise<void> {
    return (await this.corpus()).settled();
  }

  async status(): Promise<CorpusStatus> {
    return (await this.corpus()).status();
  }

  async check(signal?: AbortSignal, onProgress?: (progress: Progress) => void): Promise<CheckReport> {
    return (await this.corpus()).check(signal, onProgress);
  }

  async storage(): Promise<CorpusStorage> {
    return (await this.corpus()).storage();
  }

  async keepOriginals(keep: boolean): Promise<void> {
    return (await this.corpus()).keepOriginals(keep);
  }

  async dropOriginals(): Promise<number> {
    return (await this.corpus()).dropOriginals();
  }
}
