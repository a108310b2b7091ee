import { create, insertMultiple, load, save, searchVector, type AnyOrama, type RawData } from '@orama/orama';
import { isInShare, type Engine } from '../engine.ts';
import { serveEngine } from '../serve-engine.ts';
import type { Share } from '../search-api.ts';
import { readRecord, writeRecord } from '../stored-record.ts';

function createOrama(dims: number): AnyOrama {
  return create({
    schema: { embedding: `vector[${dims}]`, isTenth: 'boolean', isHundredth: 'boolean' },
  }) as AnyOrama;
}

class OramaEngine implements Engine {
  readonly filters = true;
  readonly #orama: AnyOrama;
  readonly #dims: number;

  constructor(orama: AnyOrama, dims: number) {
    this.#orama = orama;
    this.#dims = dims;
  }

  async add(firstKey: number, vectors: Float32Array): Promise<void> {
    const documents = Array.from({ length: vectors.length / this.#dims }, (_, i) => ({
      id: String(firstKey + i),
      embedding: Array.from(vectors.subarray(i * this.#dims, (i + 1) * this.#dims)),
      isTenth: isInShare(firstKey + i, 10),
      isHundredth: isInShare(firstKey + i, 1),
    }));
    await insertMultiple(this.#orama, documents, documents.length);
  }

  search(query: Float32Array, k: number, share: Share): number[] {
    const where = share === 100 ? {} : { where: share === 10 ? { isTenth: true } : { isHundredth: true } };
    const results = searchVector(this.#orama, {
      mode: 'vector',
      vector: { value: query, property: 'embedding' },
      // By default it drops what is less similar than .8, which nearly everything is.
      similarity: -1,
      limit: k,
      ...where,
    });
    if (results instanceof Promise) throw new TypeError('A search without hooks is not waited for.');
    return results.hits.map(({ id }) => Number(id));
  }

  store(): Promise<void> {
    return writeRecord(save(this.#orama));
  }
}

serveEngine({
  open: ({ dims }) => new OramaEngine(createOrama(dims), dims),
  async load({ dims }) {
    const stored = await readRecord<RawData>();
    const orama = createOrama(dims);
    load(orama, stored);
    return new OramaEngine(orama, dims);
  },
});
