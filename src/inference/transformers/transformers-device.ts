import { deviceLost, startFailed, type EngineWorker } from '../engine-failure.ts';
import type { Device } from '../embedder.ts';
import { watchDevice } from '../gpu-adapter.ts';

/** How long after a failed run the browser may take to say that the GPU was lost. */
const LOSS_REPORT_MS = 1000;

/**
 * Starts an engine of the ONNX runtime; on a GPU, also hands out the device that the runtime made for itself.
 *
 * @throws {WorkerError} `start_failed` or `out_of_memory`, with the device in `details.feature`.
 */
export async function startOnDevice<Started>(
  worker: EngineWorker,
  device: Device,
  start: () => Promise<Started>,
  signal?: AbortSignal,
): Promise<{ engine: Started; gpu: GPUDevice | undefined }> {
  const watch = device === 'webgpu' ? watchDevice() : undefined;
  try {
    const engine = await start();
    return { engine, gpu: watch?.device };
  } catch (error) {
    throw startFailed(worker, device, error);
  } finally {
    watch?.end();
    signal?.throwIfAborted();
  }
}

/**
 * Waits for a run. The runtime reports a lost GPU as any failed run, some of them before the loss itself is reported.
 *
 * @throws {WorkerError} `device_lost`, when that is why the run failed.
 */
export async function nameLoss<Result>(
  worker: EngineWorker,
  gpu: GPUDevice | undefined,
  run: Promise<Result>,
): Promise<Result> {
  try {
    return await run;
  } catch (error) {
    if (!gpu) throw error;
    const unhurt = new Promise<undefined>((resolve) => setTimeout(resolve, LOSS_REPORT_MS));
    const loss = await Promise.race([gpu.lost, unhurt]);
    throw loss ? deviceLost(worker, loss.message) : error;
  }
}

/** Ends an engine when its GPU is lost while nothing runs. */
export function failOnLoss(
  worker: EngineWorker,
  gpu: GPUDevice | undefined,
  engine: { fail(reason: unknown): void },
): void {
  void gpu?.lost.then(({ message }) => engine.fail(deviceLost(worker, message)));
}
