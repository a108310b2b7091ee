import type { Wllama } from '@wllama/wllama/esm/index.js';
import type { PromptMessage } from '../../answer-types.ts';
import { isRagError } from '../../errors.ts';
import type { GeneratorForm, ModelManifest } from '../../models/manifest.ts';
import type { CallOptions } from '../../types.ts';
import type { ChatEngine, ChatOptions, ChatResult, TokenChance } from '../chat-engine.ts';
import { chooseDevice } from '../device-choice.ts';
import { deviceLost, engineClosed, promptTooLong, runFailed, startFailed } from '../engine-failure.ts';
import { rankNextTokens } from './wllama-chances.ts';
import { completeChat } from './wllama-completion.ts';
import { isDeviceLost, readOverflow } from './wllama-failure.ts';
import {
  loadWllama,
  readWllama,
  requireFeatures,
  type VerifiedWllama,
  type WllamaParts,
} from './wllama-loader.ts';
import { NativeLog } from './wllama-log.ts';
import { openPromptCounter, type PromptCounter } from './wllama-prompt.ts';

/**
 * Opens a GGUF model with wllama (llama.cpp as WASM) in this realm, from verified bytes only. It runs under the page's
 * default policy: see `redirectWorker`. On WebGPU all layers go to the GPU, otherwise none.
 *
 * @throws {TypeError} the manifest is not a generator's.
 * @throws {IntegrityError | NetworkError} a file is altered or missing.
 * @throws {EnvironmentError} `no_webgpu`; `missing_feature` (64-bit WebAssembly; on WebGPU also JSPI and shader-f16).
 * @throws {WorkerError} `start_failed` or `out_of_memory`, with the device in `details.feature`.
 */
export async function openWllamaChat(
  manifest: ModelManifest,
  form: GeneratorForm,
  parts: WllamaParts,
  options: CallOptions = {},
): Promise<ChatEngine> {
  const { generator } = manifest;
  if (!generator) throw new TypeError(`${manifest.id} is no generator (its kind is ${manifest.kind}).`);
  const { device } = form;
  const { gpu } = await chooseDevice(device);
  await requireFeatures(device);
  const verified = await readWllama(manifest, form, parts, options);
  const report = (done: number): void =>
    options.onProgress?.({ step: 'load', subject: device, done, total: 1, unit: 'bytes' });
  report(0);
  const log = new NativeLog();
  const { wllama, counter } = await start(verified, generator.contextTokens, log).catch((error: unknown) => {
    options.signal?.throwIfAborted();
    throw startFailed('generator', device, log.explain(error));
  });
  if (options.signal?.aborted) await wllama.exit();
  options.signal?.throwIfAborted();
  report(1);
  const info = {
    modelId: manifest.id,
    engine: manifest.engine.name,
    device,
    dtype: generator.dtype,
    contextTokens: wllama.getLoadedContextInfo().n_ctx,
    threads: wllama.getNumThreads(),
    ...(gpu && { adapter: gpu.name }),
  };
  return new WllamaChat(info, wllama, counter, log);
}

async function start(
  verified: VerifiedWllama,
  contextTokens: number,
  log: NativeLog,
): Promise<{ wllama: Wllama; counter: PromptCounter }> {
  const wllama = await loadWllama(verified, contextTokens, log);
  try {
    return { wllama, counter: await openPromptCounter(wllama) };
  } catch (error) {
    await wllama.exit();
    throw error;
  }
}

class WllamaChat implements ChatEngine {
  readonly info: ChatEngine['info'];
  readonly #counter: PromptCounter;
  readonly #log: NativeLog;
  #wllama: Wllama | undefined;

  constructor(info: ChatEngine['info'], wllama: Wllama, counter: PromptCounter, log: NativeLog) {
    this.info = info;
    this.#wllama = wllama;
    this.#counter = counter;
    this.#log = log;
  }

  countTokens(messages: readonly PromptMessage[]): Promise<number> {
    return this.#run((wllama) => this.#counter.count(wllama, messages));
  }

  async chat(
    messages: readonly PromptMessage[],
    options: ChatOptions,
    onText: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<ChatResult> {
    signal?.throwIfAborted();
    return this.#run(
      (wllama) => completeChat({ wllama, log: this.#log }, messages, options, onText, signal),
      signal,
    );
  }

  nextTokens(messages: readonly PromptMessage[]): Promise<TokenChance[]> {
    return this.#run((wllama) => rankNextTokens(wllama, messages));
  }

  async dispose(): Promise<void> {
    const wllama = this.#wllama;
    this.#wllama = undefined;
    await wllama?.exit();
  }

  async #run<T>(call: (wllama: Wllama) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!this.#wllama) throw engineClosed('generator');
    this.#log.clear();
    try {
      return await call(this.#wllama);
    } catch (error) {
      signal?.throwIfAborted();
      const overflow = readOverflow(error);
      if (overflow !== undefined) throw promptTooLong(overflow, this.info.contextTokens);
      if (isRagError(error)) throw error;
      const explained = this.#log.explain(error);
      if (isDeviceLost(explained)) throw deviceLost('generator', explained.message);
      throw runFailed('generator', this.info.device, explained);
    }
  }
}
