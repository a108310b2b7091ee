import { deleteDB } from 'idb';
import { CONVERSATION_DATABASE } from '../../conversations/conversation-schema.ts';
import { deleteRag, openModels, type Rag } from '../../../index.ts';
import { APP_CACHE } from './stored-kinds.ts';

/** Everything that this app keeps in the browser's small storage begins so. */
const PREFIX = 'cloister';

/**
 * Deletes all that this app keeps on this device: documents, conversations, models, the app itself and its settings. What other apps of
 * this origin keep is not touched, but for models, which they share.
 *
 * @throws {StorageError} `blocked` while another tab has the documents open; what was deleted before stays deleted.
 */
export async function eraseEverything(rag: Rag): Promise<void> {
  const { name } = rag;
  await rag.close();
  await deleteRag(name);
  // Whoever has them open, in any tab, gives them up at once.
  await deleteDB(CONVERSATION_DATABASE);
  await eraseModels();
  await eraseApp();
  for (const kept of [localStorage, sessionStorage])
    for (const key of Object.keys(kept)) if (key.startsWith(PREFIX)) kept.removeItem(key);
}

async function eraseModels(): Promise<void> {
  // A browser that keeps no files has nothing to delete.
  const shelf = await openModels().catch(() => undefined);
  await shelf?.clear();
}

async function eraseApp(): Promise<void> {
  const scope = new URL('./', document.baseURI);
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const registration of registrations)
    if (registration.scope === scope.href) await registration.unregister();
  for (const cache of await caches.keys())
    if (cache.startsWith(`${APP_CACHE}${scope.pathname}:`)) await caches.delete(cache);
}
