import type { Metadata } from '../metadata.ts';
import type { WordRows } from '../search/word-rows.ts';
import type { CorpusStorage } from '../storage-report.ts';
import type { ParsedDocument } from '../types.ts';
import { checksumOfValue } from './checksum.ts';
import { convertRecords, type Conversion } from './conversion.ts';
import { openDatabase } from './database.ts';
import type { StorageError } from '../errors.ts';
import { LiveKeys } from './live-keys.ts';
import { OriginalStore } from './original-store.ts';
import type {
  CorpusDatabase,
  CorpusRecord,
  DocumentRecord,
  PassagesRecord,
  QueuedRecord,
  SegmentInfo,
} from './schema.ts';
import { CONTENT, deleteContent, measureParsed, putParsed, type ParsedCommit } from './parsed-commit.ts';
import { SegmentStore } from './segments.ts';
import { measureStorage } from './stored-sizes.ts';
import { StrictWriter, type StoreName } from './strict-writer.ts';
import { newCorpus, VectorStore } from './vector-store.ts';
import { decodeWords, encodeWords } from './word-segment.ts';

/** Documents whose passages are read at once. */
const PAGE = 256;

/**
 * The documents of one corpus on disk. Each method that writes is one transaction with strict durability: after it
 * resolves its change survives a power cut, before that nothing of it is there.
 */
export class CorpusStore {
  readonly name: string;
  /** Vectors of the documents, and the embedders that they are of. */
  readonly vectors: VectorStore;
  /** Where words and vectors are. */
  readonly segments: SegmentStore;
  /** The files as they were added. */
  readonly originals: OriginalStore;
  /**
   * Keys of the stored passages. One is added before its document is there and taken away after it is gone, so that
   * nothing that counts is ever dropped.
   */
  readonly live: LiveKeys = new LiveKeys();
  readonly #database: CorpusDatabase;
  readonly #writer: StrictWriter;

  private constructor(name: string, database: CorpusDatabase) {
    this.name = name;
    this.#database = database;
    this.#writer = new StrictWriter(database, name);
    this.segments = new SegmentStore(database, this.#writer);
    this.vectors = new VectorStore(database, this.#writer, this.segments);
    this.originals = new OriginalStore(database, this.#writer);
  }

  static async open(name: string, onLost: (error: StorageError) => void): Promise<CorpusStore> {
    const store = new CorpusStore(name, await openDatabase(name, onLost));
    for (const document of await store.documents()) store.live.add(document);
    return store;
  }

  /** Brings what earlier versions wrote into segments; what a crash leaves over is brought there the next time. */
  convert(conversion: Conversion): Promise<void> {
    return convertRecords(this.#database, this.#writer, conversion);
  }

  /** Waits for writes under way, then closes. */
  async close(): Promise<void> {
    await this.#writer.settled();
    this.#database.close();
  }

  async corpus(): Promise<CorpusRecord> {
    return (await this.#database.get('corpus', 'corpus')) ?? newCorpus();
  }

  documents(): Promise<DocumentRecord[]> {
    return this.#database.getAll('documents');
  }

  document(id: string): Promise<DocumentRecord | undefined> {
    return this.#database.get('documents', id);
  }

  /** Passages of all documents, by document. */
  async allPassages(): Promise<Map<string, PassagesRecord>> {
    const all = new Map<string, PassagesRecord>();
    let range: IDBKeyRange | null = null;
    for (;;) {
      const page: PassagesRecord[] = await this.#database.getAll('passages', range, PAGE);
      for (const record of page) all.set(record.documentId, record);
      const last = page.at(-1);
      if (!last || page.length < PAGE) return all;
      range = IDBKeyRange.lowerBound(last.documentId, true);
    }
  }

  /** Hands out the words of passages, a segment at a time, as `VectorStore.load` does. */
  loadWords(visit: (words: WordRows, segment: SegmentInfo) => void): Promise<void> {
    return this.segments.inTurn(async () =>
      this.segments.each(await this.segments.list('words'), decodeWords, visit),
    );
  }

  /** Adds words of passages that have none (any more). */
  commitWords(words: WordRows): Promise<void> {
    return this.segments.append('words', encodeWords(words));
  }

  /** What is stored, by kind. */
  sizes(): Promise<CorpusStorage> {
    return measureStorage(this.#database, this.segments);
  }

  passages(id: string): Promise<PassagesRecord | undefined> {
    return this.#database.get('passages', id);
  }

  async text(id: string): Promise<ParsedDocument | undefined> {
    return (await this.#database.get('texts', id))?.parsed;
  }

  /** The text of a document, where it is what was written. Earlier versions kept nothing to tell that by. */
  async soundText(id: string): Promise<ParsedDocument | undefined> {
    const { parsed, checksum } = (await this.#database.get('texts', id)) ?? {};
    if (typeof parsed?.text !== 'string') return undefined;
    return checksum === undefined || checksum === checksumOfValue(parsed) ? parsed : undefined;
  }

  /** Documents that wait to be read, without their bytes, in the order they were added. */
  async queued(): Promise<Omit<QueuedRecord, 'content'>[]> {
    const records = await this.#database.getAll('queue');
    return records
      .map(({ content: _content, ...record }) => record)
      .sort((a, b) => a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1));
  }

  async queuedContent(id: string): Promise<Blob | undefined> {
    return (await this.#database.get('queue', id))?.content;
  }

  enqueue(record: QueuedRecord): Promise<void> {
    return this.#writer.write(['queue'], async (tx) => {
      await tx.objectStore('queue').put(record);
    });
  }

  /** Takes a document off the queue; a version of it that was read earlier stays. */
  dequeue(id: string): Promise<void> {
    return this.#writer.write(['queue'], (tx) => tx.objectStore('queue').delete(id));
  }

  /** Replaces whatever was stored under this id by the document as it was read, and takes it off the queue. */
  async commitParsed(commit: ParsedCommit): Promise<DocumentRecord> {
    const figures = measureParsed(commit);
    const stores: StoreName[] = ['corpus', 'queue', 'documents', 'segments', ...CONTENT];
    const { record, former } = await this.#writer.write(stores, (tx) =>
      putParsed(tx, commit, figures, this.live),
    );
    if (former) this.live.delete(former);
    return record;
  }

  /** Takes a document that cannot be read off the queue. A version of it that was read earlier stays as it is. */
  commitFailed(
    queued: Omit<QueuedRecord, 'content'>,
    error: { code: string; message: string },
  ): Promise<DocumentRecord> {
    return this.#writer.write(['queue', 'documents'], async (tx) => {
      const old = await tx.objectStore('documents').get(queued.id);
      const record: DocumentRecord =
        old && old.state !== 'failed'
          ? { ...old, error }
          : { ...queued, state: 'failed', error, firstKey: 0, passages: 0 };
      await Promise.all([tx.objectStore('queue').delete(queued.id), tx.objectStore('documents').put(record)]);
      return record;
    });
  }

  /**
   * Puts a document that was read on the queue once more; it stays as it is until then. Resolves with its place there,
   * or nothing when its original is gone or a newer version waits already.
   */
  requeue(document: DocumentRecord): Promise<Omit<QueuedRecord, 'content'> | undefined> {
    return this.#writer.write(['queue', 'originals'], async (tx) => {
      const { id, name, bytes, sha256, addedAt, metadata } = document;
      const queue = tx.objectStore('queue');
      const [original, waiting] = await Promise.all([tx.objectStore('originals').get(id), queue.getKey(id)]);
      if (!original || waiting !== undefined) return undefined;
      const queued = { id, name, bytes, sha256, addedAt, ...(metadata ? { metadata } : {}) };
      await queue.put({ ...queued, content: original.content });
      return queued;
    });
  }

  /**
   * Gives a version of a document other metadata, whether it was read or still waits; resolves with its record where it
   * was read.
   */
  setMetadata(id: string, sha256: string, metadata: Metadata): Promise<DocumentRecord | undefined> {
    return this.#writer.write(['queue', 'documents'], async (tx) => {
      const [waiting, stored] = await Promise.all([
        tx.objectStore('queue').get(id),
        tx.objectStore('documents').get(id),
      ]);
      if (waiting?.sha256 === sha256) await tx.objectStore('queue').put({ ...waiting, metadata });
      if (stored?.sha256 !== sha256) return undefined;
      const record = { ...stored, metadata };
      await tx.objectStore('documents').put(record);
      return record;
    });
  }

  /**
   * Removes a document and everything made of it: its words and vectors count no more from here on, and go when their
   * segments are written anew. Resolves with whether it was there.
   */
  async remove(id: string): Promise<boolean> {
    const { document, queued } = await this.#writer.write(['queue', 'documents', ...CONTENT], async (tx) => {
      const [document, queued] = await Promise.all([
        tx.objectStore('documents').get(id),
        tx.objectStore('queue').getKey(id),
      ]);
      await deleteContent(tx, id);
      await Promise.all([tx.objectStore('documents').delete(id), tx.objectStore('queue').delete(id)]);
      return { document, queued };
    });
    if (document) this.live.delete(document);
    return document !== undefined || queued !== undefined;
  }
}
