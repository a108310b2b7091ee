import '../../src/security/trusted-types.ts';
import { spawnScanHelper } from '../../src/rpc/spawn-engines.ts';
import { serve } from '../../src/rpc/serve.ts';
import { createScanIndex } from '../../src/search/scan-index.ts';
import { ScanThreads } from '../../src/search/scan-threads.ts';
import type { VectorEngine } from '../../src/search/vector-index.ts';
import { isotropic } from '../../src/cli/bench-search/random-vectors.ts';

const DIMS = 64;
const COUNT = 30_000;

export interface SealedScan {
  /** Searches with threads and alone; tells what searched, and how many answers differ. */
  compare(): Promise<{ engine: VectorEngine; differing: number; helped: number }>;
}

const api: SealedScan = {
  async compare() {
    const threads = new ScanThreads({ spawn: spawnScanHelper, helpers: 2, chunkBytes: 64 * 1024 });
    const limits = { threadsFrom: 0, threadsWorth: Infinity };
    const [together, alone] = [createScanIndex(DIMS, { threads, limits }), createScanIndex(DIMS)];
    const keys = Array.from({ length: COUNT }, (_, key) => key);
    for (const index of [together, alone]) index.add(keys, isotropic(COUNT, DIMS, 1));
    await together.tune();
    let helped = 0;
    const run = threads.run.bind(threads);
    threads.run = (...call) => {
      const found = run(...call);
      helped += Number(found?.some((count) => count > 0));
      return found;
    };
    const queries = isotropic(200, DIMS, 2);
    let differing = 0;
    for (let at = 0; at < queries.length; at += DIMS) {
      const query = queries.subarray(at, at + DIMS);
      const [a, b] = [together, alone].map((index) => JSON.stringify(index.search(query, 20)));
      if (a !== b) differing++;
    }
    const { engine } = together;
    threads.stop('the test is over');
    return { engine, differing, helped };
  },
};
serve(api);
