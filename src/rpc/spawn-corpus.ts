import { installScriptPolicy } from '../security/trusted-types.ts';
import { connect, type Connection } from './connect.ts';
import type { CorpusApi } from '../corpus/corpus-api.ts';

/** Starts the worker that owns a corpus. */
export function spawnCorpus(): Connection<CorpusApi> {
  // A site that uses the library may enforce trusted types without knowing that this is a worker's start.
  installScriptPolicy();
  const worker = new Worker(new URL('../../workers/corpus.ts', import.meta.url), {
    type: 'module',
    name: 'corpus',
  });
  return connect(worker, 'corpus');
}
