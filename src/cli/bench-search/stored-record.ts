import { openDB, type IDBPDatabase } from 'idb';

/** Where an engine that can only write itself as a whole is kept. */
const NAME = 'engine';

function open(): Promise<IDBPDatabase> {
  return openDB(NAME, 1, { upgrade: (database) => void database.createObjectStore(NAME) });
}

/** Writes a value in place of the last one; it is on the disk when this resolves. */
export async function writeRecord(value: unknown): Promise<void> {
  const database = await open();
  const tx = database.transaction(NAME, 'readwrite', { durability: 'strict' });
  await Promise.all([tx.store.put(value, NAME), tx.done]);
  database.close();
}

/** @throws {Error} There is none. */
export async function readRecord<T>(): Promise<T> {
  const database = await open();
  const value = (await database.get(NAME, NAME)) as T | undefined;
  database.close();
  if (value === undefined) throw new Error('Nothing was stored.');
  return value;
}
