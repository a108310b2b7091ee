import { beforeAll } from 'vitest';

/**
 * Set up before each file of browser tests: they share one origin, and what one leaves behind (a cached model, a
 * database) must not decide what the next one sees.
 */
async function emptyStorage(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
  for (const name of await caches.keys()) await caches.delete(name);
  for (const { name } of await indexedDB.databases()) if (name) await deleteDatabase(name);
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const deletion = indexedDB.deleteDatabase(name);
    deletion.addEventListener('success', () => resolve());
    deletion.addEventListener('error', () => reject(deletion.error ?? new Error(`${name} was not deleted`)));
  });
}

beforeAll(emptyStorage);
