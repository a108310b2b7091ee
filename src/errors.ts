/**
 * Every failure that a caller can act on is a `RagError` with a stable `code`; the message says the cause, the effect
 * and the next step. Wrong arguments are native `TypeError`/`RangeError`; a cancelled call rejects with
 * `signal.reason` untouched. Neither is a `RagError`.
 */

/** Marks our errors across realms and copies of the library, where `instanceof` fails. */
const MARK = Symbol.for('cloister.error');

/** Facts a handler needs besides the code; which ones are set depends on the class. */
export interface RagErrorDetails {
  /** The browser feature that is missing (`EnvironmentError`). */
  feature?: string;
  /** The address or file the error is about (`NetworkError`, `IntegrityError`). */
  url?: string;
  /** HTTP status (`NetworkError`). */
  status?: number;
  /** What the manifest or the corpus asks for (`IntegrityError`, `StateError`). */
  expected?: string;
  /** What was found instead. */
  actual?: string;
  /** Bytes that would be needed (`StorageError`). */
  needed?: number;
  /** Bytes that are available (`StorageError`). */
  available?: number;
  /** Name of the worker (`WorkerError`). */
  worker?: string;
  /** File name of the document (`DocumentError`). */
  name?: string;
  /** Format of the document as far as it was recognised (`DocumentError`). */
  format?: string;
  /** Wait this long before the next try, in milliseconds (`StateError`). */
  retryAfterMs?: number;
}

export type EnvironmentErrorCode =
  'insecure_context' | 'no_webgpu' | 'missing_feature' | 'no_storage' | 'self_test_failed';
export type NetworkErrorCode = 'fetch_failed' | 'offline';
export type IntegrityErrorCode = 'size_mismatch' | 'hash_mismatch' | 'not_listed' | 'bad_manifest';
export type StorageErrorCode = 'quota_exceeded' | 'blocked' | 'newer_schema' | 'corrupt' | 'locked';
export type WorkerErrorCode = 'start_failed' | 'crashed' | 'device_lost' | 'out_of_memory' | 'timeout';
export type DocumentErrorCode =
  'unsupported' | 'malformed' | 'too_large' | 'no_text' | 'encrypted' | 'timeout';
export type StateErrorCode = 'closed' | 'busy' | 'not_found' | 'model_mismatch';

export type RagErrorCode =
  | EnvironmentErrorCode
  | NetworkErrorCode
  | IntegrityErrorCode
  | StorageErrorCode
  | WorkerErrorCode
  | DocumentErrorCode
  | StateErrorCode;

export type RagErrorName =
  | 'EnvironmentError'
  | 'NetworkError'
  | 'IntegrityError'
  | 'StorageError'
  | 'WorkerError'
  | 'DocumentError'
  | 'StateError';

/** Codes for which trying the same call again may succeed without a change by the person. */
const RETRYABLE: ReadonlySet<RagErrorCode> = new Set<RagErrorCode>([
  'fetch_failed',
  'offline',
  'blocked',
  'locked',
  'start_failed',
  'crashed',
  'device_lost',
  'busy',
]);

export interface RagErrorOptions {
  cause?: unknown;
  details?: RagErrorDetails;
}

/** Base of all errors of this library. Tell them apart by `code`, never by the message. */
export abstract class RagError extends Error {
  abstract override readonly name: RagErrorName;
  readonly code: RagErrorCode;
  readonly details: RagErrorDetails;

  constructor(code: RagErrorCode, message: string, options: RagErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    Object.defineProperty(this, MARK, { value: true });
  }

  /** Whether the same call may succeed when it is tried again. */
  get isRetryable(): boolean {
    return RETRYABLE.has(this.code);
  }
}

/** The browser lacks something; offer a lower tier or another browser. */
export class EnvironmentError extends RagError {
  override readonly name = 'EnvironmentError';
  constructor(code: EnvironmentErrorCode, message: string, options?: RagErrorOptions) {
    super(code, message, options);
  }
}

/** A file of the own origin could not be fetched; retry. */
export class NetworkError extends RagError {
  override readonly name = 'NetworkError';
  constructor(code: NetworkErrorCode, message: string, options?: RagErrorOptions) {
    super(code, message, options);
  }
}

/** Bytes are not the ones that the manifest pins; they were not used and never may be. Report it. */
export class IntegrityError extends RagError {
  override readonly name = 'IntegrityError';
  constructor(code: IntegrityErrorCode, message: string, options?: RagErrorOptions) {
    super(code, message, options);
  }
}

/** The browser's storage refused; free space, close a tab or rebuild. */
export class StorageError extends RagError {
  override readonly name = 'StorageError';
  constructor(code: StorageErrorCode, message: string, options?: RagErrorOptions) {
    super(code, message, options);
  }
}

/** A worker or its device is gone; open again. */
export class WorkerError extends RagError {
  override readonly name = 'WorkerError';
  constructor(code: WorkerErrorCode, message: string, options?: RagErrorOptions) {
    super(code, message, options);
  }
}

/** One document cannot be read; the others are not affected. */
export class DocumentError extends RagError {
  override readonly name = 'DocumentError';
  constructor(code: DocumentErrorCode, message: string, options?: RagErrorOptions) {
    super(code, message, options);
  }
}

/** The call does not fit the state of the object; fix the program or wait. */
export class StateError extends RagError {
  override readonly name = 'StateError';
  constructor(code: StateErrorCode, message: string, options?: RagErrorOptions) {
    super(code, message, options);
  }
}

/** True for any error of this library, also one from another realm or another copy of it. */
export function isRagError(error: unknown): error is RagError {
  return typeof error === 'object' && error !== null && MARK in error;
}

/** An error as plain data, for crossing a worker boundary or for IndexedDB. `cause` is kept, whatever it is. */
export interface WireError {
  name: string;
  code?: RagErrorCode;
  message: string;
  details?: RagErrorDetails;
  stack?: string;
  cause?: WireError;
}

type ErrorConstructor = new (code: never, message: string, options?: RagErrorOptions) => RagError;

const CLASSES: Record<RagErrorName, ErrorConstructor> = {
  EnvironmentError,
  NetworkError,
  IntegrityError,
  StorageError,
  WorkerError,
  DocumentError,
  StateError,
};

const NATIVE: Record<string, new (message: string, options?: ErrorOptions) => Error> = {
  TypeError,
  RangeError,
  SyntaxError,
};

/** Plain data for an error; anything that is not an `Error` is kept as its string. */
export function toWire(error: unknown): WireError {
  if (!(error instanceof Error) && !(error instanceof DOMException))
    return { name: 'Error', message: textOf(error) };
  const wire: WireError = { name: error.name, message: error.message };
  if (error.stack) wire.stack = error.stack;
  if (isRagError(error)) Object.assign(wire, { code: error.code, details: error.details });
  if (error instanceof Error && error.cause !== undefined) wire.cause = toWire(error.cause);
  return wire;
}

/** Some values cannot be made a string, those without a prototype for one. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'a value that has no text';
  }
}

/** The inverse of `toWire`: an error of the same class with the same code, details, stack and cause. */
export function fromWire(wire: WireError): Error {
  const cause = wire.cause ? fromWire(wire.cause) : undefined;
  const error = buildError(wire, cause);
  if (wire.stack)
    Object.defineProperty(error, 'stack', { value: wire.stack, configurable: true, writable: true });
  return error;
}

function buildError(wire: WireError, cause: Error | undefined): Error {
  if (wire.code && wire.name in CLASSES) {
    const Class = CLASSES[wire.name as RagErrorName];
    return new Class(wire.code as never, wire.message, { cause, details: wire.details ?? {} });
  }
  const options = cause ? { cause } : undefined;
  if (wire.name in NATIVE) return new NATIVE[wire.name]!(wire.message, options);
  if (wire.name === 'AbortError' || wire.name === 'TimeoutError')
    return new DOMException(wire.message, wire.name);
  return Object.assign(new Error(wire.message, options), { name: wire.name });
}
