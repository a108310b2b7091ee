import { deleteDB, openDB } from 'idb';
import { EnvironmentError, isRagError, StorageError } from '../errors.ts';
import { type CorpusDatabase, type CorpusSchema, DATABASE_PREFIX, MIGRATIONS } from './schema.ts';

/**
 * Opens (and brings up to date) the database of a corpus.
 * `onLost` is called when the browser takes it away: deleted from outside, or a newer version waits to open it.
 */
export async function openDatabase(
  name: string,
  onLost: (error: StorageError) => void,
): Promise<CorpusDatabase> {
  if (!('indexedDB' in globalThis)) {
    throw new EnvironmentError(
      'no_storage',
      'This browser offers no IndexedDB, so documents cannot be kept. Use another browser or leave private mode.',
    );
  }
  const opened = Promise.withResolvers<CorpusDatabase>();
  const request = openDB<CorpusSchema>(DATABASE_PREFIX + name, MIGRATIONS.length, {
    upgrade: (database, from) => MIGRATIONS.slice(from).forEach((migrate) => migrate(database)),
    blocked: () => rejectLater(opened, name),
    blocking: (_current, _wanted, event) => {
      (event.target as IDBDatabase).close();
      onLost(blocked(name));
    },
    terminated: () =>
      onLost(
        new StorageError(
          'corrupt',
          `The browser closed the storage of "${name}". Reload the page; if that does not help, the site data was deleted.`,
        ),
      ),
  });
  request.then(opened.resolve, (error: unknown) => opened.reject(toStorageError(error, name)));
  return opened.promise;
}

/**
 * Has the browser start its storage, which takes as long as starting a worker does: called before the worker that needs
 * it is started, the two happen at once.
 */
export function warmStorage(): void {
  // Some browsers lack the method, and some refuse it where they refuse storage: whoever opens a database says so.
  const ask = async (): Promise<unknown> => globalThis.indexedDB?.databases?.();
  ask().catch(() => undefined);
}

/** Deletes the database of a corpus with everything in it; models stay. */
export async function deleteDatabase(name: string): Promise<void> {
  const deleted = Promise.withResolvers<void>();
  deleteDB(DATABASE_PREFIX + name, { blocked: () => rejectLater(deleted, name) }).then(
    deleted.resolve,
    (error: unknown) => deleted.reject(toStorageError(error, name)),
  );
  return deleted.promise;
}

/** How long a connection that was told to close may take; one with a read under way needs a moment. */
const CLOSING_MS = 5_000;

function rejectLater(
  { promise, reject }: Pick<PromiseWithResolvers<unknown>, 'promise' | 'reject'>,
  name: string,
): void {
  const timer = setTimeout(() => reject(blocked(name)), CLOSING_MS);
  const stop = (): void => clearTimeout(timer);
  promise.then(stop, stop);
}

function blocked(name: string): StorageError {
  return new StorageError(
    'blocked',
    `"${name}" is open in another tab with another version of this app. Close or reload that tab, then try again.`,
  );
}

/** The typed error for what IndexedDB throws; errors that are ours already, or are no storage errors, stay as they are. */
export function toStorageError(error: unknown, name: string): unknown {
  if (isRagError(error) || !(error instanceof DOMException)) return error;
  if (error.name === 'QuotaExceededError') {
    return new StorageError(
      'quota_exceeded',
      'The browser has no space left for this site. Nothing was saved of this step. Remove documents or free disk space, then try again.',
      { cause: error },
    );
  }
  if (error.name === 'VersionError') {
    return new StorageError(
      'newer_schema',
      `"${name}" was written by a newer version of this app. Reload the page to get that version; nothing was changed.`,
      { cause: error },
    );
  }
  if (error.name === 'AbortError') return error;
  return new StorageError(
    'corrupt',
    `The storage of "${name}" failed (${error.name}). Reload the page; if it stays so, export what you need and delete the collection.`,
    { cause: error },
  );
}
