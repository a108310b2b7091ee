import type { AddOutcome, CorpusChange, RetrieveOptions, Status } from '../api.ts';
import type { CheckReport } from '../check-report.ts';
import type { Device } from '../inference/embedder.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { VectorEngine } from '../search/vector-index.ts';
import type { CorpusStorage } from '../storage-report.ts';
import type { DocumentInfo, ParsedDocument, Progress, Retrieval, SourceDocument } from '../types.ts';

/** What the page tells the corpus worker at its start. */
export interface CorpusSetup {
  name: string;
  /** Absolute address of the folder that serves `models/` and `runtime/`. */
  assetBase: string;
  /** Default: the built-in one that the corpus is tied to. */
  embedder?: ModelManifest;
  /** Default: none. */
  reranker?: ModelManifest;
  device: Device | 'auto';
  /** Default: 'scan'. */
  index?: VectorEngine['kind'];
  onModelMismatch: 'refuse' | 'reembed';
}

/** The corpus worker's API. Signals and callbacks are arguments of their own, since only those cross the boundary alive. */
export interface CorpusApi {
  open(setup: CorpusSetup, onChange: (change: CorpusChange) => void, signal?: AbortSignal): Promise<void>;
  add(
    documents: SourceDocument[],
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<AddOutcome[]>;
  remove(ids: string[], signal?: AbortSignal): Promise<number>;
  documents(signal?: AbortSignal): Promise<DocumentInfo[]>;
  document(id: string, signal?: AbortSignal): Promise<ParsedDocument>;
  original(id: string, signal?: AbortSignal): Promise<Blob>;
  retrieve(
    question: string,
    options: Omit<RetrieveOptions, 'signal' | 'onProgress'>,
    signal?: AbortSignal,
  ): Promise<Retrieval>;
  switchEmbedder(
    manifest: ModelManifest,
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<void>;
  /** Embeds no passages until `releaseBackground` was called as often as this; a batch under way is finished. */
  holdBackground(): Promise<void>;
  releaseBackground(): Promise<void>;
  settled(signal?: AbortSignal): Promise<void>;
  status(): Promise<Omit<Status, 'generator'>>;
  /** See `Rag.check`. */
  check(signal?: AbortSignal, onProgress?: (progress: Progress) => void): Promise<CheckReport>;
  storage(signal?: AbortSignal): Promise<CorpusStorage>;
  keepOriginals(keep: boolean, signal?: AbortSignal): Promise<void>;
  dropOriginals(signal?: AbortSignal): Promise<number>;
  close(): Promise<void>;
}
