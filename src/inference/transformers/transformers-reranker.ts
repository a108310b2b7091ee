import { IntegrityError } from '../../errors.ts';
import type { ModelManifest, RerankerSettings } from '../../models/manifest.ts';
import type { ModelStore } from '../../models/store.ts';
import type { CallOptions } from '../../types.ts';
import { chooseDevice } from '../device-choice.ts';
import type { Device } from '../embedder.ts';
import { selfTestFailed, startFailed } from '../engine-failure.ts';
import { EngineReranker, scoreBatch } from './engine-reranker.ts';
import { readEncoder } from './encoder-files.ts';
import { openPairTokenizer, type PairTokenizer } from './pair-tokenizer.ts';
import type { Reranker, RerankerOptions } from '../reranker.ts';
import { planBatches } from './token-batch.ts';
import { openCrossEncoder, type CrossEncoder } from './transformers-cross-encoder.ts';
import { failOnLoss, nameLoss, startOnDevice } from './transformers-device.ts';
import { MAX_PADDED_TOKENS } from './transformers-embedder.ts';
import type { EngineParts } from './transformers-engine.ts';

export interface RerankerParts {
  store: ModelStore;
  /** Manifest of the ONNX runtime. */
  runtime: ModelManifest;
}

/** A pair with the score that the original network gives it. */
interface ReferencePair {
  question: string;
  passage: string;
  score: number;
}

interface VerifiedReranker {
  engine: EngineParts;
  tokenizer: PairTokenizer;
  /** None for a model without a reference. */
  pairs: ReferencePair[];
}

/**
 * Opens a cross-encoder with transformers.js in this realm, from verified bytes only. It tries one device, as a failed
 * start leaves the library unusable: end the worker and ask a new one for the next device. Progress of the step 'load'
 * says that the files are there and the device begins.
 *
 * @throws {IntegrityError | NetworkError} a file is altered or missing.
 * @throws {EnvironmentError} `no_webgpu` (forced, but absent); `self_test_failed`, with the device in `details.feature`.
 * @throws {WorkerError} `start_failed` or `out_of_memory`, with the device in `details.feature`.
 */
export async function openTransformersReranker(
  manifest: ModelManifest,
  { store, runtime }: RerankerParts,
  options: RerankerOptions = {},
): Promise<Reranker> {
  const start = performance.now();
  const settings = settingsOf(manifest);
  const { device, gpu: adapter, refused } = await chooseDevice(options.device ?? 'auto');
  const parts = await readParts(manifest, { store, runtime }, device, options);
  const report = (done: number): void =>
    options.onProgress?.({ step: 'load', subject: device, done, total: 1, unit: 'bytes' });
  report(0);
  const opened = await startOnDevice(
    'reranker',
    device,
    () => openCrossEncoder(parts.engine),
    options.signal,
  );
  const engine = opened.gpu ? namingLoss(opened.engine, opened.gpu) : opened.engine;
  const selfTest = await proveEngine(settings, engine, parts, device);
  options.signal?.throwIfAborted();
  report(1);
  const { build, threads } = parts.engine.runtime;
  const info = {
    modelId: manifest.id,
    device,
    refused,
    ...(adapter && { adapter: adapter.name }),
    runtime: build,
    threads,
    maxTokens: settings.maxTokens,
    dtype: settings.dtype,
    ...(selfTest !== undefined && { selfTest }),
    loadMs: performance.now() - start,
    files: store.verified(),
  };
  const reranker = new EngineReranker(info, engine, parts.tokenizer, MAX_PADDED_TOKENS[device]);
  failOnLoss('reranker', opened.gpu, reranker);
  return reranker;
}

function settingsOf({ id, kind, reranker }: ModelManifest): RerankerSettings {
  if (!reranker) throw new TypeError(`${id} is not a reranker (its kind is ${kind}).`);
  return reranker;
}

/** Reads and verifies the files of a model and of the one runtime build that the device needs. */
async function readParts(
  manifest: ModelManifest,
  sources: RerankerParts,
  device: Device,
  options: CallOptions,
): Promise<VerifiedReranker> {
  const { selfTest, dtype } = settingsOf(manifest);
  const { definition, config, reference, ...parts } = await readEncoder(
    manifest,
    sources,
    device,
    selfTest?.file,
    options,
  );
  return {
    tokenizer: openPairTokenizer(definition, config),
    pairs: selfTest && reference ? readPairs(reference, selfTest.cases) : [],
    engine: { device, dtype, ...parts },
  };
}

function readPairs(reference: ArrayBuffer, indexes: readonly number[]): ReferencePair[] {
  const { cases } = JSON.parse(new TextDecoder().decode(reference)) as { cases?: unknown[] };
  return indexes.map((index) => {
    const entry = (Array.isArray(cases) ? cases[index] : undefined) as Partial<ReferencePair> | undefined;
    const { question, passage, score } = entry ?? {};
    if (typeof question !== 'string' || typeof passage !== 'string' || typeof score !== 'number')
      throw new IntegrityError(
        'bad_manifest',
        `The model's reference file has no usable pair ${index}, so that the model cannot be checked. It was not loaded. Use the manifest that came with this release.`,
        { details: { expected: 'a question, a passage and a score', actual: typeof entry } },
      );
    return { question, passage, score };
  });
}

/** Resolves with the largest difference to the reference, if the model brings one; an engine that fails is disposed of. */
async function proveEngine(
  { selfTest, maxTokens }: RerankerSettings,
  engine: CrossEncoder,
  { pairs, tokenizer }: VerifiedReranker,
  device: Device,
): Promise<number | undefined> {
  if (!selfTest) return undefined;
  let largest = 0;
  for (const { question, passage, score } of pairs) {
    const pair = tokenizer.encode(question, passage, maxTokens);
    const [plan] = planBatches([pair.ids], maxTokens, engine.padId);
    const [actual = Number.NaN] = plan
      ? await scoreBatch(engine, [pair], plan).catch((error: unknown) => {
          throw startFailed('reranker', device, error);
        })
      : [];
    const error = Math.abs(actual - score);
    // Not `>`, which a NaN would pass.
    if (!(error <= selfTest.maxError)) {
      await engine.dispose();
      const failure = `the score of "${passage.slice(0, 40)}" is ${actual.toFixed(4)} instead of ${score.toFixed(4)}`;
      throw selfTestFailed(device, `a difference of at most ${selfTest.maxError}`, failure);
    }
    largest = Math.max(largest, error);
  }
  return largest;
}

/** The engine, whose runs say when the GPU was lost. */
function namingLoss(engine: CrossEncoder, gpu: GPUDevice): CrossEncoder {
  return {
    padId: engine.padId,
    dispose: () => engine.dispose(),
    run: (batch, types) => nameLoss('reranker', gpu, engine.run(batch, types)),
  };
}
