import type { ModelManifest } from '../../models/manifest.ts';
import type { ModelStore } from '../../models/store.ts';
import type { CallOptions } from '../../types.ts';
import { chooseDevice, type DeviceChoice } from '../device-choice.ts';
import { selfTestFailed, startFailed } from '../engine-failure.ts';
import type { Device, Embedder, EmbedderInfo, EmbedderOptions } from '../embedder.ts';
import { embedBatch, EngineEmbedder } from './engine-embedder.ts';
import { runSelfTest } from '../self-test.ts';
import { padBatch } from './token-batch.ts';
import { failOnLoss, nameLoss, startOnDevice } from './transformers-device.ts';
import { openEngine, type Engine } from './transformers-engine.ts';
import { readParts, settingsOf, type VerifiedParts } from './verified-parts.ts';

/** What an embedder needs besides its manifest. */
export interface EmbedderParts {
  store: ModelStore;
  /** Manifest of the ONNX runtime. */
  runtime: ModelManifest;
  /** Names the model's vectors, for `EmbedderInfo`. */
  fingerprint: string;
}

export interface TransformersOptions extends EmbedderOptions {
  /**
   * Most tokens of a batch, padding included. Default: 256 on WASM, where bigger batches gain nothing and keep a query
   * waiting; 4096 on WebGPU.
   */
  maxPaddedTokens?: number;
}

/**
 * Most tokens of a batch, padding included, unless the caller says otherwise. Bigger ones gain nothing on WASM, and a query
 * that comes meanwhile waits for one.
 */
export const MAX_PADDED_TOKENS: Readonly<Record<Device, number>> = { wasm: 256, webgpu: 4096 };

/**
 * Opens an embedder with transformers.js in this realm, from verified bytes only. It tries one device, as a failed start
 * leaves the library unusable: the caller ends the worker and asks a new one for the next device (`fallback-process.ts`).
 * Progress of the step 'load' says that the files are there and the device begins.
 *
 * @throws {IntegrityError | NetworkError} a file is altered or missing.
 * @throws {EnvironmentError} `no_webgpu` (forced, but absent); `self_test_failed`, with the device in `details.feature`.
 * @throws {WorkerError} `start_failed` or `out_of_memory`, with the device in `details.feature`.
 */
export async function openTransformersEmbedder(
  manifest: ModelManifest,
  { store, runtime, fingerprint }: EmbedderParts,
  options: TransformersOptions = {},
): Promise<Embedder> {
  const start = performance.now();
  const settings = settingsOf(manifest);
  const choice = await chooseDevice(options.device ?? 'auto');
  const parts = await readParts(manifest, runtime, store, choice.device, options);
  reportLoad(choice.device, 0, options);
  const started = await startOnDevice(
    'embedder',
    choice.device,
    () => openEngine(parts.engine),
    options.signal,
  );
  const { gpu } = started;
  const engine = gpu ? namingLoss(started.engine, gpu) : started.engine;
  const selfTest = await proveEngine(manifest, engine, parts, choice.device);
  options.signal?.throwIfAborted();
  reportLoad(choice.device, 1, options);
  const info: EmbedderInfo = {
    modelId: manifest.id,
    fingerprint,
    ...describeRun(choice, parts),
    dims: settings.dims,
    maxTokens: settings.maxTokens,
    dtype: settings.dtype,
    ...(selfTest !== undefined && { selfTest }),
    loadMs: performance.now() - start,
    files: store.verified(),
  };
  const maxPaddedTokens = options.maxPaddedTokens ?? MAX_PADDED_TOKENS[choice.device];
  const embedder = new EngineEmbedder(info, engine, parts.tokenizer, settings, maxPaddedTokens);
  failOnLoss('embedder', gpu, embedder);
  return embedder;
}

function reportLoad(device: Device, done: number, { onProgress }: CallOptions): void {
  onProgress?.({ step: 'load', subject: device, done, total: 1, unit: 'bytes' });
}

function describeRun(
  { device, gpu, refused }: DeviceChoice,
  { engine: { runtime } }: VerifiedParts,
): Pick<EmbedderInfo, 'device' | 'runtime' | 'threads' | 'refused' | 'adapter'> {
  const run = { device, runtime: runtime.build, threads: runtime.threads, refused };
  return gpu ? { ...run, adapter: gpu.name } : run;
}

/** The engine, whose runs say when the GPU was lost. */
function namingLoss(engine: Engine, gpu: GPUDevice): Engine {
  return {
    padId: engine.padId,
    dispose: () => engine.dispose(),
    run: (batch) => nameLoss('embedder', gpu, engine.run(batch)),
  };
}

/** Resolves with the lowest cosine to the reference, if the model brings one; an engine that fails is disposed of. */
async function proveEngine(
  manifest: ModelManifest,
  engine: Engine,
  { canaries, tokenizer }: VerifiedParts,
  device: Device,
): Promise<number | undefined> {
  const settings = settingsOf(manifest);
  if (!settings.selfTest) return undefined;
  const { minCosine } = settings.selfTest;
  const embedIds = (ids: number[]): Promise<Float32Array> =>
    embedBatch(engine, padBatch([ids], engine.padId), settings);
  const { lowest, failure } = await runSelfTest(canaries, minCosine, tokenizer, embedIds).catch(
    (error: unknown) => {
      throw startFailed('embedder', device, error);
    },
  );
  if (failure === undefined) return lowest;
  await engine.dispose();
  throw selfTestFailed(device, `cosine of at least ${minCosine}`, failure);
}
