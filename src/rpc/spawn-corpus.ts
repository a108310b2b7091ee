import { connect, type Connection } from './connect.ts';
import type { CorpusApi } from '../corpus/corpus-api.ts';

/** Starts the worker that owns a corpus. */
export function spawnCorpus(): Connection<CorpusApi> {
  const worker = new Worker(new URL('../../workers/corpus.ts', import.meta.url), {
    type: 'module',
    name: 'corpus',
  });
  return connect(worker, 'corpus');
}
