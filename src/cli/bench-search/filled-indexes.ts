import { createExactIndex } from '../../search/exact-index.ts';
import type { KernelName } from '../../search/kernel/kernel.ts';
import { createScanIndex } from '../../search/scan-index.ts';
import { createTopK, type TopK } from '../../search/top-k.ts';
import type { VectorIndex } from '../../search/vector-index.ts';
import { clusteredSource, isotropicSource, type VectorSource } from './random-vectors.ts';
import type { EngineFigures, SearchRequest } from './search-api.ts';
import { milliseconds } from './turns.ts';

/** Hits of a search. */
export const K = 10;
/** Vectors are made and added so many at a time. */
const CHUNK = 10_000;
const GROUPS = 300;

/** An index, and what filling it took. */
export interface Filled {
  index: VectorIndex;
  build: number;
}

export interface Prepared {
  scan: Filled;
  plain: Filled;
  exact?: Filled;
  queries: Float32Array[];
  /** Keys of the ten nearest by 32-bit floats, for each query. */
  nearest: Set<number>[];
}

function sourceOf({ data, dims }: SearchRequest): VectorSource {
  return data === 'isotropic' ? isotropicSource(dims, 42) : clusteredSource(GROUPS, dims, 42);
}

/** Makes vectors and puts them into the indexes, piece by piece: all of them as floats may be too many. */
export function prepare(request: SearchRequest, kernel: KernelName): Prepared {
  const { n, dims, isExactTimed } = request;
  const next = sourceOf(request);
  const queries = Array.from({ length: request.queries }, () => next(1));
  const best = queries.map(() => createTopK(K));
  const start = (index: VectorIndex): Filled => ({ index, build: 0 });
  const scan = start(createScanIndex(dims, { kernel }));
  const plain = start(createScanIndex(dims, { kernel: kernel === 'scalar' ? 'scalar' : 'simd' }));
  const exact = isExactTimed ? start(createExactIndex(dims)) : undefined;
  for (let first = 0; first < n; first += CHUNK) {
    const keys = Array.from({ length: Math.min(CHUNK, n - first) }, (_, i) => first + i);
    const vectors = next(keys.length);
    for (const filled of [scan, plain, ...(exact ? [exact] : [])])
      filled.build += milliseconds(() => filled.index.add(keys, vectors));
    noteNearest(keys, vectors, queries, best);
  }
  const nearest = best.map((each) => new Set(each.take().map(({ key }) => key)));
  return { scan, plain, ...(exact && { exact }), queries, nearest };
}

/** Looks the chunk through for the nearest of each query, with floats: what recall is measured by. */
function noteNearest(keys: number[], vectors: Float32Array, queries: Float32Array[], best: TopK[]): void {
  const chunk = createExactIndex((queries[0] ?? vectors).length);
  chunk.add(keys, vectors);
  queries.forEach((query, i) => {
    for (const { key, score } of chunk.search(query, K)) best[i]?.push(score, key);
  });
}

/** What is known of an index without a clock at hand. */
export function describe({ index, build }: Filled, { queries, nearest }: Prepared): Partial<EngineFigures> {
  const found = queries.map(
    (query, i) => index.search(query, K).filter(({ key }) => nearest[i]?.has(key)).length,
  );
  return {
    recall10: found.reduce((sum, count) => sum + count, 0) / (K * queries.length),
    build,
    bytesPerVector: index.bytes / index.size,
  };
}
