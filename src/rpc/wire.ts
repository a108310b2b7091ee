import { transferHandlers, type TransferHandler } from 'comlink';
import { fromWire, toWire, type WireError } from '../errors.ts';

/**
 * Makes comlink carry what it drops by itself: error codes, details and causes, functions and `AbortSignal`s. All of it is
 * plain data, so that it crosses to other tabs too, where nothing can be transferred. Installed on both sides of a
 * boundary, before the first call.
 */
export function installWire(): void {
  transferHandlers.set('throw', throwHandler);
  transferHandlers.set('remote', remoteHandler);
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

/** Stands for a function or a signal of the caller while it crosses the boundary. */
export class Remote {
  readonly kind: 'callback' | 'signal';
  /** Of the caller; the other side tells its callers apart by what they speak over. */
  readonly id: number;

  constructor(kind: Remote['kind'], id: number) {
    this.kind = kind;
    this.id = id;
  }
}

const remoteHandler: TransferHandler<Remote, Pick<Remote, 'kind' | 'id'>> = {
  canHandle: (value): value is Remote => value instanceof Remote,
  serialize: ({ kind, id }) => [{ kind, id }, []],
  deserialize: ({ kind, id }) => new Remote(kind, id),
};

/** One call of a caller's function, on its way back in order with the results. */
export interface CallbackMessage {
  callback: number;
  values: unknown[];
}

export function isCallbackMessage(data: unknown): data is CallbackMessage {
  return typeof data === 'object' && data !== null && 'callback' in data;
}

/** The abort of a caller's signal, on its way in order with the calls. */
export interface AbortMessage {
  abort: number;
  reason: WireError;
}

export function isAbortMessage(data: unknown): data is AbortMessage {
  return typeof data === 'object' && data !== null && 'abort' in data;
}
