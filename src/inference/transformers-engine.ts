import { AutoModel, env, Tensor, type PreTrainedModel } from '@huggingface/transformers';
import type { Device } from './embedder.ts';
import type { TokenBatch } from './token-batch.ts';

/** Everything that the engine runs from. Nothing else is ever read: it has no way to the network. */
export interface EngineParts {
  device: Device;
  dtype: string;
  threads: number;
  /** Address of the runtime's code, of the own origin. */
  runtimeUrl: string;
  /** Verified bytes of the runtime. */
  runtimeBinary: ArrayBuffer;
  /** Verified bytes of the model by path: `config.json`, `onnx/…`. */
  files: ReadonlyMap<string, ArrayBuffer>;
}

/** A loaded network. Runs must not overlap. */
export interface Engine {
  /** Fills up short rows of a batch. */
  readonly padId: number;
  /** The last hidden states, row-major `rows × width × dims`. */
  run(batch: TokenBatch): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/**
 * Where transformers.js believes the model to be; nothing is served there. One name for all models, because the
 * manifest's own id may hold characters that the library rejects.
 */
const MODEL_ID = 'model';
const MODEL_ROOT = '/verified/';

/**
 * Loads a model into transformers.js. Settings and the runtime belong to the realm and a failed start cannot be undone
 * (the library chains all starts and keeps the first rejection), so call it once in a worker, and end the worker when
 * it rejects.
 */
export async function openEngine(parts: EngineParts): Promise<Engine> {
  const files = new Map([...parts.files].map(([path, bytes]) => [`${MODEL_ROOT}${MODEL_ID}/${path}`, bytes]));
  seal(files);
  setRuntime(parts);
  const model = await AutoModel.from_pretrained(MODEL_ID, {
    device: parts.device,
    dtype: parts.dtype as 'int8',
  });
  // The runtime has copies of its own by now.
  files.clear();
  delete env.backends.onnx.wasm?.wasmBinary;
  return new TransformersEngine(model);
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

function setRuntime({ runtimeUrl, runtimeBinary, threads }: EngineParts): void {
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error('This build of transformers.js has no WASM backend.');
  // The address of the binary is never asked for, since the binary itself is given.
  wasm.wasmPaths = { mjs: runtimeUrl, wasm: runtimeUrl.replace(/\.mjs$/, '.wasm') };
  wasm.wasmBinary = runtimeBinary;
  wasm.numThreads = threads;
}

class TransformersEngine implements Engine {
  readonly padId: number;
  readonly #model: PreTrainedModel;

  constructor(model: PreTrainedModel) {
    this.#model = model;
    const { pad_token_id: padId } = model.config as { pad_token_id?: unknown };
    this.padId = typeof padId === 'number' ? padId : 0;
  }

  async run({ rows, width, ids, mask }: TokenBatch): Promise<Float32Array> {
    const shape = [rows, width];
    const inputs = {
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
    };
    const { last_hidden_state: states } = (await this.#model(inputs)) as { last_hidden_state: Tensor };
    // Copied, because `dispose` may free what the tensor shows.
    const data = Float32Array.from(states.data as Float32Array);
    for (const tensor of [states, ...Object.values(inputs)]) tensor.dispose();
    return data;
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}
