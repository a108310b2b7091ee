import type { MLCEngine, ModelRecord } from '@mlc-ai/web-llm';
import { EnvironmentError } from '../../errors.ts';
import type { GeneratorForm, GeneratorSettings, ModelManifest } from '../../models/manifest.ts';
import type { ModelStore } from '../../models/store.ts';
import type { CallOptions } from '../../types.ts';
import type { ChatEngine } from '../chat-engine.ts';
import { startFailed } from '../engine-failure.ts';
import { probeGpu, type GpuReport } from '../gpu-adapter.ts';
import { guardDevice, type DeviceGuard } from './webllm-device.ts';
import { WebLlmEngine } from './webllm-engine.ts';
import { MODEL_ROOT, sealSources } from './webllm-sources.ts';
import { engineTemplate, readChatConfig, templateOf, type ConversationTemplate } from './webllm-template.ts';

/** What web-llm reads besides the compiled library and the weights. */
const CONFIG = 'mlc-chat-config.json';

/** The name under which the one model of this realm is known to web-llm. */
const MODEL_ID = 'model';

/**
 * Loads a model into web-llm, from verified bytes only. It replaces `fetch` and `caches` of the realm for good, so call
 * it in a worker, once, and end the worker when it rejects.
 *
 * Progress: 'download' and 'verify' for each file, then 'load' with the device as its subject: 0 when all files were
 * handed out, 1 when the engine can be called.
 *
 * @throws {EnvironmentError} `no_webgpu`; `missing_feature` when the GPU lacks what the form asks for.
 * @throws {IntegrityError} A file is not the listed one, or is not listed.
 * @throws {NetworkError} A file could not be fetched.
 * @throws {WorkerError} `start_failed`, `device_lost`, `out_of_memory`.
 */
export async function openWebLlmChat(
  manifest: ModelManifest,
  form: GeneratorForm,
  { store }: { store: ModelStore },
  options: CallOptions = {},
): Promise<ChatEngine> {
  const { generator } = manifest;
  if (!generator) throw new TypeError(`${manifest.id} is no generator (its kind is ${manifest.kind}).`);
  const gpu = await probeGpu();
  if (!gpu) throw noWebGpu(manifest);
  const config = readChatConfig(await store.read(manifest, CONFIG, options));
  const template = templateOf(config);
  const contextTokens = Math.min(generator.contextTokens, config.context_window_size);
  const report = (done: number): void =>
    options.onProgress?.({ step: 'load', subject: 'webgpu', done, total: 1, unit: 'bytes' });
  const sources = sealSources(manifest, [form.entry, ...form.files], store, options, () => report(0));
  const device = guardDevice();
  try {
    const engine = await loadEngine(device, recordOf(form, template, contextTokens));
    options.signal?.throwIfAborted();
    // web-llm takes some refusals for an abort of its own, and ends as if it had loaded.
    if (sources.failure !== undefined) throw sources.failure;
    report(1);
    return new WebLlmEngine(engine, describeRun(manifest, generator, contextTokens, gpu), template, device);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw sources.failure ?? asMissingFeature(error) ?? startFailed('generator', 'webgpu', error);
  } finally {
    device.found();
  }
}

async function loadEngine(device: DeviceGuard, record: ModelRecord): Promise<MLCEngine> {
  // Not before the realm is sealed.
  const { MLCEngine: Engine } = await import('@mlc-ai/web-llm');
  const engine = new Engine({ appConfig: { model_list: [record] }, logLevel: 'SILENT' });
  await device.run(() => engine.reload(MODEL_ID));
  return engine;
}

function recordOf(form: GeneratorForm, template: ConversationTemplate, contextTokens: number): ModelRecord {
  return {
    model: MODEL_ROOT,
    model_id: MODEL_ID,
    model_lib: MODEL_ROOT + form.entry,
    required_features: form.gpu?.features ?? [],
    overrides: {
      context_window_size: contextTokens,
      conv_template: engineTemplate(template),
      conv_config: {},
    },
  };
}

function describeRun(
  { id, engine }: ModelManifest,
  { dtype }: GeneratorSettings,
  contextTokens: number,
  { name }: GpuReport,
): ChatEngine['info'] {
  return {
    modelId: id,
    engine: engine.name,
    device: 'webgpu',
    dtype,
    contextTokens,
    threads: 1,
    adapter: name,
  };
}

function noWebGpu({ id }: ModelManifest): EnvironmentError {
  return new EnvironmentError(
    'no_webgpu',
    `This browser has no WebGPU adapter, which ${id} needs. It was not loaded. Choose a model that runs on the CPU (WASM).`,
    { details: { feature: 'webgpu' } },
  );
}

/** web-llm's errors for a GPU that does not offer what the model's record asks for. */
function asMissingFeature(error: unknown): EnvironmentError | undefined {
  if (!(error instanceof Error) || !/^(ShaderF16|Feature)SupportError$/.test(error.name)) return undefined;
  return new EnvironmentError(
    'missing_feature',
    `The GPU lacks something that this model needs (${error.message}). The model was not loaded. Choose another one.`,
    { cause: error, details: { feature: 'webgpu', actual: error.message } },
  );
}
