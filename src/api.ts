import type { MetadataFilter } from './metadata-filter.ts';
import type { ModelManifest } from './models/manifest.ts';
import type { VectorEngine } from './search/vector-index.ts';
import type { ChatOptions } from './inference/chat-engine.ts';
import type { GeneratorOptions } from './generator-options.ts';
import type { GeneratorInfo, GeneratorPlan } from './inference/generator.ts';
import type { AnswerEvent, EarlierTurn, PromptMessage } from './answer-types.ts';
import type { CheckReport } from './check-report.ts';
import type { StorageCalls } from './storage-report.ts';
import type { Status } from './status.ts';
import type {
  CallOptions,
  DocumentInfo,
  ParsedDocument,
  Progress,
  Retrieval,
  SourceDocument,
} from './types.ts';

export type { Status } from './status.ts';

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
   * Default: the built-in one that made the vectors of this corpus, and all-MiniLM-L6-v2 for a new one. A switch to a
   * built-in one that was cut off, not aborted, then goes on too.
   * `multilingualEmbedder` knows all languages.
   */
  embedder?: ModelManifest;
  /**
   * A cross-encoder, which reads the 20 best passages of a search again, each together with the question, and puts them
   * into its order (`Passage.why.rerankScore`). It is a model of some 23 to 90 MB that an operator adds, loads in the
   * background and costs time with every question (`Retrieval.timings.rerank`). Questions in languages that it does not
   * know are not reranked, and passages in such languages keep their places. Whether something was found is decided
   * without it. Default: none, as none is built in.
   */
  reranker?: ModelManifest;
  /** Where vectors and the reranker's scores are computed. Default 'auto': a hardware GPU that passes the self-test, else WASM. */
  device?: 'auto' | 'webgpu' | 'wasm';
  /**
   * What to do when the corpus was embedded by another model. Default 'refuse': `StateError` with code `model_mismatch`.
   * 'reembed' begins to switch to `embedder`, or goes on with that: see `Rag.switchEmbedder`. Where the former model is
   * not built in, its vectors are dropped at once, and words answer until the new ones are there.
   */
  onModelMismatch?: 'refuse' | 'reembed';
  /**
   * What searches the vectors. Default 'scan', which looks at all of them. 'voy' is voy-search, a k-d tree, for who wants
   * that: it gives the same answers, is many times slower to add and to search, and takes some 9 KB of memory more for a
   * vector. It is built anew at each opening and keeps nothing on disk. Where it cannot be used, or has thrown, the scan
   * searches: `Status.index.refused` says why.
   */
  index?: VectorEngine['kind'];
  /** Which models may write answers, and where. Nothing of them is loaded before the first written answer. */
  generator?: GeneratorOptions;
  /** Called when a document's state or the background work changes. */
  onChange?: (change: CorpusChange) => void;
}

export interface AskOptions extends RetrieveOptions {
  /**
   * Lets a language model write the answer. It is fetched and loaded at the first such call (`onProgress` tells how far
   * it is); where none can run, the answer is quotes. Rejects with `IntegrityError` when a file of the model was altered;
   * the next call passes that model over. Default: false, quotes.
   */
  write?: boolean;
  /**
   * Earlier turns of the conversation, oldest first: the `prompt.messages` of the last written answer without its system
   * message, and that answer. What they share with the last prompt is not computed again.
   */
  history?: readonly PromptMessage[];
  /**
   * Earlier turns of the conversation, oldest first. A question that leans on them ("And when do we get it back?") is
   * completed before the search: by the language model where one is loaded, free and large enough, else by rules. The `sources`
   * event says what was searched (`searchedAs`). Default: none, the question is searched as it is.
   */
  previous?: readonly EarlierTurn[];
  /** How a model picks its words. Default: always the likeliest, at most 256 tokens. */
  sampling?: ChatOptions;
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
  /**
   * 'unchanged' when the same bytes were there already, 'updated' when only their metadata was changed, 'replaced' when
   * its old passages gave way. Where another tab worked on the corpus and was closed meanwhile (`Status.host`), what it
   * had read of them is 'unchanged'.
   */
  outcome: 'added' | 'replaced' | 'updated' | 'unchanged' | 'failed';
  /** Set when `outcome` is 'failed'. */
  error?: { code: string; message: string };
}

export interface RetrieveOptions extends CallOptions {
  /** Number of passages, 1 to 50. Default 5. */
  limit?: number;
  /** Only these documents. Default: all. */
  documentIds?: readonly string[];
  /**
   * Only documents that fulfil this (and are among `documentIds`, where both are given). What is found is exact, not a
   * choice among the best of all documents. Default: all.
   */
  filter?: MetadataFilter;
  /** At most so many passages of one document. Default: no cap. */
  perDocument?: number;
  /** How much passages shall differ, 0 to 1, by maximal marginal relevance over their vectors. Default 0: by score alone. */
  diversity?: number;
  /** Fills `Retrieval.dropped` and `Retrieval.terms`. Default: no. */
  explain?: boolean;
  /**
   * Ids of passages (`Passage.id`) to fill `Retrieval.examined` with: their ranks and scores in each half, however far
   * behind. It ranks everything there is. Default: none.
   */
  examine?: readonly string[];
  /** Which halves of the search to use. Default 'hybrid'. */
  mode?: 'hybrid' | 'dense' | 'lexical';
}

export type CloseReason = { kind: 'closed' } | { kind: 'lost'; error: unknown };

/** One open corpus. */
export interface Rag extends AsyncDisposable, StorageCalls {
  readonly name: string;
  /** Settles when it is closed, by `close()` or because its worker died. */
  readonly closed: Promise<CloseReason>;
  /**
   * Reads documents and makes their words searchable; resolves with an outcome for each, in order, once that is done.
   * Vectors follow in the background (`settled()` waits for them). One bad file never costs the others. Rejects with
   * `TypeError` or `RangeError`, before anything is added, for metadata that cannot be stored.
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
  /**
   * Passages and quotes for a question, best first. Rejects with `TypeError` or `RangeError` for a filter that is none.
   */
  retrieve(question: string, options?: RetrieveOptions): Promise<Retrieval>;
  /** Asks: sources first, then the text, then the citations. Breaking the loop stops the answer. */
  ask(question: string, options?: AskOptions): AsyncIterable<AnswerEvent>;
  /** Which model `ask` would write with and what has to be fetched for it; undefined where none can run. */
  planGenerator(): Promise<GeneratorPlan | undefined>;
  /**
   * Fetches and loads the language model that `ask` would write with; resolves with what will write, which is quotes
   * where no model runs (`refused` says why).
   */
  loadGenerator(options?: CallOptions): Promise<GeneratorInfo>;
  /** Frees the memory of the language model; its files stay for the next time. */
  unloadGenerator(): Promise<void>;
  /** Lets other models write from the next answer on (see `GeneratorOptions.models`), and frees the memory of the present one. */
  chooseGenerators(models?: readonly ModelManifest[]): Promise<void>;
  /**
   * Changes the model that makes the vectors. It embeds all passages in the background, also those that are added
   * meanwhile (which are found by their words until then), into a second index; the present model answers until that is
   * complete, then the new one takes over in one step. Resolves at that moment.
   *
   * `signal` stops it and keeps what was made: calling it again goes on there. So does a crash or `close()`, after which
   * opening the corpus goes on by itself (with a built-in model; else call it again). Another model drops what an
   * unfinished switch has made, and so does the present one. Rejects with `StateError` 'busy' while a switch to another
   * model is under way, and with the embedder's error when the new model cannot be had; the present one stays then.
   */
  switchEmbedder(embedder: ModelManifest, options?: CallOptions): Promise<void>;
  /**
   * Resolves when every document is read and every vector made (or the embedder failed, see `status`). No vectors of
   * passages are made while a model writes an answer.
   */
  settled(options?: CallOptions): Promise<void>;
  status(): Promise<Status>;
  /**
   * Goes through everything that is stored and checks it: the bytes of each original against their SHA-256, texts, words
   * and vectors against their checksums, and that nothing is missing. What is damaged is made again from the rest: words
   * from the text, vectors by embedding, the text from the original. It reads all there is, and search goes on
   * meanwhile. `onProgress` tells how many documents are done. Aborting it keeps what it has repaired.
   */
  check(options?: CallOptions): Promise<CheckReport>;
  /** Waits for writes under way and ends all workers; idempotent. */
  close(): Promise<void>;
}
