import { LIMITS } from '../../../search/scan-tuning.ts';
import { ScanThreads } from '../../../search/scan-threads.ts';
import { scanMaker } from '../scan-engine.ts';
import { serveEngine } from '../serve-engine.ts';

const spawn = (): Worker =>
  new Worker(new URL('../../../../workers/scan.ts', import.meta.url), { type: 'module' });

serveEngine(
  scanMaker(() => ({
    limits: LIMITS,
    threads: new ScanThreads({ spawn, helpers: navigator.hardwareConcurrency - 1 }),
  })),
);
