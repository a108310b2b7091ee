import type { EmbedderInfo } from './inference/embedder.ts';
import type { ModelManifest } from './models/manifest.ts';
import type { GeneratorInfo } from './inference/generator.ts';
import type { AnswerEvent } from './answer-types.ts';
import type {
  CallOptions,
  DocumentInfo,
  ParsedDocument,
  Progress,
  Retrieval,
  SourceDocument,
} from './types.ts';

/** How `openRag` sets up one corpus. */
export interface RagOptions extends CallOptions {
  /** Names the corpus and its database; the same name opens the same documents again. */
  name: string;
  /**
   * Folder that serves `models/` and `runtime/` of this package, relative to the page or absolute, same origin.
   * Default: './' (beside the page).
   */
  assetBase?: string;
  /**
   * Default: the built-in one that made the vectors of this corpus, and all-MiniLM-L6-v2 for a new one.
   * `multilingualEmbedder` knows all languages.
   */
  embedder?: ModelManifest;
  /** Where embeddings are computed. Default 'auto': a hardware GPU that passes the self-test, else WASM. */
  device?: 'auto' | 'webgpu' | 'wasm';
  /**
   * What to do when the corpus was embedded by another model. Default 'refuse': `StateError` with code `model_mismatch`.
   * 'reembed' drops the old vectors and embeds every passage again, in the background.
   */
  onModelMismatch?: 'refuse' | 'reembed';
  /** Called when a document's state or the background work changes. */
  onChange?: (change: CorpusChange) => void;
}

/** Something changed in the corpus; read `documents()` or `status()` for what. */
export interface CorpusChange {
  /** The document it is about; absent when it concerns the whole corpus. */
  document?: DocumentInfo;
  removed?: string;
  progress?: Progress;
}

export interface AddOutcome {
  id: string;
  name: string;
  /** 'unchanged' when the same bytes were there already, 'replaced' when its old passages gave way. */
  outcome: 'added' | 'replaced' | 'unchanged' | 'failed';
  /** Set when `outcome` is 'failed'. */
  error?: { code: string; message: string };
}

export interface RetrieveOptions extends CallOptions {
  /** Number of passages, 1 to 50. Default 5. */
  limit?: number;
  /** Only these documents. Default: all. */
  documentIds?: readonly string[];
  /** Which halves of the search to use. Default 'hybrid'. */
  mode?: 'hybrid' | 'dense' | 'lexical';
}

/** What runs where, how far the background work is, and what is stored. */
export interface Status {
  documents: number;
  passages: number;
  /** Passages whose vectors are there. */
  embedded: number;
  /** Documents that still wait to be read. */
  queued: number;
  failed: number;
  /** True when nothing is left to read or embed. */
  settled: boolean;
  /** Absent while it is loading. */
  embedder?: EmbedderInfo;
  /** Why meaning cannot be searched, when the embedder failed; words are searched all the same. */
  embedderError?: { code: string; message: string };
  /**
   * A built-in embedder that knows languages of the documents which this one does not; present when at least a fifth of
   * the passages are in such languages. Open the corpus with it and `onModelMismatch: 'reembed'` to search them by meaning.
   */
  recommendedEmbedder?: { id: string; reason: string };
  generator: GeneratorInfo;
  /** Which engine searches the vectors. */
  index: { kind: 'exact'; vectors: number; bytes: number };
  storage: { usedBytes: number; quotaBytes: number; persisted: boolean };
  /** Whether the page is cross-origin isolated, so that WASM may use threads. */
  isolated: boolean;
}

export type CloseReason = { kind: 'closed' } | { kind: 'lost'; error: unknown };

/** One open corpus. */
export interface Rag extends AsyncDisposable {
  readonly name: string;
  /** Settles when it is closed, by `close()` or because its worker died. */
  readonly closed: Promise<CloseReason>;
  /**
   * Reads documents and makes their words searchable; resolves with an outcome for each, in order, once that is done.
   * Vectors follow in the background (`settled()` waits for them). One bad file never costs the others.
   */
  add(documents: Iterable<File | SourceDocument>, options?: CallOptions): Promise<AddOutcome[]>;
  /** Removes documents with everything made of them; resolves with how many there were. */
  remove(ids: Iterable<string>, options?: CallOptions): Promise<number>;
  /** All documents, the failed ones too, in the order they were added. */
  documents(options?: CallOptions): Promise<DocumentInfo[]>;
  /** The text of a document with its blocks, for showing a citation in its place. Rejects with `not_found`. */
  document(id: string, options?: CallOptions): Promise<ParsedDocument>;
  /** The bytes as they were added. Rejects with `not_found`. */
  original(id: string, options?: CallOptions): Promise<Blob>;
  /** Passages and quotes for a question, best first. */
  retrieve(question: string, options?: RetrieveOptions): Promise<Retrieval>;
  /** Asks: sources first, then the text, then the citations. Breaking the loop stops the answer. */
  ask(question: string, options?: RetrieveOptions): AsyncIterable<AnswerEvent>;
  /** Resolves when every document is read and every vector made (or the embedder failed, see `status`). */
  settled(options?: CallOptions): Promise<void>;
  status(): Promise<Status>;
  /** Waits for writes under way and ends all workers; idempotent. */
  close(): Promise<void>;
}
