import { KeyBitmap } from '../../search/key-bitmap.ts';
import { createScanIndex, type ScanIndex, type ScanOptions } from '../../search/scan-index.ts';
import { quantise, type VectorRows } from '../../search/vector-rows.ts';
import { keysInShare, type Engine, type EngineMaker } from './engine.ts';
import { ScanStore } from './scan-store.ts';
import type { OpenRequest, Share } from './search-api.ts';

/** One thread that looks at every vector: what is compared with the bound. */
const ALONE = { threadsFrom: Infinity, filterFrom: Infinity };

/** The scan as the corpus uses it: vectors are quantised, committed, and added as rows. */
class ScanEngine implements Engine {
  readonly filters = true;
  readonly #index: ScanIndex;
  readonly #bitmaps = new Map<Share, KeyBitmap>();
  #store: ScanStore | undefined;

  constructor(index: ScanIndex, store?: ScanStore) {
    this.#index = index;
    this.#store = store;
  }

  add(firstKey: number, vectors: Float32Array): void {
    this.#index.addRows(this.#quantise(firstKey, vectors));
    this.#bitmaps.clear();
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
    this.#store = await ScanStore.open();
    await this.#store.writeAll(this.#index.dims, this.#index.size, (keys) => this.#index.rows(keys));
  }

  async append(firstKey: number, vectors: Float32Array): Promise<void> {
    const rows = this.#quantise(firstKey, vectors);
    await this.#store?.commit(rows);
    this.#index.addRows(rows);
    this.#bitmaps.clear();
  }

  #quantise(firstKey: number, vectors: Float32Array): VectorRows {
    const { dims } = this.#index;
    const keys = Array.from({ length: vectors.length / dims }, (_, i) => firstKey + i);
    return quantise(keys, vectors, dims);
  }

  #bitmap(share: Share): KeyBitmap {
    const bitmap = this.#bitmaps.get(share) ?? KeyBitmap.of(keysInShare(this.#index.size, share));
    this.#bitmaps.set(share, bitmap);
    return bitmap;
  }
}

/** @param choose Says how to search, in the worker that is to do it. */
export function scanMaker(choose: () => ScanOptions): EngineMaker {
  const create = ({ dims }: OpenRequest): ScanIndex => createScanIndex(dims, { limits: ALONE, ...choose() });
  return {
    open: (request) => new ScanEngine(create(request)),
    async load(request) {
      // The kernel is compiled while the database opens.
      const opening = ScanStore.open();
      const index = create(request);
      const store = await opening;
      await store.readAll(request.n, (rows, isLive) => index.addRows(rows, isLive));
      return new ScanEngine(index, store);
    },
  };
}
