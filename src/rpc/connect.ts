import { wrap } from 'comlink';
import { WorkerError } from '../errors.ts';
import { Callback, installWire, isCallbackMessage, releaseSignal } from './wire.ts';

/** The other end of a worker. Every call rejects when the worker dies, which comlink alone would leave pending. */
export interface Connection<Api> {
  readonly api: Api;
  /** Settles with the reason when the worker is gone. */
  readonly died: Promise<WorkerError>;
  /** Ends the worker; calls in flight reject with `reason` (default: `WorkerError` 'crashed'). */
  terminate(reason?: WorkerError): void;
}

type Call = (...values: unknown[]) => Promise<unknown>;
type Listener = (...values: unknown[]) => void;

const lastingListeners = new WeakSet<Listener>();

/** Marks a callback that is called after its call has settled too, until the worker ends. */
export function lasting<T extends (...values: never[]) => void>(listener: T): T {
  lastingListeners.add(listener as unknown as Listener);
  return listener;
}

/** Connects to a worker that called `serve`. `name` is used in messages to people. */
export function connect<Api extends object>(worker: Worker, name: string): Connection<Api> {
  installWire();
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
  const api = new Proxy({} as Api, {
    get: (_target, property) =>
      // A proxy that answers `then` would be taken for a promise by `await`.
      typeof property === 'string' && property !== 'then'
        ? (...values: unknown[]) => calls.call(property, values)
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

/** The calls that are under way to one worker. */
class Calls {
  readonly #remote: Record<string, Call | undefined>;
  readonly #pending = new Set<(reason: unknown) => void>();
  readonly #listeners = new Map<number, Listener>();
  #nextListener = 1;
  #dead: WorkerError | undefined;

  constructor(worker: Worker) {
    this.#remote = wrap<Record<string, Call>>(worker);
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (isCallbackMessage(data)) this.#listeners.get(data.callback)?.(...data.values);
    });
  }

  end(reason: WorkerError): void {
    this.#dead ??= reason;
    for (const reject of this.#pending) reject(reason);
    this.#pending.clear();
    this.#listeners.clear();
  }

  /** Rejects on the worker's death or on abort, and forwards the abort to the worker. */
  async call(method: string, values: readonly unknown[]): Promise<unknown> {
    if (this.#dead) throw this.#dead;
    const outer = values.find((value) => value instanceof AbortSignal);
    outer?.throwIfAborted();
    const inner = new AbortController();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const abort = (): void => {
      inner.abort(outer?.reason);
      reject(outer?.reason);
    };
    const sent = values.map((value) => (value === outer && outer ? inner.signal : this.#wrapListener(value)));
    this.#pending.add(reject);
    outer?.addEventListener('abort', abort, { once: true });
    try {
      this.#remote[method]?.(...sent).then(resolve, reject);
      return await promise;
    } finally {
      this.#pending.delete(reject);
      outer?.removeEventListener('abort', abort);
      releaseSignal(inner.signal);
      this.#dropListeners(sent);
    }
  }

  #wrapListener(value: unknown): unknown {
    if (typeof value !== 'function') return value;
    const callback = new Callback(this.#nextListener++);
    this.#listeners.set(callback.id, value as Listener);
    return callback;
  }

  #dropListeners(sent: readonly unknown[]): void {
    for (const value of sent) {
      if (!(value instanceof Callback)) continue;
      const listener = this.#listeners.get(value.id);
      if (listener && !lastingListeners.has(listener)) this.#listeners.delete(value.id);
    }
  }
}
