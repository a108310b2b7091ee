import '../src/security/trusted-types.ts';
import { openChat } from '../src/inference/chat-engines.ts';
import { serveChat } from '../src/inference/chat-service.ts';
import { onnxRuntime, wllamaRuntime } from '../src/models/built-in.ts';
import { parseManifest } from '../src/models/manifest.ts';
import { openModelStore } from '../src/models/store.ts';
import { serve } from '../src/rpc/serve.ts';

serve(
  serveChat({
    parseManifest,
    openStore: (assetBase) => openModelStore({ assetBase }),
    open: openChat({ onnx: onnxRuntime, wllama: wllamaRuntime }),
  }),
);
