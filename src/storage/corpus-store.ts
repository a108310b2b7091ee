import type { Metadata } from '../metadata.ts';
import type { ParsedDocument } from '../types.ts';
import { openDatabase } from './database.ts';
import type { StorageError } from '../errors.ts';
import type { CorpusDatabase, CorpusRecord, DocumentRecord, PassagesRecord, QueuedRecord } from './schema.ts';
import { StrictWriter, type StoreName, type WriteTransaction } from './strict-writer.ts';
import { deleteVectors, putVectors, readCorpus, VectorStore, type ModelVectors } from './vector-store.ts';

/** A document that was read, ready to be committed. */
export interface ParsedCommit {
  queued: Omit<QueuedRecord, 'content'>;
  parsed: ParsedDocument;
  passages: Omit<PassagesRecord, 'documentId'>;
  /** Vectors that are known already (of unchanged passages of the version it replaces). */
  vectors: ModelVectors[];
}

const CONTENT: StoreName[] = ['originals', 'texts', 'passages', 'vectors', 'vectors2'];

/**
 * The documents of one corpus on disk. Each method that writes is one transaction with strict durability: after it
 * resolves its change survives a power cut, before that nothing of it is there.
 */
export class CorpusStore {
  readonly name: string;
  /** Vectors of the documents, and the embedders that they are of. */
  readonly vectors: VectorStore;
  readonly #database: CorpusDatabase;
  readonly #writer: StrictWriter;

  private constructor(name: string, database: CorpusDatabase) {
    this.name = name;
    this.#database = database;
    this.#writer = new StrictWriter(database, name);
    this.vectors = new VectorStore(database, this.#writer);
  }

  static async open(name: string, onLost: (error: StorageError) => void): Promise<CorpusStore> {
    return new CorpusStore(name, await openDatabase(name, onLost));
  }

  /** Waits for writes under way, then closes. */
  async close(): Promise<void> {
    await this.#writer.settled();
    this.#database.close();
  }

  async corpus(): Promise<CorpusRecord> {
    return (await this.#database.get('corpus', 'corpus')) ?? { key: 'corpus', nextKey: 0 };
  }

  documents(): Promise<DocumentRecord[]> {
    return this.#database.getAll('documents');
  }

  document(id: string): Promise<DocumentRecord | undefined> {
    return this.#database.get('documents', id);
  }

  passages(id: string): Promise<PassagesRecord | undefined> {
    return this.#database.get('passages', id);
  }

  async text(id: string): Promise<ParsedDocument | undefined> {
    return (await this.#database.get('texts', id))?.parsed;
  }

  async original(id: string): Promise<Blob | undefined> {
    return (await this.#database.get('originals', id))?.content;
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
  commitParsed(commit: ParsedCommit): Promise<DocumentRecord> {
    const { queued, parsed, passages } = commit;
    return this.#writer.write(['corpus', 'queue', 'documents', ...CONTENT], async (tx) => {
      const corpus = await readCorpus(tx);
      const { content, metadata } = (await tx.objectStore('queue').get(queued.id)) ?? {};
      const record: DocumentRecord = {
        ...queued,
        // It may have been changed since the document was handed over.
        ...(metadata ? { metadata } : {}),
        state: 'words',
        format: parsed.format,
        language: passages.language,
        firstKey: corpus.nextKey,
        passages: passages.spans.length,
        ...(parsed.title === undefined ? {} : { title: parsed.title }),
        ...(parsed.pages === undefined ? {} : { pages: parsed.pages }),
        ...(parsed.warnings?.length ? { warnings: parsed.warnings } : {}),
      };
      await deleteContent(tx, queued.id);
      await tx.objectStore('corpus').put({ ...corpus, nextKey: corpus.nextKey + record.passages });
      await tx.objectStore('queue').delete(queued.id);
      await tx.objectStore('documents').put(record);
      if (content) await tx.objectStore('originals').put({ id: queued.id, content });
      await tx.objectStore('texts').put({ id: queued.id, parsed });
      await tx.objectStore('passages').put({ documentId: queued.id, ...passages });
      for (const { model, ...vectors } of commit.vectors)
        await putVectors(tx, corpus, model, { documentId: queued.id, ...vectors });
      return record;
    });
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

  /** Removes a document and everything made of it. Resolves with whether it was there. */
  remove(id: string): Promise<boolean> {
    return this.#writer.write(['queue', 'documents', ...CONTENT], async (tx) => {
      const [document, queued] = await Promise.all([
        tx.objectStore('documents').getKey(id),
        tx.objectStore('queue').getKey(id),
      ]);
      await deleteContent(tx, id);
      await Promise.all([tx.objectStore('documents').delete(id), tx.objectStore('queue').delete(id)]);
      return document !== undefined || queued !== undefined;
    });
  }
}

async function deleteContent(tx: WriteTransaction, id: string): Promise<void> {
  await Promise.all([
    tx.objectStore('originals').delete(id),
    tx.objectStore('texts').delete(id),
    tx.objectStore('passages').delete(id),
    deleteVectors(tx, id),
  ]);
}
