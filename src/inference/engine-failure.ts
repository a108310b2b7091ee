import { EnvironmentError, isRagError, StateError, WorkerError, type RagError } from '../errors.ts';
import type { Device } from './embedder.ts';

/** Workers that hold an engine each; the name is also the one in `details.worker`. */
export type EngineWorker = 'embedder' | 'generator' | 'reranker';

/** What still works when the engine of a worker does not. */
const WITHOUT: Readonly<Record<EngineWorker, string>> = {
  embedder: 'Documents can still be searched by their words.',
  generator: 'Answers can still be given in quotes from the documents.',
  reranker: 'Passages stay in the order in which the search found them.',
};

/** What cannot be done any more when the engine of a worker was closed. */
const WORK: Readonly<Record<EngineWorker, string>> = {
  embedder: 'no vectors can be made',
  generator: 'no text can be written',
  reranker: 'no passages can be ranked',
};

const MEMORY = /out of memory|bad_alloc|allocation failed|could not allocate/i;

/** The device could not load the model. An error of this library, as a file that is not the listed one, is kept as it is. */
export function startFailed(worker: EngineWorker, device: Device, cause: unknown): RagError {
  if (isRagError(cause)) return cause;
  const isMemory = isOutOfMemory(cause);
  return new WorkerError(
    isMemory ? 'out_of_memory' : 'start_failed',
    `The model could not be started on ${nameOf(device)} (${textOf(cause)}). ` +
      `${WITHOUT[worker]} ${isMemory ? 'Close other tabs and open again.' : 'Open again, or choose another device.'}`,
    { cause, details: { worker, feature: device, actual: textOf(cause) } },
  );
}

/** The device computes something else than the reference; `expected` is the bound that `failure` passes. */
export function selfTestFailed(device: Device, expected: string, failure: string): EnvironmentError {
  return new EnvironmentError(
    'self_test_failed',
    `${nameOf(device)} gave wrong results for this model: ${failure}. It was not used. ` +
      'Update the browser and the graphics driver, or choose another device.',
    { details: { feature: device, expected, actual: failure } },
  );
}

/** The GPU went away: driver reset, sleep, too much memory. */
export function deviceLost(worker: EngineWorker, message: string): WorkerError {
  return new WorkerError(
    'device_lost',
    `The GPU was lost while computing (${message || 'no reason given'}). Nothing stored was harmed. Open again to go on.`,
    { details: { worker, feature: 'webgpu', actual: message } },
  );
}

/** A run failed; the engine gives no second one after that. */
export function runFailed(worker: EngineWorker, device: Device, cause: unknown): RagError {
  if (isRagError(cause)) return cause;
  return new WorkerError(
    isOutOfMemory(cause) ? 'out_of_memory' : 'crashed',
    `Computing on ${nameOf(device)} failed (${textOf(cause)}). What was stored before is safe. Open again to go on.`,
    { cause, details: { worker, feature: device, actual: textOf(cause) } },
  );
}

/** Loading took longer than any working device needs. */
export function startTimedOut(worker: EngineWorker, device: Device, deadlineMs: number): WorkerError {
  return new WorkerError(
    'timeout',
    `The model was not ready on ${nameOf(device)} after ${deadlineMs / 1000} s, so that it was stopped. ` +
      `${WITHOUT[worker]} Open again, or choose another device.`,
    { details: { worker, feature: device, actual: `${deadlineMs} ms` } },
  );
}

/** The engine was disposed of. */
export function engineClosed(worker: EngineWorker): StateError {
  return new StateError('closed', `The ${worker} is closed, so that ${WORK[worker]}. Open it again.`);
}

/** A chat is longer than the model can hold; thrown before anything of it is computed. */
export function promptTooLong(promptTokens: number, contextTokens: number): RangeError {
  return new RangeError(
    `The prompt has ${promptTokens} tokens, but the model holds ${contextTokens}, with its answer. Nothing was written. ` +
      'Leave out earlier turns or passages.',
  );
}

/** The engine cannot hold an answer to a schema. */
export function noGrammar(engine: string): EnvironmentError {
  return new EnvironmentError(
    'missing_feature',
    `${engine} cannot write by a JSON schema. Nothing was written. Leave out 'schema', or choose a model for another engine.`,
    { details: { feature: 'schema', actual: engine } },
  );
}

function isOutOfMemory(cause: unknown): boolean {
  return cause instanceof RangeError || MEMORY.test(String(cause));
}

function nameOf(device: Device): string {
  return device === 'webgpu' ? 'the GPU (WebGPU)' : 'the CPU (WASM)';
}

function textOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, 200);
}
