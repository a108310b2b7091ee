import type { DBSchema, IDBPDatabase } from 'idb';
import type { Metadata } from '../metadata.ts';
import type { DocumentFormat, ParsedDocument, PassageSpan } from '../types.ts';

/*
 * WARNING: everything in this file is on people's disks. A name or a shape changes only together with a new
 * migration at the end of MIGRATIONS; what is there is never edited.
 */

export const DATABASE_PREFIX = 'cloister:';

/** A document whose text, passages and words are stored (or that failed to be read). */
export interface DocumentRecord {
  id: string;
  name: string;
  bytes: number;
  sha256: string;
  addedAt: number;
  /** 'ready' was written by the first version; whether all vectors are there is counted, not stored. */
  state: 'words' | 'ready' | 'failed';
  format?: DocumentFormat;
  title?: string;
  pages?: number;
  language?: string;
  warnings?: string[];
  error?: { code: string; message: string };
  /** What the caller said about it. */
  metadata?: Metadata;
  /** Key of its first passage in the indexes; the others follow it. */
  firstKey: number;
  passages: number;
  /** Size of its text and of its list of passages as JSON, in bytes. Absent: it was not measured. */
  textBytes?: number;
  /** Its original was dropped, or not kept, on purpose. */
  isWithoutOriginal?: true;
}

/** A document that was handed over and not read yet: it survives a crash and is read at the next start. */
export interface QueuedRecord {
  id: string;
  name: string;
  bytes: number;
  sha256: string;
  addedAt: number;
  metadata?: Metadata;
  content: Blob;
}

/** What was read of one document. */
export interface TextRecord {
  id: string;
  parsed: ParsedDocument;
  /** CRC-32 of `parsed` as JSON. Absent: versions 1 and 2 wrote it. */
  checksum?: number;
}

/** Passages of one document; their words are in segments. */
export interface PassagesRecord {
  documentId: string;
  /** Version of the analysis that made passages and words; another one means: make them again. */
  analysis: number;
  language: string;
  spans: PassageSpan[];
  /** Versions 1 and 2 kept the terms of each passage's text and of its context here, joined by spaces. */
  terms?: { body: string; context: string }[];
  /** Fingerprint of the embedder in whose tokens the passages were measured. Absent: the first version wrote it. */
  measuredBy?: string;
}

/** Vectors of passages `first … first + count - 1` of one document, as versions 1 and 2 kept them. */
export interface VectorsRecord {
  documentId: string;
  first: number;
  count: number;
  /** Float32, row-major, `count × dims`. */
  data: ArrayBuffer;
  /** Where they were computed, and how that had passed its self-test. Absent: an earlier version wrote them. */
  made?: VectorOrigin;
}

/** The proof behind vectors: what computed them. */
export interface VectorOrigin {
  device: 'webgpu' | 'wasm';
  adapter?: string;
  /** Lowest cosine to the reference; absent when the model has none. */
  selfTest?: number;
}

/** The two sets of vectors: one is searched, the other is filled while the corpus changes its embedder. */
export type VectorSet = 'vectors' | 'vectors2';

/** What segments hold: the words of passages, or vectors. */
export type SegmentSet = 'words' | VectorSet;

/** What a segment is found by. All of it is in the key, so that a list of segments is had without their bytes. */
export interface SegmentInfo {
  set: SegmentSet;
  /** Segments of a set are in the order of their sequences, which leave gaps. */
  sequence: number;
  /** Passages. */
  rows: number;
  /** In bytes. */
  size: number;
}

/**
 * Words or vectors of some passages, written once and never changed: a commit adds one, and now and then several give way
 * to one with the same passages. Those of a passage that no document holds (any more) do not count.
 */
export interface SegmentRecord extends SegmentInfo {
  /** XXH32 of the bytes. */
  digest?: number;
  /** CRC-32 of the bytes, in place of `digest`: version 3 wrote it. */
  checksum?: number;
  /** See `vector-segment.ts` and `word-segment.ts`. */
  bytes: ArrayBuffer;
}

export interface ModelRecord {
  id: string;
  fingerprint: string;
  dims: number;
}

export interface CorpusRecord {
  key: 'corpus';
  nextKey: number;
  /** Whether words and vectors are all in segments; versions 1 and 2 kept them by document. */
  isSegmented?: boolean;
  /** Originals go when they are read. Absent: they stay. */
  keepsNoOriginals?: true;
  /** The embedder whose vectors are searched. */
  model?: ModelRecord;
  /** Where they are. Absent: 'vectors'. */
  vectorSet?: VectorSet;
  /** The embedder that the corpus is changing to, whose vectors are in the other set. */
  next?: ModelRecord & {
    /** Whether it goes on only when it is asked for. */
    isPaused?: boolean;
  };
}

export interface CorpusSchema extends DBSchema {
  corpus: { key: string; value: CorpusRecord };
  queue: { key: string; value: QueuedRecord };
  documents: { key: string; value: DocumentRecord };
  originals: { key: string; value: { id: string; content: Blob } };
  texts: { key: string; value: TextRecord };
  passages: { key: string; value: PassagesRecord };
  vectors: { key: [documentId: string, first: number]; value: VectorsRecord };
  vectors2: { key: [documentId: string, first: number]; value: VectorsRecord };
  segments: { key: [set: SegmentSet, sequence: number, rows: number, size: number]; value: SegmentRecord };
}

export type CorpusDatabase = IDBPDatabase<CorpusSchema>;

/** Step n brings a database from version n to n + 1. */
export const MIGRATIONS: readonly ((database: CorpusDatabase) => void)[] = [
  (database) => {
    database.createObjectStore('corpus', { keyPath: 'key' });
    database.createObjectStore('queue', { keyPath: 'id' });
    database.createObjectStore('documents', { keyPath: 'id' });
    database.createObjectStore('originals', { keyPath: 'id' });
    database.createObjectStore('texts', { keyPath: 'id' });
    database.createObjectStore('passages', { keyPath: 'documentId' });
    database.createObjectStore('vectors', { keyPath: ['documentId', 'first'] });
  },
  (database) => {
    database.createObjectStore('vectors2', { keyPath: ['documentId', 'first'] });
  },
  // What is there is moved into segments piece by piece, see `conversion.ts`: 'vectors' and 'vectors2' stay empty then.
  (database) => {
    database.createObjectStore('segments', { keyPath: ['set', 'sequence', 'rows', 'size'] });
  },
  // Segments have another checksum from here on, for want of which version 3 would take them for damaged.
  () => undefined,
];
