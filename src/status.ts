import type { EmbedderInfo } from './inference/embedder.ts';
import type { GeneratorInfo } from './inference/generator.ts';
import type { RerankerInfo } from './inference/reranker.ts';
import type { VectorEngine } from './search/vector-index.ts';

/** What runs where, how far the background work is, and what is stored. */
export interface Status {
  /**
   * Which tab works on the corpus: this one, or another one of the same page or site, which this one calls. Of what
   * `openRag` was told about engines (`embedder`, `reranker`, `index`, `device`) the choice of that tab counts; what writes
   * answers is each tab's own.
   */
  host: 'this' | 'other';
  documents: number;
  passages: number;
  /** Passages whose vectors are there. */
  embedded: number;
  /** Documents that still wait to be read. */
  queued: number;
  failed: number;
  /** True when nothing is left to read or embed. While a model writes an answer, embedding waits. */
  settled: boolean;
  /** Absent while it is loading. `passagesPerSecond`: since the opening, once it embedded some. */
  embedder?: EmbedderInfo & { passagesPerSecond?: number };
  /** Why meaning cannot be searched, when the embedder failed; words are searched all the same. */
  embedderError?: { code: string; message: string };
  /** Absent while it is loading, and where none was asked for. Without `selfTest` it was not tested. */
  reranker?: RerankerInfo;
  /** Why passages are not reranked, when the reranker failed; they are found all the same. */
  rerankerError?: { code: string; message: string };
  /**
   * A built-in embedder that knows languages which this one does not; present when at least a fifth of the passages, or
   * of the last 20 questions since the opening (three at least), are in such languages. Pass it to `switchEmbedder`.
   */
  recommendedEmbedder?: { id: string; reason: string };
  /**
   * The switch to another embedder, while it is under way: the model's id, and how many of all passages it has embedded.
   * Until the end all other fields tell of the embedder that answers meanwhile. `error` says why the last switch failed;
   * what it made is kept for the next try.
   */
  switching?: {
    to: string;
    embedded: number;
    passages: number;
    error?: { code: string; message: string };
  };
  /** What writes answers now: quotes, as long as no model is loaded. */
  generator: GeneratorInfo;
  /** Which engine searches the vectors, what it takes of memory, and why it is not the one of `RagOptions.index` (`refused`). */
  index: VectorEngine & { vectors: number; bytes: number };
  storage: { usedBytes: number; quotaBytes: number; persisted: boolean };
  /** In plain words, what of the stored was found damaged since the opening, and what is done about it. Absent: nothing. */
  warnings?: string[];
  /** Whether the page is cross-origin isolated, so that WASM may use threads. */
  isolated: boolean;
}
