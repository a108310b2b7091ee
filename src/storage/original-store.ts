import type { CorpusDatabase, DocumentRecord } from './schema.ts';
import type { StrictWriter } from './strict-writer.ts';
import { readCorpus } from './vector-store.ts';

/** The files of one corpus as they were added, and whether they stay once they are read. */
export class OriginalStore {
  readonly #database: CorpusDatabase;
  readonly #writer: StrictWriter;

  constructor(database: CorpusDatabase, writer: StrictWriter) {
    this.#database = database;
    this.#writer = writer;
  }

  async get(id: string): Promise<Blob | undefined> {
    return (await this.#database.get('originals', id))?.content;
  }

  /** Decides whether originals stay once they are read; those that are there are not touched. */
  keep(keep: boolean): Promise<void> {
    return this.#writer.write(['corpus'], async (tx) => {
      const { keepsNoOriginals: _former, ...corpus } = await readCorpus(tx);
      await tx.objectStore('corpus').put(keep ? corpus : { ...corpus, keepsNoOriginals: true });
    });
  }

  /** Deletes all of them; resolves with how many bytes that are, and with the records of the documents from then on. */
  drop(): Promise<{ bytes: number; records: DocumentRecord[] }> {
    return this.#writer.write(['originals', 'documents'], async (tx) => {
      const [kept, documents] = await Promise.all([
        tx.objectStore('originals').getAllKeys(),
        tx.objectStore('documents').getAll(),
      ]);
      const ids = new Set(kept);
      // One that was lost before is not missed any more either.
      const records = documents
        .filter(({ state }) => state !== 'failed')
        .map((record): DocumentRecord => ({ ...record, isWithoutOriginal: true }));
      await tx.objectStore('originals').clear();
      for (const record of records) await tx.objectStore('documents').put(record);
      const bytes = documents.reduce((sum, document) => sum + (ids.has(document.id) ? document.bytes : 0), 0);
      return { bytes, records };
    });
  }

  /**
   * Stores the original of a version of a document again; resolves with its record, or nothing where that version is
   * gone or originals do not stay.
   */
  restore(id: string, sha256: string, content: Blob): Promise<DocumentRecord | undefined> {
    return this.#writer.write(['corpus', 'originals', 'documents'], async (tx) => {
      const { keepsNoOriginals } = await readCorpus(tx);
      const { isWithoutOriginal: _former, ...record } = (await tx.objectStore('documents').get(id)) ?? {};
      if (keepsNoOriginals || !('sha256' in record) || record.sha256 !== sha256) return undefined;
      await tx.objectStore('originals').put({ id, content });
      await tx.objectStore('documents').put(record);
      return record;
    });
  }
}
