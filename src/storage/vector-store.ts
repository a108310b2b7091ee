import type { CorpusDatabase, CorpusRecord, ModelRecord, SegmentInfo, VectorSet } from './schema.ts';
import { appendSegment, clearSegments, rangeOf, type SegmentStore } from './segments.ts';
import type { StoreName, StrictWriter, WriteTransaction } from './strict-writer.ts';
import { decodeVectors, encodeVectors, type StoredVectors } from './vector-segment.ts';

/** Vectors of passages, and whose they are. */
export interface ModelVectors extends StoredVectors {
  /** Fingerprint of the embedder that made them. */
  model: string;
}

const STORES: StoreName[] = ['corpus', 'segments'];
const VECTOR_SETS = ['vectors', 'vectors2'] as const satisfies readonly VectorSet[];

/**
 * The vectors of one corpus on disk, in two sets: those of the embedder that it is tied to, and while it changes to
 * another one, those of that one. Who writes names the embedder, never the set; vectors of an embedder that the corpus
 * has nothing to do with (any more) are left out.
 */
export class VectorStore {
  readonly #database: CorpusDatabase;
  readonly #writer: StrictWriter;
  readonly #segments: SegmentStore;

  constructor(database: CorpusDatabase, writer: StrictWriter, segments: SegmentStore) {
    this.#database = database;
    this.#writer = writer;
    this.#segments = segments;
  }

  /**
   * Hands out the vectors that an embedder made, a segment at a time. Those of passages that are gone are among them,
   * and those of damaged segments are not.
   */
  load(model: string, visit: (vectors: StoredVectors, segment: SegmentInfo) => void): Promise<void> {
    return this.#segments.inTurn(async () => {
      const [corpus, ...lists] = await Promise.all([
        this.#database.get('corpus', 'corpus'),
        ...VECTOR_SETS.map((set) => this.#segments.list(set)),
      ]);
      const wanted = setOf(corpus, model);
      const segments = lists.flat().filter(({ set }) => set === wanted);
      await this.#segments.each(segments, decodeVectors, visit);
    });
  }

  /** Whether the embedder that the corpus is tied to made no vector yet. */
  async isEmpty(): Promise<boolean> {
    const tx = this.#database.transaction(STORES);
    const corpus = await tx.objectStore('corpus').get('corpus');
    return (await tx.objectStore('segments').count(rangeOf(corpus?.vectorSet ?? 'vectors'))) === 0;
  }

  /** Adds vectors; resolves with false where the corpus has no place for those of their embedder. */
  commit(vectors: ModelVectors): Promise<boolean> {
    return this.#writer.write(STORES, async (tx) => putVectors(tx, await readCorpus(tx), vectors));
  }

  /** Ties the corpus to an embedder at once. All vectors go but those that a change to this one has made already. */
  bind(model: ModelRecord): Promise<void> {
    return this.#change(async (tx) => {
      const corpus = await readCorpus(tx);
      if (corpus.next?.fingerprint === model.fingerprint) return flip(tx, corpus, model);
      const { next: _next, ...rest } = corpus;
      await tx.objectStore('corpus').put({ ...rest, model });
      await clearSegments(tx, 'vectors', 'vectors2');
    });
  }

  /**
   * Begins to change to an embedder, or goes on: what an unfinished change to the same one has made is kept, of any
   * other it is deleted. The vectors that are searched stay.
   */
  beginSwitch(model: ModelRecord): Promise<void> {
    return this.#change(async (tx) => {
      const corpus = await readCorpus(tx);
      if (corpus.next?.fingerprint !== model.fingerprint) await clearSegments(tx, freeSet(corpus));
      await tx.objectStore('corpus').put({ ...corpus, next: model });
    });
  }

  /** Keeps what a change has made until it is asked for again. */
  pauseSwitch(): Promise<void> {
    return this.#change(async (tx) => {
      const { next, ...corpus } = await readCorpus(tx);
      if (next) await tx.objectStore('corpus').put({ ...corpus, next: { ...next, isPaused: true } });
    });
  }

  /** Gives a change up and deletes what it has made. */
  dropSwitch(): Promise<void> {
    return this.#change(async (tx) => {
      const { next: _next, ...corpus } = await readCorpus(tx);
      await clearSegments(tx, freeSet(corpus));
      await tx.objectStore('corpus').put(corpus);
    });
  }

  /** Ends a change: from here on the new vectors are searched, and the old ones are gone. */
  finishSwitch(): Promise<void> {
    return this.#change(async (tx) => {
      const corpus = await readCorpus(tx);
      if (!corpus.next) return;
      const { isPaused: _isPaused, ...model } = corpus.next;
      await flip(tx, corpus, model);
    });
  }

  /** In turn, as a set that is emptied and filled again must not be taken for the one that is being merged. */
  #change(work: (tx: WriteTransaction) => Promise<void>): Promise<void> {
    return this.#segments.inTurn(() => this.#writer.write(STORES, work));
  }
}

/** The record of the corpus; of a new one, the first. */
export async function readCorpus(tx: WriteTransaction): Promise<CorpusRecord> {
  return (await tx.objectStore('corpus').get('corpus')) ?? newCorpus();
}

/** The record of a corpus in which nothing was stored yet. */
export function newCorpus(): CorpusRecord {
  return { key: 'corpus', nextKey: 0, isSegmented: true };
}

/** Adds vectors where those of their embedder are; resolves with false where there is no such place. */
export async function putVectors(
  tx: WriteTransaction,
  corpus: CorpusRecord,
  { model, rows, origins }: ModelVectors,
): Promise<boolean> {
  const set = setOf(corpus, model);
  if (set && rows.keys.length > 0) await appendSegment(tx, set, encodeVectors({ rows, origins }));
  return set !== undefined;
}

async function flip(tx: WriteTransaction, corpus: CorpusRecord, model: ModelRecord): Promise<void> {
  const { next: _next, ...rest } = corpus;
  await tx.objectStore('corpus').put({ ...rest, model, vectorSet: freeSet(corpus) });
  await clearSegments(tx, corpus.vectorSet ?? 'vectors');
}

function setOf(corpus: CorpusRecord | undefined, model: string): VectorSet | undefined {
  if (corpus?.model?.fingerprint === model) return corpus.vectorSet ?? 'vectors';
  return corpus?.next?.fingerprint === model ? freeSet(corpus) : undefined;
}

/** The set that is not searched. */
function freeSet({ vectorSet }: CorpusRecord): VectorSet {
  return vectorSet === 'vectors2' ? 'vectors' : 'vectors2';
}
