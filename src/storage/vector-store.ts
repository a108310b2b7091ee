import type { CorpusDatabase, CorpusRecord, ModelRecord, VectorSet, VectorsRecord } from './schema.ts';
import type { StrictWriter, WriteTransaction } from './strict-writer.ts';

/** Vectors of one document, and whose they are. */
export interface ModelVectors extends Omit<VectorsRecord, 'documentId'> {
  /** Fingerprint of the embedder that made them. */
  model: string;
}

/** New vectors of one document. */
export interface VectorCommit {
  record: VectorsRecord;
  /** Names the version of the document that they were made of. */
  firstKey: number;
}

const SETS: VectorSet[] = ['vectors', 'vectors2'];

/**
 * The vectors of one corpus on disk, in two sets: those of the embedder that it is tied to, and while it changes to
 * another one, those of that one. Who writes names the embedder, never the set; vectors of an embedder that the corpus
 * has nothing to do with (any more) are left out.
 */
export class VectorStore {
  readonly #database: CorpusDatabase;
  readonly #writer: StrictWriter;

  constructor(database: CorpusDatabase, writer: StrictWriter) {
    this.#database = database;
    this.#writer = writer;
  }

  /** The vectors of a document that this embedder made. */
  async read(documentId: string, model: string): Promise<VectorsRecord[]> {
    const tx = this.#database.transaction(['corpus', ...SETS]);
    const set = setOf(await tx.objectStore('corpus').get('corpus'), model);
    return set ? tx.objectStore(set).getAll(rangeOf(documentId)) : [];
  }

  /** Whether the embedder that the corpus is tied to made no vector yet. */
  async isEmpty(): Promise<boolean> {
    const tx = this.#database.transaction(['corpus', ...SETS]);
    const corpus = await tx.objectStore('corpus').get('corpus');
    return (await tx.objectStore(corpus?.vectorSet ?? 'vectors').count()) === 0;
  }

  /**
   * Adds vectors of one embedder to documents, all at once. What belongs to a version that is gone is left out;
   * resolves with the ids of the documents that took theirs.
   */
  commit(model: string, commits: readonly VectorCommit[]): Promise<Set<string>> {
    return this.#writer.write(['corpus', 'documents', ...SETS], async (tx) => {
      const stored = new Set<string>();
      const corpus = await readCorpus(tx);
      for (const { record, firstKey } of commits) {
        const document = await tx.objectStore('documents').get(record.documentId);
        if (!document || document.firstKey !== firstKey) continue;
        if (await putVectors(tx, corpus, model, record)) stored.add(record.documentId);
      }
      return stored;
    });
  }

  /** Ties the corpus to an embedder at once. All vectors go but those that a change to this one has made already. */
  bind(model: ModelRecord): Promise<void> {
    return this.#writer.write(['corpus', ...SETS], async (tx) => {
      const corpus = await readCorpus(tx);
      if (corpus.next?.fingerprint === model.fingerprint) return flip(tx, corpus, model);
      const { next: _next, ...rest } = corpus;
      await tx.objectStore('corpus').put({ ...rest, model });
      await Promise.all(SETS.map((set) => tx.objectStore(set).clear()));
    });
  }

  /**
   * Begins to change to an embedder, or goes on: what an unfinished change to the same one has made is kept, of any
   * other it is deleted. The vectors that are searched stay.
   */
  beginSwitch(model: ModelRecord): Promise<void> {
    return this.#writer.write(['corpus', ...SETS], async (tx) => {
      const corpus = await readCorpus(tx);
      if (corpus.next?.fingerprint !== model.fingerprint) await tx.objectStore(freeSet(corpus)).clear();
      await tx.objectStore('corpus').put({ ...corpus, next: model });
    });
  }

  /** Keeps what a change has made until it is asked for again. */
  pauseSwitch(): Promise<void> {
    return this.#writer.write(['corpus'], async (tx) => {
      const { next, ...corpus } = await readCorpus(tx);
      if (next) await tx.objectStore('corpus').put({ ...corpus, next: { ...next, isPaused: true } });
    });
  }

  /** Gives a change up and deletes what it has made. */
  dropSwitch(): Promise<void> {
    return this.#writer.write(['corpus', ...SETS], async (tx) => {
      const { next: _next, ...corpus } = await readCorpus(tx);
      await tx.objectStore(freeSet(corpus)).clear();
      await tx.objectStore('corpus').put(corpus);
    });
  }

  /** Ends a change: from here on the new vectors are searched, and the old ones are gone. */
  finishSwitch(): Promise<void> {
    return this.#writer.write(['corpus', ...SETS], async (tx) => {
      const corpus = await readCorpus(tx);
      if (!corpus.next) return;
      const { isPaused: _isPaused, ...model } = corpus.next;
      await flip(tx, corpus, model);
    });
  }
}

/** The record of the corpus; of a new one, the first. */
export async function readCorpus(tx: WriteTransaction): Promise<CorpusRecord> {
  return (await tx.objectStore('corpus').get('corpus')) ?? { key: 'corpus', nextKey: 0 };
}

/** Puts vectors where those of their embedder are; resolves with false where there is no such place. */
export async function putVectors(
  tx: WriteTransaction,
  corpus: CorpusRecord,
  model: string,
  record: VectorsRecord,
): Promise<boolean> {
  const set = setOf(corpus, model);
  if (set) await tx.objectStore(set).put(record);
  return set !== undefined;
}

/** Deletes all vectors of a document. */
export async function deleteVectors(tx: WriteTransaction, documentId: string): Promise<void> {
  await Promise.all(SETS.map((set) => tx.objectStore(set).delete(rangeOf(documentId))));
}

async function flip(tx: WriteTransaction, corpus: CorpusRecord, model: ModelRecord): Promise<void> {
  const { next: _next, ...rest } = corpus;
  await tx.objectStore('corpus').put({ ...rest, model, vectorSet: freeSet(corpus) });
  await tx.objectStore(corpus.vectorSet ?? 'vectors').clear();
}

function setOf(corpus: CorpusRecord | undefined, model: string): VectorSet | undefined {
  if (corpus?.model?.fingerprint === model) return corpus.vectorSet ?? 'vectors';
  return corpus?.next?.fingerprint === model ? freeSet(corpus) : undefined;
}

/** The set that is not searched. */
function freeSet({ vectorSet }: CorpusRecord): VectorSet {
  return vectorSet === 'vectors2' ? 'vectors' : 'vectors2';
}

/** Array keys sort after strings and numbers, so an empty array ends the range of one document. */
function rangeOf(documentId: string): IDBKeyRange {
  return IDBKeyRange.bound([documentId], [documentId, []]);
}
