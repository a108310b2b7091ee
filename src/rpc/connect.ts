import { wrap } from 'comlink';
import { WorkerError } from '../errors.ts';
import { installWire, releaseSignal } from './wire.ts';

/** The other end of a worker. Every call rejects when the worker dies, which comlink alone would leave pending. */
export interface Connection<Api> {
  readonly api: Api;
  /** Settles with the reason when the worker is gone. */
  readonly died: Promise<WorkerError>;
  /** Ends the worker; calls in flight reject with `reason` (default: `WorkerError` 'crashed'). */
  terminate(reason?: WorkerError): void;
}

type Call = (...values: unknown[]) => Promise<unknown>;

/** Connects to a worker that called `serve`. `name` is used in messages to people. */
export function connect<Api extends object>(worker: Worker, name: string): Connection<Api> {
  installWire();
  const remote = wrap<Record<string, Call>>(worker) as unknown as Record<string, Call>;
  const pending = new Set<(reason: WorkerError) => void>();
  const death = Promise.withResolvers<WorkerError>();
  let dead: WorkerError | undefined;

  const end = (reason: WorkerError): void => {
    if (dead) return;
    dead = reason;
    worker.terminate();
    for (const reject of pending) reject(reason);
    pending.clear();
    death.resolve(reason);
  };
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    end(crash(name, event.message));
  });
  worker.addEventListener('messageerror', () => end(crash(name, 'a message could not be read')));

  const call = (method: string, values: unknown[]): Promise<unknown> =>
    dead ? Promise.reject(dead) : settle((...sent) => remote[method]!(...sent), values, pending);
  const api = new Proxy({} as Api, {
    get: (_target, property) =>
      // A proxy that answers `then` would be taken for a promise by `await`.
      typeof property === 'string' && property !== 'then'
        ? (...values: unknown[]) => call(property, values)
        : undefined,
  });
  return { api, died: death.promise, terminate: (reason = crash(name, 'it was ended')) => end(reason) };
}

function crash(name: string, what: string): WorkerError {
  return new WorkerError(
    'crashed',
    `The ${name} worker stopped (${what || 'no reason given'}). What was under way is lost; what was saved is safe. Open it again.`,
    { details: { worker: name } },
  );
}

/** Runs one call: rejects on the worker's death or on abort, and forwards the abort to the worker. */
async function settle(
  send: Call,
  values: unknown[],
  pending: Set<(reason: WorkerError) => void>,
): Promise<unknown> {
  const outer = values.find((value) => value instanceof AbortSignal);
  outer?.throwIfAborted();
  const inner = new AbortController();
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const abort = (): void => {
    inner.abort(outer?.reason);
    reject(outer?.reason);
  };
  pending.add(reject);
  outer?.addEventListener('abort', abort, { once: true });
  try {
    send(...values.map((value) => (value === outer && outer ? inner.signal : value))).then(resolve, reject);
    return await promise;
  } finally {
    pending.delete(reject);
    outer?.removeEventListener('abort', abort);
    releaseSignal(inner.signal);
  }
}
