import { isRagError, type WorkerError } from '../errors.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { Progress } from '../types.ts';
import { startTimedOut, type EngineWorker } from './engine-failure.ts';
import type { Device, EmbedderApi, EmbedderInfo } from './embedder.ts';
import type { RerankerApi, RerankerInfo } from './reranker.ts';

/** An engine's worker as its owner holds it. */
interface EngineProcess<Api> {
  readonly api: Api;
  /** Settles with the reason when it is gone. */
  readonly died: Promise<WorkerError>;
  terminate(reason?: WorkerError): void;
}

export type EmbedderProcess = EngineProcess<EmbedderApi>;
export type RerankerProcess = EngineProcess<RerankerApi>;

type LoadCall = [
  manifest: ModelManifest,
  assetBase: string,
  device: Device | 'auto',
  signal?: AbortSignal | undefined,
  onProgress?: ((progress: Progress) => void) | undefined,
];

/** What embedders and rerankers have in common. */
interface EngineApi<Info> {
  load(...call: LoadCall): Promise<Info>;
  dispose(): Promise<void>;
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
  const engine = new FallbackEngine<EmbedderInfo, EmbedderApi>('embedder', spawn);
  return engine.processWith({
    load: (...call) => engine.load(...call),
    embed: (...call) => engine.run((api) => api.embed(...call)),
    compare: (...call) => engine.run(async (api) => (await api.compare?.(...call)) ?? new Float32Array(0)),
    dispose: () => engine.dispose(),
  });
}

/**
 * A reranker process that falls back as that of an embedder does.
 *
 * @param spawn Starts a worker that serves the `RerankerApi`.
 */
export function spawnRerankerWithFallback(spawn: () => RerankerProcess): RerankerProcess {
  const engine = new FallbackEngine<RerankerInfo, RerankerApi>('reranker', spawn);
  return engine.processWith({
    load: (...call) => engine.load(...call),
    score: (...call) => engine.run((api) => api.score(...call)),
    dispose: () => engine.dispose(),
  });
}

class FallbackEngine<Info extends Pick<EmbedderInfo, 'refused'>, Api extends EngineApi<Info>> {
  readonly #worker: EngineWorker;
  readonly #spawn: () => EngineProcess<Api>;
  readonly #death = Promise.withResolvers<WorkerError>();
  #process: EngineProcess<Api>;

  constructor(worker: EngineWorker, spawn: () => EngineProcess<Api>) {
    this.#worker = worker;
    this.#spawn = spawn;
    this.#process = spawn();
  }

  /** @param api Calls of this object. */
  processWith(api: Api): EngineProcess<Api> {
    const terminate = (reason?: WorkerError): void => this.#process.terminate(reason);
    return { api, died: this.#death.promise, terminate };
  }

  async load(...[manifest, assetBase, device, signal, onProgress]: LoadCall): Promise<Info> {
    const attempt = (wanted: Device | 'auto'): Promise<Info> =>
      this.#loadInTime(this.#process, [manifest, assetBase, wanted, signal, onProgress]);
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

  async run<T>(work: (api: Api) => Promise<T>): Promise<T> {
    const process = this.#process;
    try {
      return await work(process.api);
    } catch (error) {
      // The engine gives no second run after one of these; its owner hears of it through `died`.
      if (isRagError(error) && error.name === 'WorkerError') process.terminate(error as WorkerError);
      throw error;
    }
  }

  dispose(): Promise<void> {
    return this.#process.api.dispose();
  }

  /** One load; the deadline begins with the step 'load', when all files are there, and ends the worker when it passes. */
  async #loadInTime(
    process: EngineProcess<Api>,
    [manifest, assetBase, device, signal, onProgress]: LoadCall,
  ): Promise<Info> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = (progress: Progress): void => {
      onProgress?.(progress);
      if (progress.step !== 'load' || progress.done > 0) return;
      const used: Device = progress.subject === 'webgpu' ? 'webgpu' : 'wasm';
      const deadlineMs = START_DEADLINE_MS[used];
      const end = (): void => process.terminate(startTimedOut(this.#worker, used, deadlineMs));
      timer ??= setTimeout(end, deadlineMs);
    };
    try {
      return await process.api.load(manifest, assetBase, device, signal, watch);
    } finally {
      clearTimeout(timer);
    }
  }
}

type GpuFailure = Error & { code: string; details: { actual?: string } };

function isGpuFailure(error: unknown): error is GpuFailure {
  return isRagError(error) && error.details.feature === 'webgpu';
}
