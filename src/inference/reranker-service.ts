import { engineClosed } from './engine-failure.ts';
import type { OpenReranker, Reranker, RerankerApi } from './reranker.ts';

/** The reranker worker's API over an opener: one `load`, then scores until `dispose`. */
export function serveReranker(open: OpenReranker): RerankerApi {
  let loading: Promise<Reranker> | undefined;
  const loaded = (): Promise<Reranker> => loading ?? Promise.reject(engineClosed('reranker'));
  return {
    async load(manifest, assetBase, device, signal, onProgress) {
      loading = open(manifest, assetBase, {
        device,
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
      return (await loading).info;
    },
    score: async (question, passages, signal) => (await loaded()).score(question, passages, signal),
    dispose: async () => (await loaded()).dispose(),
  };
}
