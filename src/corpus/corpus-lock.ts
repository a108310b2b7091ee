import { StorageError } from '../errors.ts';

/** A reload's old page lets go within this time. */
const WAIT_MS = 3_000;

/**
 * Makes this the only writer of a corpus in all tabs, until the returned function is called or the tab goes.
 * Rejects with `StorageError` 'locked' when another tab has it.
 */
export async function lockCorpus(name: string, signal?: AbortSignal): Promise<() => void> {
  const timeout = AbortSignal.timeout(WAIT_MS);
  const granted = Promise.withResolvers<() => void>();
  navigator.locks
    .request(`cloister:${name}`, { signal: signal ? AbortSignal.any([timeout, signal]) : timeout }, () => {
      const held = Promise.withResolvers<void>();
      granted.resolve(held.resolve);
      return held.promise;
    })
    .catch((error: unknown) =>
      granted.reject(timeout.aborted && !signal?.aborted ? locked(name, error) : error),
    );
  return granted.promise;
}

function locked(name: string, cause: unknown): StorageError {
  const message = `"${name}" is open in another tab or window, and only one may write to it. Close the other one, then reload this page.`;
  return new StorageError('locked', message, { cause });
}
