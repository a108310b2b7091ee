import { CorpusStore } from '../../storage/corpus-store.ts';
import { LiveKeys } from '../../storage/live-keys.ts';
import type { VectorRows } from '../../search/vector-rows.ts';

/** Name of the corpus that the scan's vectors are in. */
export const CORPUS = 'bench';
const MODEL = 'bench';
/** What merged segments have. */
const SEGMENT_BYTES = 4e6;

/** The part of a corpus on disk that is about vectors. */
export class ScanStore {
  readonly #store: CorpusStore;

  private constructor(store: CorpusStore) {
    this.#store = store;
  }

  static async open(): Promise<ScanStore> {
    const store = await CorpusStore.open(CORPUS, (error) => {
      throw error;
    });
    return new ScanStore(store);
  }

  /** Writes rows `0 … size − 1` in segments as they are after merging. */
  async writeAll(dims: number, size: number, read: (keys: number[]) => VectorRows): Promise<void> {
    await this.#store.vectors.bind({ id: MODEL, fingerprint: MODEL, dims });
    const rows = Math.max(1, Math.floor(SEGMENT_BYTES / (2 * dims + 8)));
    for (let first = 0; first < size; first += rows)
      await this.commit(read(Array.from({ length: Math.min(rows, size - first) }, (_, i) => first + i)));
  }

  async commit(rows: VectorRows): Promise<void> {
    const origins = [{ rows: rows.keys.length }];
    if (!(await this.#store.vectors.commit({ model: MODEL, rows, origins })))
      throw new Error('The vectors were not stored.');
  }

  /** Hands out the rows, and which keys live: in a corpus its documents say that. */
  async readAll(
    size: number,
    visit: (rows: VectorRows, isLive: (key: number) => boolean) => void,
  ): Promise<void> {
    const live = new LiveKeys();
    live.add({ firstKey: 0, passages: size });
    await this.#store.vectors.load(MODEL, ({ rows }) => visit(rows, (key) => live.has(key)));
  }
}
