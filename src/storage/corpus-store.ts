import type { ParsedDocument } from '../types.ts';
import { openDatabase } from './database.ts';
import type { StorageError } from '../errors.ts';
import type {
  CorpusDatabase,
  CorpusRecord,
  DocumentRecord,
  PassagesRecord,
  QueuedRecord,
  VectorsRecord,
} from './schema.ts';
import { StrictWriter, type StoreName, type WriteTransaction } from './strict-writer.ts';

/** A document that was read, ready to be committed. */
export interface ParsedCommit {
  queued: Omit<QueuedRecord, 'content'>;
  parsed: ParsedDocument;
  passages: Omit<PassagesRecord, 'documentId'>;
  /** Vectors that are known already, by ordinal (of unchanged passages of the version it replaces). */
  vectors: Omit<VectorsRecord, 'documentId'>[];
}

/** New vectors of one document. */
export interface VectorCommit {
  record: VectorsRecord;
  /** Names the version of the document that they were made of. */
  firstKey: number;
  /** Whether the document has all its vectors now. */
  isComplete: boolean;
}

const CONTENT: StoreName[] = ['originals', 'texts', 'passages', 'vectors'];

/**
 * The documents of one corpus on disk. Each method that writes is one transaction with strict durability: after it
 * resolves its change survives a power cut, before that nothing of it is there.
 */
export class CorpusStore {
  readonly name: string;
  readonly #database: CorpusDatabase;
  readonly #writer: StrictWriter;

  private constructor(name: string, database: CorpusDatabase) {
    this.name = name;
    this.#database = database;
    this.#writer = new StrictWriter(database, name);
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

  vectors(id: string): Promise<VectorsRecord[]> {
    return this.#database.getAll('vectors', rangeOf(id));
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
      const corpus = (await tx.objectStore('corpus').get('corpus')) ?? { key: 'corpus' as const, nextKey: 0 };
      const content = (await tx.objectStore('queue').get(queued.id))?.content;
      const record: DocumentRecord = {
        ...queued,
        state: countVectors(commit.vectors) === passages.spans.length ? 'ready' : 'words',
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
      for (const vectors of commit.vectors)
        await tx.objectStore('vectors').put({ documentId: queued.id, ...vectors });
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
   * Adds vectors to documents, all at once. What belongs to a version that is gone is left out; resolves with the
   * ids of the documents that took theirs.
   */
  commitVectors(commits: readonly VectorCommit[]): Promise<Set<string>> {
    return this.#writer.write(['documents', 'vectors'], async (tx) => {
      const stored = new Set<string>();
      for (const { record, firstKey, isComplete } of commits) {
        const document = await tx.objectStore('documents').get(record.documentId);
        if (!document || document.firstKey !== firstKey) continue;
        await tx.objectStore('vectors').put(record);
        if (isComplete) await tx.objectStore('documents').put({ ...document, state: 'ready' });
        stored.add(record.documentId);
      }
      return stored;
    });
  }

  /** Puts a document that was read on the queue once more; it stays as it is until then. */
  requeue(document: DocumentRecord): Promise<void> {
    return this.#writer.write(['queue', 'originals'], (tx) => requeueOriginal(tx, document));
  }

  /**
   * Binds the corpus to a model. With `isChange` all vectors go, and every document waits to be read again: its passages
   * were measured in the tokens of the model before. Until then its words answer as they are.
   */
  commitModel(model: NonNullable<CorpusRecord['model']>, isChange: boolean): Promise<void> {
    return this.#writer.write(['corpus', 'queue', 'documents', 'originals', 'vectors'], async (tx) => {
      const corpus = (await tx.objectStore('corpus').get('corpus')) ?? { key: 'corpus' as const, nextKey: 0 };
      await tx.objectStore('corpus').put({ ...corpus, model });
      if (!isChange) return;
      await tx.objectStore('vectors').clear();
      for (const document of await tx.objectStore('documents').getAll()) {
        if (document.state === 'ready' && document.passages > 0) {
          await tx.objectStore('documents').put({ ...document, state: 'words' });
        }
        await requeueOriginal(tx, document);
      }
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

function countVectors(records: readonly { count: number }[]): number {
  return records.reduce((sum, { count }) => sum + count, 0);
}

/** Array keys sort after strings and numbers, so an empty array ends the range of one document. */
function rangeOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}

/** A newer version that waits already stays. */
async function requeueOriginal(
  tx: WriteTransaction,
  { id, name, bytes, sha256, addedAt }: DocumentRecord,
): Promise<void> {
  const queue = tx.objectStore('queue');
  const [original, waiting] = await Promise.all([tx.objectStore('originals').get(id), queue.getKey(id)]);
  if (original && waiting === undefined)
    await queue.put({ id, name, bytes, sha256, addedAt, content: original.content });
}

async function deleteContent(tx: WriteTransaction, id: string): Promise<void> {
  await Promise.all([
    tx.objectStore('originals').delete(id),
    tx.objectStore('texts').delete(id),
    tx.objectStore('passages').delete(id),
    tx.objectStore('vectors').delete(rangeOf(id)),
  ]);
}
