import { isInShare, type Engine } from '../engine.ts';
import type { OpenRequest } from '../search-api.ts';
import { serveEngine } from '../serve-engine.ts';
import { readRecord, writeRecord } from '../stored-record.ts';

interface Hit {
  key: number;
  score: number;
}

/** One array of floats and one loop over it, as it is written in ten minutes. Vectors have to have length 1. */
class NaiveEngine implements Engine {
  readonly filters = true;
  readonly #dims: number;
  readonly #capacity: number;
  #vectors = new Float32Array();
  #size = 0;

  constructor({ dims, capacity }: OpenRequest) {
    this.#dims = dims;
    this.#capacity = capacity;
  }

  add(firstKey: number, vectors: Float32Array): void {
    if (firstKey === 0) this.#vectors = new Float32Array(this.#capacity * this.#dims);
    this.#vectors.set(vectors, firstKey * this.#dims);
    this.#size = firstKey + vectors.length / this.#dims;
  }

  search(query: Float32Array, k: number, share: 100 | 10 | 1): number[] {
    const hits: Hit[] = [];
    const [vectors, dims, size] = [this.#vectors, this.#dims, this.#size];
    for (let key = 0; key < size; key++) {
      if (share !== 100 && !isInShare(key, share)) continue;
      let score = 0;
      for (let i = 0; i < dims; i++) score += (query[i] as number) * (vectors[key * dims + i] as number);
      if (hits.length === k && score <= (hits[k - 1] as Hit).score) continue;
      hits.push({ key, score });
      hits.sort((a, b) => b.score - a.score);
      if (hits.length > k) hits.pop();
    }
    return hits.map(({ key }) => key);
  }

  store(): Promise<void> {
    return writeRecord(this.#vectors.slice(0, this.#size * this.#dims));
  }
}

serveEngine({
  open: (request) => new NaiveEngine(request),
  async load(request) {
    const engine = new NaiveEngine(request);
    engine.add(0, await readRecord<Float32Array>());
    return engine;
  },
});
