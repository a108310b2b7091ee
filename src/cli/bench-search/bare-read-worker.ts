import { openDB } from 'idb';
import { serve } from '../../rpc/serve.ts';
import { CORPUS } from './scan-store.ts';
import { DATABASE_PREFIX } from '../../storage/schema.ts';

/** Reads what the scan has stored, and does nothing with it. */
export interface BareReadApi {
  /** Returns once the worker runs. */
  ready(): void;
  /** Returns how many records there were. */
  read(): Promise<number>;
}

const api: BareReadApi = {
  ready() {},
  async read() {
    const database = await openDB(DATABASE_PREFIX + CORPUS);
    const records = await database.getAll('segments');
    database.close();
    return records.length;
  },
};

serve(api);
