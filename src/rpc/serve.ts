import { expose, transfer } from 'comlink';
import { installWire } from './wire.ts';

/** Worker side: offers `api` to whoever spawned this worker. Each method may take an `AbortSignal` and callbacks as arguments. */
export function serve(api: object): void {
  installWire();
  expose(api);
}

/** Gives a result away instead of copying it, with what of it is transferred. */
export function handOver<T>(result: T, transferred: Transferable[]): T {
  return transfer(result, transferred);
}
