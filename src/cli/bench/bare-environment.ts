import { env } from '@huggingface/transformers';
import { chooseThreads } from '../../inference/transformers/runtime-files.ts';
import type { ModelManifest } from '../../models/manifest.ts';

/** Where transformers.js finds a model when it fetches by itself. */
export interface BareModel {
  id: string;
  /** Address of its folder. */
  url: URL;
}

/**
 * Sets transformers.js up as its documentation tells for self-hosted files, with the build of the runtime and the number
 * of threads that our engines take: nothing of ours stands between it and the server.
 */
export function openBareEnvironment({ base }: ModelManifest, assetBase: string): BareModel {
  const url = new URL(base, assetBase);
  const [, root = '/', id = ''] = /^(.*\/)([^/]+)\/$/.exec(url.pathname) ?? [];
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = root;
  env.useBrowserCache = false;
  // Else it imports the runtime from a blob: address, which the headers forbid.
  env.useWasmCache = false;
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error('This build of transformers.js has no WASM backend.');
  const runtime = new URL('runtime/ort-wasm-simd-threaded', assetBase).href;
  wasm.wasmPaths = { mjs: `${runtime}.mjs`, wasm: `${runtime}.wasm` };
  wasm.numThreads = chooseThreads('wasm');
  return { id, url };
}
