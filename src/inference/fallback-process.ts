import { isRagError, type WorkerError } from '../errors.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { Progress } from '../types.ts';
import { startTimedOut } from './engine-failure.ts';
import type { Device, EmbedderApi, EmbedderInfo, EmbedKind } from './embedder.ts';

/** An embedder worker as its owner holds it. */
export interface EmbedderProcess {
  readonly api: EmbedderApi;
  /** Settles with the reason when it is gone. */
  readonly died: Promise<WorkerError>;
  terminate(reason?: WorkerError): void;
}

/**
 * How long a device may take from verified files to a passed self-test. Some faults hang without an error; a GPU
 * compiles its kernels first.
 */
const START_DEADLINE_MS: Readonly<Record<Device, number>> = { wasm: 60_000, webgpu: 120_000 };

/**
 * An embedder process that falls back: when `load` with 'auto' meets a GPU that does not start, hangs or fails its
 * self-test, the worker is ended and a new one loads on WASM; the GPU's failure is then in `info.refused`. A device lost
 * later ends the process (`died`), so that its owner starts over.
 *
 * @param spawn Starts a worker that serves the `EmbedderApi`.
 */
export function spawnWithFallback(spawn: () => EmbedderProcess): EmbedderProcess {
  return new FallbackProcess(spawn);
}

class FallbackProcess implements EmbedderProcess {
  readonly api: EmbedderApi;
  readonly died: Promise<WorkerError>;
  readonly #spawn: () => EmbedderProcess;
  readonly #death = Promise.withResolvers<WorkerError>();
  #process: EmbedderProcess;

  constructor(spawn: () => EmbedderProcess) {
    this.#spawn = spawn;
    this.died = this.#death.promise;
    this.#process = spawn();
    this.api = {
      load: (...call) => this.#load(...call),
      embed: (...call) => this.#embed(...call),
      dispose: () => this.#process.api.dispose(),
    };
  }

  terminate(reason?: WorkerError): void {
    this.#process.terminate(reason);
  }

  async #load(
    manifest: ModelManifest,
    assetBase: string,
    device: Device | 'auto',
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<EmbedderInfo> {
    const attempt = (wanted: Device | 'auto'): Promise<EmbedderInfo> =>
      loadInTime(this.#process, manifest, assetBase, wanted, signal, onProgress);
    try {
      return await attempt(device);
    } catch (error) {
      signal?.throwIfAborted();
      if (device !== 'auto' || !isGpuFailure(error)) throw error;
      const reason = `${error.code}: ${error.details.actual ?? error.message}`;
      this.#process.terminate();
      this.#process = this.#spawn();
      const info = await attempt('wasm');
      return { ...info, refused: [{ device: 'webgpu', reason }, ...info.refused] };
    } finally {
      // Only now, as the death of a worker that gave way to another is no loss.
      void this.#process.died.then((reason) => this.#death.resolve(reason));
    }
  }

  async #embed(texts: readonly string[], kind: EmbedKind, signal?: AbortSignal): Promise<Float32Array> {
    const process = this.#process;
    try {
      return await process.api.embed(texts, kind, signal);
    } catch (error) {
      // The engine gives no second run after one of these; its owner hears of it through `died`.
      if (isRagError(error) && error.name === 'WorkerError') process.terminate(error as WorkerError);
      throw error;
    }
  }
}

type GpuFailure = Error & { code: string; details: { actual?: string } };

function isGpuFailure(error: unknown): error is GpuFailure {
  return isRagError(error) && error.details.feature === 'webgpu';
}

/** One load; the deadline begins with the step 'load', when all files are there, and ends the worker when it passes. */
async function loadInTime(
  process: EmbedderProcess,
  manifest: ModelManifest,
  assetBase: string,
  device: Device | 'auto',
  signal: AbortSignal | undefined,
  onProgress: ((progress: Progress) => void) | undefined,
): Promise<EmbedderInfo> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const watch = (progress: Progress): void => {
    onProgress?.(progress);
    if (progress.step !== 'load' || progress.done > 0) return;
    const used: Device = progress.subject === 'webgpu' ? 'webgpu' : 'wasm';
    const deadlineMs = START_DEADLINE_MS[used];
    timer ??= setTimeout(() => process.terminate(startTimedOut('embedder', used, deadlineMs)), deadlineMs);
  };
  try {
    return await process.api.load(manifest, assetBase, device, signal, watch);
  } finally {
    clearTimeout(timer);
  }
}
