import { expose } from 'comlink';
import { installWire } from './wire.ts';

/** Worker side: offers `api` to whoever spawned this worker. Each method may take an `AbortSignal` and callbacks as arguments. */
export function serve(api: object): void {
  installWire();
  expose(api);
}
