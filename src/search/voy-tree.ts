import type { Voy } from 'voy-search';
import type { VoyEngine } from './voy-engine.ts';

/** voy fills up every vector with zeros to as many numbers, and cuts longer ones without a word. */
export const VOY_DIMS = 768;
/**
 * voy splits a full bucket at one number, and panics when all of the bucket have the same one there. So each vector gets
 * some noise of its own, on as many axes as a tree of any real size has levels.
 */
const SPLIT_AXES = 64;
/** At most, on each axis of a unit vector: some steps of a 32-bit float near 1, and less than 10⁻⁴ in any cosine. */
const NOISE = 1e-6;
/** voy takes some 9 KB of memory for a vector, whatever its length: this many are 0.9 GB. */
const MOST_VECTORS = 100_000;
/** Vectors cross over as JSON, of which a batch is a megabyte. */
const BATCH = 256;
/** More digits than these tell nothing next to the noise, and writing and reading them is most of the time that adding takes. */
const PER_UNIT = 1e8;

interface Held {
  engine: VoyEngine;
  voy: Voy;
}

/** Memory in WebAssembly outlives the object that stands for it. */
const dropped = new FinalizationRegistry<Held>(({ engine, voy }) => {
  try {
    engine.run(() => voy.free());
  } catch {
    // It is gone with the instance.
  }
});

/** A k-d tree of voy, which goes by Euclidean distance: of unit vectors, that is the order of their cosines. */
export class VoyTree {
  readonly #engine: VoyEngine;
  readonly #voy: Voy;
  #size = 0;

  constructor(engine: VoyEngine) {
    this.#engine = engine;
    this.#voy = engine.createVoy();
    dropped.register(this, { engine, voy: this.#voy }, this);
  }

  /** Vectors that were added; none can be taken out. */
  get size(): number {
    return this.#size;
  }

  /** Adds unit vectors under ids that are new, read one by one. Throws what voy throws. */
  add(ids: readonly number[], read: (at: number) => Float32Array): void {
    for (let first = 0; first < ids.length; first += BATCH) {
      const embeddings = ids.slice(first, first + BATCH).map((id, offset) => ({
        id: String(id),
        title: '',
        url: '',
        embeddings: withNoise(id, read(first + offset)),
      }));
      this.#engine.run(() => {
        if (this.#size + embeddings.length > MOST_VECTORS)
          throw new Error(`it is given at most ${MOST_VECTORS} vectors, since each takes 9 KB of memory`);
        this.#voy.add({ embeddings });
        this.#size += embeddings.length;
      });
    }
  }

  /**
   * The ids of the nearest vectors, up to `count` of them, nearest first. Throws what voy throws (it panics at none), and
   * when it did not find as many as there are.
   */
  nearest(query: Float32Array, count: number): number[] {
    const wanted = Math.min(count, this.#size);
    if (wanted < 1) return [];
    return this.#engine.run(() => {
      const ids = new Set(this.#voy.search(query, wanted).neighbors.map(({ id }) => Number(id)));
      if (ids.size !== wanted) throw new Error(`it found ${ids.size} vectors where ${wanted} are`);
      return [...ids];
    });
  }

  free(): void {
    dropped.unregister(this);
    this.#engine.run(() => this.#voy.free());
  }
}

function withNoise(id: number, vector: Float32Array): number[] {
  const length = Math.min(VOY_DIMS, Math.max(vector.length, SPLIT_AXES));
  return Array.from({ length }, (_, axis) => {
    const value = (vector[axis] ?? 0) + NOISE * noiseOf(id, axis);
    return Math.round(value * PER_UNIT) / PER_UNIT;
  });
}

/** A number in [−1, 1) that depends on both and looks like chance: multiplied and shifted until all bits have mixed. */
function noiseOf(id: number, axis: number): number {
  let bits = Math.imul(id + 1, 0x9e37_79b1) ^ Math.imul(axis + 1, 0x632b_e5ab);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2545_f491);
  bits = Math.imul(bits ^ (bits >>> 13), 0x9e37_79b1);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 31 - 1;
}
