import { serveEngine } from '../serve-engine.ts';
import type { Voy } from 'voy-search';
import * as glue from 'voy-search/voy_search_bg.js';
import wasmUrl from 'voy-search/voy_search_bg.wasm?url';
import type { Engine } from '../engine.ts';
import { readRecord, writeRecord } from '../stored-record.ts';

/** Vectors cross over as JSON, of which a batch is a megabyte. */
const BATCH = 256;

async function start(): Promise<typeof glue> {
  const response = await fetch(wasmUrl);
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), {
    './voy_search_bg.js': glue as unknown as WebAssembly.ModuleImports,
  });
  glue.__wbg_set_wasm(instance.exports);
  return glue;
}

/** voy-search as it is, without the guards of `src/search/voy-index.ts`. */
class VoyAlone implements Engine {
  readonly filters = false;
  readonly #voy: Voy;
  readonly #dims: number;

  constructor(voy: Voy, dims: number) {
    this.#voy = voy;
    this.#dims = dims;
  }

  add(firstKey: number, vectors: Float32Array): void {
    const count = vectors.length / this.#dims;
    for (let first = 0; first < count; first += BATCH) {
      const embeddings = Array.from({ length: Math.min(BATCH, count - first) }, (_, i) => ({
        id: String(firstKey + first + i),
        title: '',
        url: '',
        embeddings: Array.from(vectors.subarray((first + i) * this.#dims, (first + i + 1) * this.#dims)),
      }));
      this.#voy.add({ embeddings });
    }
  }

  search(query: Float32Array, k: number): number[] {
    return this.#voy.search(query, k).neighbors.map(({ id }) => Number(id));
  }

  async store(): Promise<void> {
    const text = this.#voy.serialize();
    // A string longer than the browser's strings can be comes back empty, and without an error.
    if (text === '') throw new Error("cannot be stored: its serialize() returned ''");
    await writeRecord(text);
  }
}

serveEngine({
  async open({ dims }) {
    const { Voy } = await start();
    return new VoyAlone(new Voy(), dims);
  },
  async load({ dims }) {
    const [{ Voy }, text] = await Promise.all([start(), readRecord<string>()]);
    return new VoyAlone(Voy.deserialize(text), dims);
  },
});
