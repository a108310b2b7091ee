import { serveEngine } from './engine-service.ts';
import type { OpenReranker, RerankerApi } from './reranker.ts';

/** The reranker worker's API over an opener: one `load`, then scores until `dispose`. */
export function serveReranker(open: OpenReranker): RerankerApi {
  const { load, loaded, dispose } = serveEngine('reranker', open);
  return {
    load,
    score: async (question, passages, signal) => (await loaded()).score(question, passages, signal),
    dispose,
  };
}
