import type { IDBPTransaction, StoreNames } from 'idb';
import { toStorageError } from './database.ts';
import type { CorpusDatabase, CorpusSchema } from './schema.ts';

export type StoreName = StoreNames<CorpusSchema>;
export type WriteTransaction = IDBPTransaction<CorpusSchema, StoreName[], 'readwrite'>;

/** Runs transactions that are on the disk when they resolve, wholly or not at all. */
export class StrictWriter {
  readonly #database: CorpusDatabase;
  readonly #name: string;
  readonly #writes = new Set<Promise<unknown>>();

  constructor(database: CorpusDatabase, name: string) {
    this.#database = database;
    this.#name = name;
  }

  /** `work` may await nothing but the transaction's own requests. What it throws undoes all of it. */
  write<T>(stores: StoreName[], work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    const write = this.#run(stores, work);
    this.#writes.add(write);
    const forget = (): void => void this.#writes.delete(write);
    write.then(forget, forget);
    return write;
  }

  /** Resolves when no write is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#writes);
  }

  async #run<T>(stores: StoreName[], work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    try {
      const tx = this.#database.transaction(stores, 'readwrite', { durability: 'strict' });
      try {
        const result = await work(tx);
        await tx.done;
        return result;
      } catch (error) {
        // It repeats the error or is a consequence of it; unread it would be reported as unhandled.
        tx.done.catch(() => undefined);
        abort(tx);
        throw error;
      }
    } catch (error) {
      throw toStorageError(error, this.#name);
    }
  }
}

function abort(tx: WriteTransaction): void {
  try {
    tx.abort();
  } catch {
    // It has ended already.
  }
}
