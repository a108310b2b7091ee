import { LogLevel, Wllama, type LoadModelParams } from '@wllama/wllama/esm/index.js';
import { EnvironmentError } from '../../errors.ts';
import type { GeneratorForm, ModelManifest } from '../../models/manifest.ts';
import type { ModelStore } from '../../models/store.ts';
import type { CallOptions } from '../../types.ts';
import { chooseThreads } from '../transformers/runtime-files.ts';
import type { NativeLog } from './wllama-log.ts';
import { redirectWorker, type WllamaWorkerParts } from './wllama-worker.ts';

/** Where the bytes come from. */
export interface WllamaParts {
  store: ModelStore;
  /** Manifest of wllama's own files. */
  runtime: ModelManifest;
}

/** Everything that llama.cpp runs from, read and verified. */
export interface VerifiedWllama {
  weights: File;
  worker: WllamaWorkerParts;
}

/**
 * Most tokens of a prompt that are computed at once. A call can be ended between two of these steps: on the CPU one takes
 * seconds. The GPU wants more at once.
 */
const STEP_TOKENS = { wasm: 64, webgpu: 512 };

/**
 * Reads the pieces of the weights, which make one file when joined in order, and llama.cpp itself.
 *
 * @throws {IntegrityError | NetworkError} a file is altered or missing.
 */
export async function readWllama(
  manifest: ModelManifest,
  form: GeneratorForm,
  { store, runtime }: WllamaParts,
  options: CallOptions,
): Promise<VerifiedWllama> {
  const pieces: ArrayBuffer[] = [];
  // One after the other: each is hashed as a whole, in memory.
  for (const path of [form.entry, ...form.files]) pieces.push(await store.read(manifest, path, options));
  const binary = await store.read(runtime, 'wllama.wasm', options);
  return {
    weights: new File(pieces, 'model.gguf'),
    worker: {
      url: store.url(runtime, 'wllama-worker.js'),
      binary,
      threads: chooseThreads(form.device),
      usesGpu: form.device === 'webgpu',
    },
  };
}

/**
 * Refuses what the browser cannot run, before the model is downloaded.
 *
 * @throws {EnvironmentError} `missing_feature`.
 */
export async function requireFeatures(device: GeneratorForm['device']): Promise<void> {
  if (!hasMemory64()) throw missing('memory64', 'WebAssembly with 64-bit memory');
  if (device !== 'webgpu') return;
  // llama.cpp waits for the GPU inside of its own calls.
  if (!('Suspending' in WebAssembly)) throw missing('jspi', 'WebAssembly that waits for promises (JSPI)');
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  // It leaves a GPU without them aside, and says nothing.
  if (adapter && !adapter.features.has('shader-f16'))
    throw missing('shader-f16', '16-bit floats on its GPU (shader-f16)');
}

/** Starts llama.cpp in its worker and loads the model. */
export async function loadWllama(
  { weights, worker }: VerifiedWllama,
  contextTokens: number,
  log: NativeLog,
): Promise<Wllama> {
  const wllama = new Wllama({ default: worker.url }, { logger: log });
  // Without this it takes another build of llama.cpp from a host of its makers where the browser lacks something.
  wllama.setCompat(null);
  const redirection = redirectWorker(worker);
  try {
    await Promise.race([wllama.loadModel([weights], settingsFor(worker, contextTokens)), redirection.failed]);
    if (worker.usesGpu && log.offloadedLayers === 0) throw new Error('llama.cpp put no layer on the GPU');
    return wllama;
  } catch (error) {
    await wllama.exit();
    throw error;
  } finally {
    redirection.end();
  }
}

function settingsFor({ threads, usesGpu }: WllamaWorkerParts, contextTokens: number): LoadModelParams {
  const step = STEP_TOKENS[usesGpu ? 'webgpu' : 'wasm'];
  return {
    n_gpu_layers: usesGpu ? 99_999 : 0,
    n_threads: threads,
    n_ctx: contextTokens,
    n_parallel: 1,
    n_batch: step,
    n_ubatch: step,
    // Would compute before anybody asked, and the self-test does the same.
    warmup: false,
    // Nothing of the text is told apart as thoughts.
    reasoning_format: 'none',
    // What is on the GPU is told as information only.
    log_level: usesGpu ? LogLevel.INFO : LogLevel.ERROR,
  };
}

function hasMemory64(): boolean {
  const descriptor = { address: 'i64', initial: 1n } as unknown as WebAssembly.MemoryDescriptor;
  try {
    return new WebAssembly.Memory(descriptor).buffer.byteLength > 0;
  } catch {
    return false;
  }
}

function missing(feature: string, words: string): EnvironmentError {
  return new EnvironmentError(
    'missing_feature',
    `This browser has no ${words}, which llama.cpp (wllama) needs. The model was not loaded. Update the browser, or choose a model for another engine.`,
    { details: { feature } },
  );
}
