import { wrap, type Endpoint } from 'comlink';
import { toWire } from '../errors.ts';
import { installWire, isCallbackMessage, Remote, type AbortMessage } from './wire.ts';

type Call = (...values: unknown[]) => Promise<unknown>;
type Listener = (...values: unknown[]) => void;

const lastingListeners = new WeakSet<Listener>();

/** Marks a callback that is called after its call has settled too, until the connection ends. */
export function lasting<T extends (...values: never[]) => void>(listener: T): T {
  lastingListeners.add(listener as unknown as Listener);
  return listener;
}

/** An object whose methods all go to `call`. */
export function forward(call: (method: string, values: readonly unknown[]) => Promise<unknown>): object {
  return new Proxy(
    {},
    {
      get: (_target, property) =>
        // A proxy that answers `then` would be taken for a promise by `await`.
        typeof property === 'string' && property !== 'then'
          ? (...values: unknown[]) => call(property, values)
          : undefined,
    },
  );
}

/** The calls that are under way to whoever serves at the other end. */
export class Calls {
  readonly #endpoint: Endpoint;
  readonly #remote: Record<string, Call | undefined>;
  readonly #pending = new Set<(reason: unknown) => void>();
  readonly #listeners = new Map<number, Listener>();
  #nextId = 1;
  #dead: Error | undefined;

  constructor(endpoint: Endpoint) {
    installWire();
    this.#endpoint = endpoint;
    this.#remote = wrap<Record<string, Call>>(endpoint);
    endpoint.addEventListener('message', (event) => {
      const { data } = event as MessageEvent<unknown>;
      if (isCallbackMessage(data)) this.#listeners.get(data.callback)?.(...data.values);
    });
  }

  /** Rejects what is under way and all that comes. */
  end(reason: Error): void {
    this.#dead ??= reason;
    this.interrupt(reason);
    this.#listeners.clear();
  }

  /** Rejects what is under way. */
  interrupt(reason: Error): void {
    for (const reject of this.#pending) reject(reason);
    this.#pending.clear();
  }

  /** Rejects on the end and on abort, and forwards the abort to the other side. */
  async call(method: string, values: readonly unknown[]): Promise<unknown> {
    if (this.#dead) throw this.#dead;
    const signal = values.find((value) => value instanceof AbortSignal);
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = this.#nextId++;
    const abort = (): void => {
      const message: AbortMessage = { abort: id, reason: toWire(signal?.reason) };
      this.#endpoint.postMessage(message);
      reject(signal?.reason);
    };
    const sent = values.map((value) =>
      value === signal && signal ? new Remote('signal', id) : this.#wrapListener(value),
    );
    this.#pending.add(reject);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      this.#remote[method]?.(...sent).then(resolve, reject);
      return await promise;
    } finally {
      this.#pending.delete(reject);
      signal?.removeEventListener('abort', abort);
      this.#dropListeners(sent);
    }
  }

  #wrapListener(value: unknown): unknown {
    if (typeof value !== 'function') return value;
    const callback = new Remote('callback', this.#nextId++);
    this.#listeners.set(callback.id, value as Listener);
    return callback;
  }

  #dropListeners(sent: readonly unknown[]): void {
    for (const value of sent) {
      if (!(value instanceof Remote)) continue;
      const listener = this.#listeners.get(value.id);
      if (listener && !lastingListeners.has(listener)) this.#listeners.delete(value.id);
    }
  }
}
