import '../src/security/trusted-types.ts';
import { serveEmbedder } from '../src/inference/embedder-service.ts';
import { openTransformersEmbedder } from '../src/inference/transformers/transformers-embedder.ts';
import { onnxRuntime } from '../src/models/built-in.ts';
import { fingerprintOf } from '../src/models/fingerprint.ts';
import { parseManifest } from '../src/models/manifest.ts';
import { openModelStore } from '../src/models/store.ts';
import { serve } from '../src/rpc/serve.ts';

serve(
  serveEmbedder(async (value, assetBase, options) => {
    const manifest = parseManifest(value);
    const store = await openModelStore({ assetBase });
    const fingerprint = await fingerprintOf(manifest);
    return openTransformersEmbedder(manifest, { store, runtime: onnxRuntime, fingerprint }, options);
  }),
);
