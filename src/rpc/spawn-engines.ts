import { connect, type Connection } from './connect.ts';
import type { EmbedderApi } from '../inference/embedder.ts';
import type { RerankerApi } from '../inference/reranker.ts';
import type { ParserApi } from '../ingest/parser.ts';

/** Starts a worker that reads documents. */
export function spawnParser(): Connection<ParserApi> {
  const worker = new Worker(new URL('../../workers/parser.ts', import.meta.url), {
    type: 'module',
    name: 'parser',
  });
  return connect(worker, 'parser');
}

/** Starts a worker that helps with searches; it speaks no `Connection`, as it sleeps in between (`ScanThreads`). */
export function spawnScanHelper(): Worker {
  return new Worker(new URL('../../workers/scan.ts', import.meta.url), { type: 'module', name: 'scan' });
}

/** Starts a worker that makes vectors. */
export function spawnEmbedder(): Connection<EmbedderApi> {
  const worker = new Worker(new URL('../../workers/embedder.ts', import.meta.url), {
    type: 'module',
    name: 'embedder',
  });
  return connect(worker, 'embedder');
}

/** Starts a worker that scores passages against a question. */
export function spawnReranker(): Connection<RerankerApi> {
  const worker = new Worker(new URL('../../workers/reranker.ts', import.meta.url), {
    type: 'module',
    name: 'reranker',
  });
  return connect(worker, 'reranker');
}
