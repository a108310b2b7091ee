import { EnvironmentError, isRagError, StateError, WorkerError } from '../errors.ts';
import type { Device } from './embedder.ts';

const WORKER = 'embedder';
const MEMORY = /out of memory|bad_alloc|allocation failed|could not allocate/i;

/** The device could not load the model. */
export function startFailed(device: Device, cause: unknown): WorkerError {
  const isMemory = cause instanceof RangeError || MEMORY.test(String(cause));
  return new WorkerError(
    isMemory ? 'out_of_memory' : 'start_failed',
    `The model could not be started on ${nameOf(device)} (${textOf(cause)}). ` +
      `Documents can still be searched by their words. ${isMemory ? 'Close other tabs and open again.' : 'Open again, or choose another device.'}`,
    { cause, details: { worker: WORKER, feature: device, actual: textOf(cause) } },
  );
}

/** The device computes other vectors than the reference. */
export function selfTestFailed(device: Device, minCosine: number, failure: string): EnvironmentError {
  return new EnvironmentError(
    'self_test_failed',
    `${nameOf(device)} gave wrong results for this model: ${failure}. It was not used. ` +
      'Update the browser and the graphics driver, or choose another device.',
    { details: { feature: device, expected: `cosine of at least ${minCosine}`, actual: failure } },
  );
}

/** The GPU went away: driver reset, sleep, too much memory. */
export function deviceLost(message: string): WorkerError {
  return new WorkerError(
    'device_lost',
    `The GPU was lost while computing (${message || 'no reason given'}). Nothing stored was harmed. Open again to go on.`,
    { details: { worker: WORKER, feature: 'webgpu', actual: message } },
  );
}

/** A run failed; the engine gives no second one after that. */
export function runFailed(device: Device, cause: unknown): WorkerError {
  if (isRagError(cause)) return cause as WorkerError;
  const isMemory = cause instanceof RangeError || MEMORY.test(String(cause));
  return new WorkerError(
    isMemory ? 'out_of_memory' : 'crashed',
    `Computing on ${nameOf(device)} failed (${textOf(cause)}). What was stored before is safe. Open again to go on.`,
    { cause, details: { worker: WORKER, feature: device, actual: textOf(cause) } },
  );
}

/** Loading took longer than any working device needs. */
export function startTimedOut(device: Device, deadlineMs: number): WorkerError {
  return new WorkerError(
    'timeout',
    `The model was not ready on ${nameOf(device)} after ${deadlineMs / 1000} s, so that it was stopped. ` +
      'Documents can still be searched by their words. Open again, or choose another device.',
    { details: { worker: WORKER, feature: device, actual: `${deadlineMs} ms` } },
  );
}

/** The embedder was disposed of. */
export function embedderClosed(): StateError {
  return new StateError('closed', 'The embedder is closed, so that no vectors can be made. Open it again.');
}

function nameOf(device: Device): string {
  return device === 'webgpu' ? 'the GPU (WebGPU)' : 'the CPU (WASM)';
}

function textOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 200);
}
