import { expose, transfer, type Endpoint } from 'comlink';
import { fromWire } from '../errors.ts';
import { installWire, isAbortMessage, Remote, type CallbackMessage } from './wire.ts';

type Method = (...values: unknown[]) => unknown;

/**
 * Worker side: offers `api` to whoever is at the other end. Each method may take an `AbortSignal` and callbacks as
 * arguments.
 *
 * @param endpoint Default: who spawned this worker.
 */
export function serve(api: object, endpoint: Endpoint = globalThis as unknown as Endpoint): void {
  installWire();
  const signals = new Map<number, AbortController>();
  endpoint.addEventListener('message', (event) => {
    const { data } = event as MessageEvent<unknown>;
    if (isAbortMessage(data)) signals.get(data.abort)?.abort(fromWire(data.reason));
  });
  const answer = async (method: Method, values: readonly unknown[]): Promise<unknown> => {
    try {
      return await Reflect.apply(
        method,
        api,
        values.map((value) => revive(value, endpoint, signals)),
      );
    } finally {
      for (const value of values) if (value instanceof Remote) signals.delete(value.id);
    }
  };
  const methods = new Proxy(api, {
    get(_target, name) {
      const method: unknown = Reflect.get(api, name);
      return typeof method === 'function'
        ? (...values: unknown[]) => answer(method as Method, values)
        : method;
    },
  });
  expose(methods, endpoint);
}

/** What the caller passed: a function that calls its own one, or a signal that follows its own one. */
function revive(value: unknown, endpoint: Endpoint, signals: Map<number, AbortController>): unknown {
  if (!(value instanceof Remote)) return value;
  const { kind, id } = value;
  if (kind === 'callback')
    return (...values: unknown[]): void => {
      const message: CallbackMessage = { callback: id, values };
      endpoint.postMessage(message);
    };
  const controller = new AbortController();
  signals.set(id, controller);
  return controller.signal;
}

/** Gives a result away instead of copying it, with what of it is transferred. */
export function handOver<T>(result: T, transferred: Transferable[]): T {
  return transfer(result, transferred);
}
