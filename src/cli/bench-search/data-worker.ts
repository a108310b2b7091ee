import { createTopK, type TopK } from '../../search/top-k.ts';
import { serve } from '../../rpc/serve.ts';
import { isInShare } from './engine.ts';
import { clusteredSource, isotropicSource, type VectorSource } from './random-vectors.ts';
import { K, SHARES, type Data, type Share } from './search-api.ts';

const GROUPS = 300;
const SEED = 42;

/** Makes the vectors piece by piece, as all of them as floats may be too many, and knows which are nearest. */
export interface DataApi {
  /** Returns the queries, which come from the same source. Finding the nearest takes a while, and is not always wanted. */
  open(data: Data, wantsNearest: boolean): Float32Array[];
  next(count: number): Float32Array;
  /** Keys of the ten nearest of all vectors until now, by 32-bit floats, for each query. */
  nearest(share: Share): number[][];
}

let source: VectorSource = isotropicSource(1, SEED);
let dims = 1;
let size = 0;
let queries: Float32Array[] = [];
let best = new Map<Share, TopK[]>();

/** Embedders give vectors of length 1, and some engines need them to be. */
function nextUnits(count: number): Float32Array {
  const vectors = source(count);
  for (let row = 0; row < count; row++) {
    const vector = vectors.subarray(row * dims, (row + 1) * dims);
    const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < dims; i++) vector[i] = (vector[i] ?? 0) / length;
  }
  return vectors;
}

function noteNearest(firstKey: number, vectors: Float32Array): void {
  const shares = [...best.keys()];
  for (let row = 0; row < vectors.length / dims; row++) {
    const key = firstKey + row;
    const tops = shares.filter((share) => isInShare(key, share)).flatMap((share) => best.get(share) ?? []);
    queries.forEach((query, i) => {
      const score = product(query, vectors, row * dims);
      for (let at = i; at < tops.length; at += queries.length) tops[at]?.push(score, key);
    });
  }
}

function product(query: Float32Array, vectors: Float32Array, start: number): number {
  let sum = 0;
  for (let i = 0; i < dims; i++) sum += (query[i] as number) * (vectors[start + i] as number);
  return sum;
}

const api: DataApi = {
  open(data, wantsNearest) {
    dims = data.dims;
    size = 0;
    source = data.data === 'isotropic' ? isotropicSource(dims, SEED) : clusteredSource(GROUPS, dims, SEED);
    queries = Array.from({ length: data.queries }, () => nextUnits(1));
    const shares = wantsNearest ? SHARES : [];
    best = new Map(shares.map((share) => [share, queries.map(() => createTopK(K))]));
    return queries;
  },
  next(count) {
    const vectors = nextUnits(count);
    if (best.size > 0) noteNearest(size, vectors);
    size += count;
    return vectors;
  },
  nearest: (share) => (best.get(share) ?? []).map((top) => top.take().map(({ key }) => key)),
};

serve(api);
