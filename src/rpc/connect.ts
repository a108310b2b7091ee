import { WorkerError } from '../errors.ts';
import { Calls, forward } from './calls.ts';

/** The other end of a worker. Every call rejects when the worker dies, which comlink alone would leave pending. */
export interface Connection<Api> {
  readonly api: Api;
  /** Settles with the reason when the worker is gone. */
  readonly died: Promise<WorkerError>;
  /** Ends the worker; calls in flight reject with `reason` (default: `WorkerError` 'crashed'). */
  terminate(reason?: WorkerError): void;
}

/** Connects to a worker that called `serve`. `name` is used in messages to people. */
export function connect<Api extends object>(worker: Worker, name: string): Connection<Api> {
  const calls = new Calls(worker);
  const death = Promise.withResolvers<WorkerError>();
  const end = (reason: WorkerError): void => {
    worker.terminate();
    calls.end(reason);
    death.resolve(reason);
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    end(crash(name, event.message));
  });
  worker.addEventListener('messageerror', () => end(crash(name, 'a message could not be read')));
  const api = forward((method, values) => calls.call(method, values)) as Api;
  return { api, died: death.promise, terminate: (reason = crash(name, 'it was ended')) => end(reason) };
}

function crash(name: string, what: string): WorkerError {
  return new WorkerError(
    'crashed',
    `The ${name} worker stopped (${what || 'no reason given'}). What was under way is lost; what was saved is safe. Open it again.`,
    { details: { worker: name } },
  );
}
