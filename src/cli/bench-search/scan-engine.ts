import { KeyBitmap } from '../../search/key-bitmap.ts';
import { createScanIndex, type ScanIndex, type ScanOptions } from '../../search/scan-index.ts';
import { quantise } from '../../search/vector-rows.ts';
import { CorpusStore } from '../../storage/corpus-store.ts';
import { LiveKeys } from '../../storage/live-keys.ts';
import { keysInShare, type Engine, type EngineMaker } from './engine.ts';
import type { OpenRequest, Share } from './search-api.ts';

/** Rows of about four megabytes, as merged segments have. */
const SEGMENT_BYTES = 4e6;
const CORPUS = 'bench';
const MODEL = 'bench';
/** One thread that looks at every vector: what is compared with the bound. */
const PLAIN = { threadsFrom: Infinity, filterFrom: Infinity };

/** The scan as the corpus uses it: vectors are quantised, committed, and added as rows. */
class ScanEngine implements Engine {
  readonly filters = true;
  readonly #index: ScanIndex;
  #store: CorpusStore | undefined;
  #bitmaps = new Map<Share, KeyBitmap>();

  constructor(index: ScanIndex, store?: CorpusStore) {
    this.#index = index;
    this.#store = store;
  }

  add(firstKey: number, vectors: Float32Array): void {
    this.#index.addRows(quantise(this.#keysFrom(firstKey, vectors), vectors, this.#index.dims));
    this.#bitmaps = new Map();
  }

  search(query: Float32Array, k: number, share: Share): number[] {
    const filter = share === 100 ? undefined : this.#bitmap(share);
    return this.#index.search(query, k, filter).map(({ key }) => key);
  }

  async prepare(): Promise<string> {
    await this.#index.tune();
    const { kernel, threads = 1, preFilter } = this.#index.engine;
    const { isUsed, reason, recall } = preFilter ?? {};
    const filter = isUsed
      ? `with a pre-filter (recall ${recall})`
      : `without a pre-filter${reason === undefined ? '' : ` (${reason})`}`;
    return `kernel ${kernel}, threads ${threads}, ${filter}`;
  }

  async store(): Promise<void> {
    const { dims, size } = this.#index;
    this.#store = await openStore();
    await this.#store.vectors.bind({ id: MODEL, fingerprint: MODEL, dims });
    const rows = Math.max(1, Math.floor(SEGMENT_BYTES / (2 * dims + 8)));
    for (let first = 0; first < size; first += rows) {
      const keys = Array.from({ length: Math.min(rows, size - first) }, (_, i) => first + i);
      await this.#commit(this.#index.rows(keys));
    }
  }

  async append(firstKey: number, vectors: Float32Array): Promise<void> {
    const rows = quantise(this.#keysFrom(firstKey, vectors), vectors, this.#index.dims);
    await this.#commit(rows);
    this.#index.addRows(rows);
    this.#bitmaps = new Map();
  }

  #keysFrom(firstKey: number, vectors: Float32Array): number[] {
    return Array.from({ length: vectors.length / this.#index.dims }, (_, i) => firstKey + i);
  }

  async #commit(rows: ReturnType<typeof quantise>): Promise<void> {
    const origins = [{ rows: rows.keys.length }];
    if (!(await this.#store?.vectors.commit({ model: MODEL, rows, origins })))
      throw new Error('The vectors were not stored.');
  }

  #bitmap(share: Share): KeyBitmap {
    const bitmap = this.#bitmaps.get(share) ?? KeyBitmap.of(keysInShare(this.#index.size, share));
    this.#bitmaps.set(share, bitmap);
    return bitmap;
  }
}

function openStore(): Promise<CorpusStore> {
  return CorpusStore.open(CORPUS, (error) => {
    throw error;
  });
}

/** @param choose Says how to search, in the worker that is to do it. */
export function scanMaker(choose: () => ScanOptions): EngineMaker {
  const create = ({ dims }: OpenRequest): ScanIndex => createScanIndex(dims, { limits: PLAIN, ...choose() });
  return {
    open: (request) => new ScanEngine(create(request)),
    async load(request) {
      const index = create(request);
      const store = await openStore();
      // The vectors' part of opening a corpus, whose documents say which keys live.
      const live = new LiveKeys();
      live.add({ firstKey: 0, passages: request.n });
      await store.vectors.load(MODEL, ({ rows }) => index.addRows(rows, (key) => live.has(key)));
      return new ScanEngine(index, store);
    },
  };
}
