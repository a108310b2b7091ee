import '../../security/trusted-types.ts';
import { connect } from '../../rpc/connect.ts';
import type { SearchBenchApi } from './search-api.ts';

const api: SearchBenchApi = {
  async measure(request) {
    const worker = new Worker(new URL('./search-worker.ts', import.meta.url), { type: 'module' });
    const { api: bench, terminate } = connect<SearchBenchApi>(worker, 'search');
    try {
      return await bench.measure(request);
    } finally {
      terminate();
    }
  },
};

Object.assign(globalThis, { searchBench: api });
