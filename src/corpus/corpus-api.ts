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

/** What the worker knows of `Status`. */
export type CorpusStatus = Omit<Status, 'generator' | 'host'>;

/** Whether the worker waits until no other tab works on its corpus, or has it to itself. */
export type LockState = 'waiting' | 'held';

/** The corpus worker's API. Signals and callbacks are arguments of their own, since only those cross the boundary alive. */
export interface CorpusApi {
  /**
   * Resolves when it is open. While another tab works on it, that may take as long as that tab is there.
   *
   * @param onLock Told each state once; tabs of another `version` must not share the corpus.
   */
  open(
    setup: CorpusSetup,
    onChange: (change: CorpusChange) => void,
    signal?: AbortSignal,
    onLock?: (state: LockState, version: string) => void,
  ): Promise<void>;
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
  status(): Promise<CorpusStatus>;
  /** See `Rag.check`. */
  check(signal?: AbortSignal, onProgress?: (progress: Progress) => void): Promise<CheckReport>;
  storage(signal?: AbortSignal): Promise<CorpusStorage>;
  keepOriginals(keep: boolean, signal?: AbortSignal): Promise<void>;
  dropOriginals(signal?: AbortSignal): Promise<number>;
  close(): Promise<void>;
}

/** What the worker that works on a corpus offers to other tabs. */
export interface GuestApi extends CorpusApi {
  /** Answers at once, so that a tab knows that the worker is there. */
  present(): Promise<void>;
}
