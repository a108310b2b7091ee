import { env } from '@huggingface/transformers';
import type { ModelManifest } from '../../models/manifest.ts';
import type { ModelStore } from '../../models/store.ts';
import type { CallOptions } from '../../types.ts';
import type { Device } from '../embedder.ts';
import { chooseBuild, chooseThreads, runtimeFiles, type RuntimeBuild } from './runtime-files.ts';

/** The ONNX runtime as a device needs it. */
export interface RuntimeParts {
  build: RuntimeBuild;
  threads: number;
  /** Address of the runtime's code, of the own origin. */
  runtimeUrl: string;
  /** Verified bytes of the runtime. */
  runtimeBinary: ArrayBuffer;
}

/**
 * Where transformers.js believes the model to be; nothing is served there. One name for all models, because the
 * manifest's own id may hold characters that the library rejects.
 */
const MODEL_ID = 'model';
const MODEL_ROOT = '/verified/';

/** Reads and verifies the one runtime build that the device needs. */
export async function readRuntime(
  runtime: ModelManifest,
  store: ModelStore,
  device: Device,
  options: CallOptions,
): Promise<RuntimeParts> {
  const build = chooseBuild(device);
  const names = runtimeFiles(build);
  return {
    build,
    threads: chooseThreads(device),
    runtimeUrl: store.url(runtime, names.mjs),
    runtimeBinary: await store.read(runtime, names.wasm, options),
  };
}

/**
 * Loads with transformers.js while the given files and runtime are all it can reach. Settings and the runtime belong to
 * the realm and a failed start cannot be undone (the library chains all starts and keeps the first rejection), so call
 * it once in a worker, and end the worker when it rejects.
 *
 * @param files Verified bytes by path: `config.json`, `onnx/…`.
 * @param load Called with the name under which the library finds the model.
 */
export async function loadSealed<Loaded>(
  runtime: RuntimeParts,
  files: ReadonlyMap<string, ArrayBuffer>,
  load: (modelId: string) => Promise<Loaded>,
): Promise<Loaded> {
  const known = new Map([...files].map(([path, bytes]) => [`${MODEL_ROOT}${MODEL_ID}/${path}`, bytes]));
  seal(known);
  setRuntime(runtime);
  try {
    return await load(MODEL_ID);
  } finally {
    // The runtime has copies of its own by now.
    known.clear();
    delete env.backends.onnx.wasm?.wasmBinary;
  }
}

/** Leaves transformers.js one source of files, the given map, and no network. */
function seal(files: ReadonlyMap<string, ArrayBuffer>): void {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = MODEL_ROOT;
  env.useBrowserCache = false;
  // Else the runtime's code would be imported from a blob: address, which the page's policy forbids.
  env.useWasmCache = false;
  env.useCustomCache = true;
  env.customCache = {
    match: (key: string) => {
      const bytes = files.get(key);
      const headers = { 'content-length': String(bytes?.byteLength) };
      return Promise.resolve(bytes && new Response(bytes, { headers }));
    },
    // It offers what it fetched, which is nothing.
    put: () => Promise.resolve(),
  };
  env.fetch = () => Promise.resolve(new Response(null, { status: 404 }));
}

function setRuntime({ runtimeUrl, runtimeBinary, threads }: RuntimeParts): void {
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error('This build of transformers.js has no WASM backend.');
  // The address of the binary is never asked for, since the binary itself is given.
  wasm.wasmPaths = { mjs: runtimeUrl, wasm: runtimeUrl.replace(/\.mjs$/, '.wasm') };
  wasm.wasmBinary = runtimeBinary;
  wasm.numThreads = threads;
}
