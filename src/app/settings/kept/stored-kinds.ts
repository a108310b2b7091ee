import { openModels, type CorpusStorage, type Rag } from '../../../index.ts';
import { ConversationStore } from '../../conversations/conversation-store.ts';

/** What is kept on this device, in the order in which it is shown. */
export const STORED_KINDS = [
  'originals',
  'texts',
  'vectors',
  'conversations',
  'models',
  'app',
  'other',
] as const;

export type StoredKind = (typeof STORED_KINDS)[number];

/** What this page keeps on this device. */
export interface Stored {
  /** In bytes; kinds of which nothing is there are left out. */
  kinds: ReadonlyMap<StoredKind, number>;
  usedBytes: number;
  quotaBytes: number;
  /** Whether the browser keeps it until a person removes it. */
  isPersisted: boolean;
  /** Of the documents; absent while they are not open. */
  corpus?: CorpusStorage;
}

/** Caches of the app itself begin so. */
export const APP_CACHE = 'cloister-release:';

/** Measures what is kept, by kind. What the browser counts beyond that is 'other'. */
export async function measureStored(rag: Rag | undefined): Promise<Stored> {
  const [corpus, conversations, models, app, { usage = 0, quota = 0 }, isPersisted] = await Promise.all([
    rag?.storage(),
    measureConversations(),
    measureModels(),
    measureApp(),
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  const known: [StoredKind, number][] = [
    ['originals', corpus?.originals ?? 0],
    ['texts', (corpus?.texts ?? 0) + (corpus?.words ?? 0)],
    ['vectors', corpus?.vectors ?? 0],
    ['conversations', conversations],
    ['models', models],
    ['app', app],
  ];
  const other = usage - known.reduce((sum, [, bytes]) => sum + bytes, 0);
  const kinds = new Map([...known, ['other', other] as const].filter(([, bytes]) => bytes > 0));
  return { kinds, usedBytes: usage, quotaBytes: quota, isPersisted, ...(corpus && { corpus }) };
}

async function measureConversations(): Promise<number> {
  try {
    const store = await ConversationStore.open();
    const bytes = await store.measure();
    store.close();
    return bytes;
  } catch {
    // Where they cannot be kept there are none.
    return 0;
  }
}

async function measureModels(): Promise<number> {
  try {
    return await (await openModels()).storedBytes();
  } catch {
    // A browser that keeps no files has none.
    return 0;
  }
}

/** Sizes of the kept files, which the browser knows without reading them. */
async function measureApp(): Promise<number> {
  if (!('caches' in globalThis)) return 0;
  let total = 0;
  for (const name of await caches.keys()) {
    if (!name.startsWith(APP_CACHE)) continue;
    for (const response of await (await caches.open(name)).matchAll()) total += (await response.blob()).size;
  }
  return total;
}
