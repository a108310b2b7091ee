import type { Embedder, EmbedderApi, OpenEmbedder } from './embedder.ts';
import { engineClosed } from './engine-failure.ts';

/** The embedder worker's API over an opener: one `load`, then vectors until `dispose`. */
export function serveEmbedder(open: OpenEmbedder): EmbedderApi {
  let loading: Promise<Embedder> | undefined;
  const loaded = (): Promise<Embedder> => loading ?? Promise.reject(engineClosed('embedder'));
  return {
    async load(manifest, assetBase, device, signal, onProgress) {
      loading = open(manifest, assetBase, {
        device,
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      });
      return (await loading).info;
    },
    embed: async (texts, kind, signal) => (await loaded()).embed(texts, kind, signal),
    dispose: async () => (await loaded()).dispose(),
  };
}
