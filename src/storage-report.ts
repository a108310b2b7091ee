import type { CallOptions } from './types.ts';

/** What is stored of one corpus, in bytes by kind. Models and the app itself are kept by others. */
export interface CorpusStorage {
  /** Documents that were read, and those that still wait. */
  documents: number;
  /** The files as they were added, those that wait to be read among them. */
  originals: number;
  /** What was read of them, and where their passages begin and end: measured as JSON, which the browser may pack tighter. */
  texts: number;
  /** The words of the passages, for the search by words. */
  words: number;
  /** Their vectors, for the search by meaning; while the embedder is being changed, those of both. */
  vectors: number;
  /** Whether originals stay once they are read: see `StorageCalls.keepOriginals`. */
  keepsOriginals: boolean;
}

/** What a corpus offers about the room that it takes. */
export interface StorageCalls {
  /** What is stored, by kind. Sizes are written with what they are of, so that little has to be read for it. */
  storage(options?: CallOptions): Promise<CorpusStorage>;
  /**
   * Decides whether the bytes of documents are kept once they were read, which is the default. It holds for this corpus
   * until it is decided otherwise, and for what is read from then on. Without its original a document is found, quoted
   * and shown as text; what is missing is the page of a PDF, and that `check` could read it again. Rejects with
   * `StorageError`.
   */
  keepOriginals(keep: boolean, options?: CallOptions): Promise<void>;
  /**
   * Deletes the originals of all documents that were read; resolves with the bytes that this frees. While originals are
   * kept, adding the same file again brings its original back. Rejects with `StorageError`.
   */
  dropOriginals(options?: CallOptions): Promise<number>;
}
