import { openDB } from 'idb';
import {
  DATABASE_PREFIX,
  type CorpusSchema,
  type SegmentInfo,
  type SegmentSet,
} from '../../src/storage/schema.ts';
import { decodeVectors, type StoredVectors } from '../../src/storage/vector-segment.ts';
import { xxh32 } from '../../src/storage/xxh32.ts';

/** Spoils what a closed or open corpus has on disk, as a failing disk does. */
export class StoredBytes {
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  /** Turns a bit over in segments of a set, all if not told which; resolves with how many passages they hold. */
  async flipSegments(
    set: SegmentSet,
    isMeant: (segment: SegmentInfo) => boolean = () => true,
  ): Promise<number> {
    const database = await openDB<CorpusSchema>(DATABASE_PREFIX + this.#name);
    let rows = 0;
    for (const record of await database.getAll('segments')) {
      if (record.set !== set || !isMeant(record)) continue;
      const bytes = record.bytes.slice(0);
      const view = new Uint8Array(bytes);
      const middle = view.length >> 1;
      view[middle] = (view[middle] ?? 0) ^ 4;
      await database.put('segments', { ...record, bytes });
      rows += record.rows;
    }
    database.close();
    return rows;
  }

  /** Stores other vectors in the place of those of each segment, as sound as these. */
  async changeVectors(set: SegmentSet, change: (stored: StoredVectors) => void): Promise<void> {
    const database = await openDB<CorpusSchema>(DATABASE_PREFIX + this.#name);
    for (const record of await database.getAll('segments')) {
      if (record.set !== set) continue;
      change(decodeVectors(record.bytes));
      await database.put('segments', { ...record, digest: xxh32(record.bytes) });
    }
    database.close();
  }

  /** Changes one record of a document. */
  async change<Store extends 'texts' | 'passages' | 'originals'>(
    store: Store,
    id: string,
    change: (record: CorpusSchema[Store]['value']) => CorpusSchema[Store]['value'] | undefined,
  ): Promise<void> {
    const database = await openDB<CorpusSchema>(DATABASE_PREFIX + this.#name);
    const record = await database.get(store, id);
    if (!record) throw new Error(`There is no "${id}" in ${store}.`);
    const changed = change(record);
    if (changed) await database.put(store, changed);
    else await database.delete(store, id);
    database.close();
  }

  /** Sizes of all segments of a set, in bytes. */
  async sizes(set: SegmentSet): Promise<number[]> {
    const database = await openDB<CorpusSchema>(DATABASE_PREFIX + this.#name);
    const keys = await database.getAllKeys('segments', IDBKeyRange.bound([set], [set, []]));
    database.close();
    return keys.map(([, , , size]) => size);
  }

  /** Whether the bytes of any segment of a set hold a text. */
  async holds(set: SegmentSet, text: string): Promise<boolean> {
    const database = await openDB<CorpusSchema>(DATABASE_PREFIX + this.#name);
    const records = await database.getAll('segments');
    database.close();
    const decoder = new TextDecoder();
    return records.some((record) => record.set === set && decoder.decode(record.bytes).includes(text));
  }
}
