import { isRagError, type RagError } from '../../errors.ts';
import { deviceLost, runFailed } from '../engine-failure.ts';
import { watchDevice } from '../gpu-adapter.ts';

/** How long after a failed run the browser may take to say that the GPU was lost. */
const LOSS_REPORT_MS = 500;

/** Says what became of the device that web-llm makes for itself. */
export interface DeviceGuard {
  /** Resolves when the device is gone, with the reason: `device_lost` or `out_of_memory`. */
  readonly lost: Promise<RagError>;
  /** Runs something on the device; rejects with the loss as soon as there is one, whatever the engine made of it. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Stops looking for the device. Call it once the engine has made it. */
  found(): void;
}

/** Guards the device that is made next in this realm. */
export function guardDevice(): DeviceGuard {
  const { promise: lost, resolve } = Promise.withResolvers<RagError>();
  const watch = watchDevice((device) => {
    const memory = noteOutOfMemory(device);
    void device.lost.then(({ message }) => resolve(memory() ?? deviceLost('generator', message)));
  });
  return {
    lost,
    found: () => watch.end(),
    async run(work) {
      const running = work();
      // It may fail after the loss was told, when nobody listens any more.
      running.catch(() => undefined);
      const first = await Promise.race([running.then(settled, nothing), lost]);
      if (isRagError(first)) throw first;
      if (first) return first.value;
      const late = new Promise<undefined>((end) => setTimeout(end, LOSS_REPORT_MS));
      const loss = await Promise.race([lost, late]);
      if (loss) throw loss;
      return running;
    },
  };
}

function settled<T>(value: T): { value: T } {
  return { value };
}

function nothing(): undefined {
  return undefined;
}

/** web-llm destroys the device when memory is short, and says why on the console only. */
function noteOutOfMemory(device: GPUDevice): () => RagError | undefined {
  let shortage: GPUError | undefined;
  const note = (error: GPUError | null): void => {
    if (error instanceof GPUOutOfMemoryError) shortage ??= error;
  };
  const pop = device.popErrorScope.bind(device);
  device.popErrorScope = async () => {
    const error = await pop();
    note(error);
    return error;
  };
  device.addEventListener('uncapturederror', ({ error }) => note(error));
  return () => shortage && runFailed('generator', 'webgpu', new Error(`out of memory: ${shortage.message}`));
}
