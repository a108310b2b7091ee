import '../src/security/trusted-types.ts';
import { serveReranker } from '../src/inference/reranker-service.ts';
import { openTransformersReranker } from '../src/inference/transformers/transformers-reranker.ts';
import { onnxRuntime } from '../src/models/built-in.ts';
import { parseManifest } from '../src/models/manifest.ts';
import { openModelStore } from '../src/models/store.ts';
import { serve } from '../src/rpc/serve.ts';

serve(
  serveReranker(async (value, assetBase, options) => {
    const manifest = parseManifest(value);
    const store = await openModelStore({ assetBase });
    return openTransformersReranker(manifest, { store, runtime: onnxRuntime }, options);
  }),
);
