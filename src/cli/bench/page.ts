import '../../security/trusted-types.ts';
import { connect } from '../../rpc/connect.ts';
import type { BenchApi } from './bench-api.ts';
import { measureEmbedding } from './embedding.ts';
import { measureGeneration } from './generating.ts';
import { measureHops } from './hops.ts';
import type { LoadApi } from './load-worker.ts';
import type { ReadApi } from './read-worker.ts';
import { measureTurns } from './turns.ts';

const assetBase = new URL('/', location.href).href;

const api: BenchApi = {
  embed: (request) => measureEmbedding(request, assetBase),
  generate: (request) => measureGeneration(request, assetBase),
  hop: measureHops,
  turns: (request) => measureTurns(request, assetBase),
  async loadCold({ manifest, form }) {
    const worker = new Worker(new URL('./load-worker.ts', import.meta.url), { type: 'module' });
    const { api: loader, terminate } = connect<LoadApi>(worker, 'load');
    try {
      return await loader.loadCold(manifest, form, assetBase);
    } finally {
      terminate();
    }
  },
  async read({ manifest, isVerified, filesAtATime, isTidy }) {
    const worker = new Worker(new URL('./read-worker.ts', import.meta.url), { type: 'module' });
    // It is not ended: what it holds counts until the browser ends.
    const { api: reader } = connect<ReadApi>(worker, 'read');
    if (isTidy) await reader.keepTidy();
    return isVerified
      ? reader.readVerified(manifest, assetBase, filesAtATime)
      : reader.readPlain(manifest, assetBase, filesAtATime);
  },
};

Object.assign(globalThis, { bench: api });
