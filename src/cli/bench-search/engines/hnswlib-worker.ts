import { serveEngine } from '../serve-engine.ts';
import { loadHnswlib, syncFileSystem, type HierarchicalNSW, type HnswlibModule } from 'hnswlib-wasm';
import { isInShare, type Engine } from '../engine.ts';
import type { OpenRequest, Share } from '../search-api.ts';

const FILE = 'index.dat';
const NEIGHBOURS = 16;
/** Candidates of a search, and while building: fewer where building takes long already. */
const SEARCH_WIDTH = 64;
const BUILD_WIDTH = 200;
const LARGE_BUILD_WIDTH = 100;
const LARGE = 50_000;
const SEED = 100;

/** Its own file system writes with the browser's default, which does not wait for the disk. */
function makeStrict(): void {
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function strict(stores, mode, options) {
    return transaction.call(this, stores, mode, { ...options, durability: 'strict' });
  };
}

class HnswEngine implements Engine {
  readonly filters = true;
  readonly #index: HierarchicalNSW;
  readonly #request: OpenRequest;

  constructor(index: HierarchicalNSW, request: OpenRequest) {
    this.#index = index;
    this.#request = request;
  }

  add(firstKey: number, vectors: Float32Array): void {
    const { capacity, n, dims } = this.#request;
    if (firstKey === 0)
      this.#index.initIndex(capacity, NEIGHBOURS, n < LARGE ? BUILD_WIDTH : LARGE_BUILD_WIDTH, SEED);
    for (let i = 0; i < vectors.length / dims; i++)
      this.#index.addPoint(vectors.slice(i * dims, (i + 1) * dims), firstKey + i, false);
    this.#index.setEfSearch(SEARCH_WIDTH);
  }

  search(query: Float32Array, k: number, share: Share): number[] {
    const filter = share === 100 ? undefined : (key: number): boolean => isInShare(key, share);
    return this.#index.searchKnn(query, k, filter).neighbors;
  }

  async store(): Promise<void> {
    await this.#index.writeIndex(FILE);
    await syncFileSystem('write');
  }
}

function createIndex(library: HnswlibModule, dims: number): HierarchicalNSW {
  return new library.HierarchicalNSW('ip', dims, '');
}

function start(): Promise<HnswlibModule> {
  makeStrict();
  return loadHnswlib();
}

serveEngine({
  async open(request) {
    return new HnswEngine(createIndex(await start(), request.dims), request);
  },
  async load(request) {
    const library = await start();
    await syncFileSystem('read');
    const index = createIndex(library, request.dims);
    await index.readIndex(FILE, request.capacity);
    index.setEfSearch(SEARCH_WIDTH);
    return new HnswEngine(index, request);
  },
});
