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
  readonly #vectors: Float32Array;
  #size: number;

  constructor(vectors: Float32Array, dims: number, size: number) {
    this.#vectors = vectors;
    this.#dims = dims;
    this.#size = size;
  }

  add(firstKey: number, vectors: Float32Array): void {
    this.#vectors.set(vectors, firstKey * this.#dims);
    this.#size = firstKey + vectors.length / this.#dims;
  }

  search(query: Float32Array, k: number, share: 100 | 10 | 1): number[] {
    const hits: Hit[] = [];
    for (let key = 0; key < this.#size; key++) {
      if (share !== 100 && !isInShare(key, share)) continue;
      let score = 0;
      for (let i = 0; i < this.#dims; i++)
        score += (query[i] as number) * (this.#vectors[key * this.#dims + i] as number);
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
  open: ({ dims, capacity }: OpenRequest) => new NaiveEngine(new Float32Array(capacity * dims), dims, 0),
  async load({ dims, capacity }: OpenRequest) {
    const stored = await readRecord<Float32Array>();
    const vectors = new Float32Array(capacity * dims);
    vectors.set(stored);
    return new NaiveEngine(vectors, dims, stored.length / dims);
  },
});
