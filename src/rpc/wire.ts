import { transferHandlers, type TransferHandler } from 'comlink';
import { fromWire, toWire, type WireError } from '../errors.ts';

/**
 * Makes comlink carry what it drops by itself: error codes, details and causes, and `AbortSignal`s.
 * Installed on both sides of a boundary, before the first call.
 */
export function installWire(): void {
  transferHandlers.set('throw', throwHandler);
  transferHandlers.set('signal', signalHandler);
  transferHandlers.set('callback', callbackHandler);
}

/** comlink marks a thrown value with a symbol it does not export; its own handler tells us what is one. */
const isThrown = transferHandlers.get('throw')!.canHandle;

const throwHandler: TransferHandler<{ value: unknown }, WireError> = {
  canHandle: isThrown as (value: unknown) => value is { value: unknown },
  serialize: ({ value }) => [toWire(value), []],
  deserialize: (wire) => {
    throw fromWire(wire);
  },
};

const portOfSignal = new WeakMap<AbortSignal, MessagePort>();

const signalHandler: TransferHandler<AbortSignal, MessagePort> = {
  canHandle: (value): value is AbortSignal => value instanceof AbortSignal,
  serialize: (signal) => {
    const { port1, port2 } = new MessageChannel();
    portOfSignal.set(signal, port1);
    signal.addEventListener('abort', () => port1.postMessage(toWire(signal.reason)), { once: true });
    return [port2, [port2]];
  },
  deserialize: (port) => {
    const controller = new AbortController();
    port.onmessage = ({ data }: MessageEvent<WireError>) => {
      controller.abort(fromWire(data));
      port.close();
    };
    return controller.signal;
  },
};

/** Closes the channel of a signal that was sent, once its call has settled. */
export function releaseSignal(signal: AbortSignal): void {
  portOfSignal.get(signal)?.close();
  portOfSignal.delete(signal);
}

/** Stands for a function of the caller while it crosses the boundary. */
export class Callback {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

/** One call of such a function, on its way back over the worker's own channel, in order with the results. */
export interface CallbackMessage {
  callback: number;
  values: unknown[];
}

export function isCallbackMessage(data: unknown): data is CallbackMessage {
  return typeof data === 'object' && data !== null && 'callback' in data;
}

const callbackHandler: TransferHandler<Callback, number> = {
  canHandle: (value): value is Callback => value instanceof Callback,
  serialize: ({ id }) => [id, []],
  deserialize: (callback) =>
    ((...values: unknown[]) => {
      const message: CallbackMessage = { callback, values };
      globalThis.postMessage(message);
    }) as unknown as Callback,
};
