import type { Reranker, RerankerApi } from '../../src/inference/reranker.ts';
import { openTransformersReranker } from '../../src/inference/transformers/transformers-reranker.ts';
import { onnxRuntime } from '../../src/models/built-in.ts';
import { openModelStore } from '../../src/models/store.ts';
import { serve } from '../../src/rpc/serve.ts';

let reranker: Reranker | undefined;

function loaded(): Reranker {
  if (!reranker) throw new Error('Nothing was opened.');
  return reranker;
}

const api: RerankerApi = {
  async load(manifest, assetBase, device, signal, onProgress) {
    const store = await openModelStore({ assetBase, cache: null });
    reranker = await openTransformersReranker(
      manifest,
      { store, runtime: onnxRuntime },
      {
        device,
        ...(signal && { signal }),
        ...(onProgress && { onProgress }),
      },
    );
    return reranker.info;
  },
  score: async (question, passages, signal) => loaded().score(question, passages, signal),
  dispose: async () => loaded().dispose(),
};

serve(api);
