import type { EmbedderApi, OpenEmbedder } from './embedder.ts';
import { serveEngine } from './engine-service.ts';

/** The embedder worker's API over an opener: one `load`, then vectors until `dispose`. */
export function serveEmbedder(open: OpenEmbedder): EmbedderApi {
  const { load, loaded, dispose } = serveEngine('embedder', open);
  return {
    load,
    embed: async (texts, kind, signal) => (await loaded()).embed(texts, kind, signal),
    compare: async (words, texts, signal) =>
      (await (await loaded()).compare?.(words, texts, signal)) ?? new Float32Array(0),
    dispose,
  };
}
