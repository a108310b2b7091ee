import { openDB, type IDBPTransaction } from 'idb';
import type { Turn } from '../conversation/turn.ts';
import type { Writing } from '../conversation/writing.ts';
import {
  CONVERSATION_DATABASE,
  MIGRATIONS,
  type ConversationDatabase,
  type ConversationInfo,
  type ConversationSchema,
  type TurnRecord,
} from './conversation-schema.ts';

/** A conversation with its turns, in the order in which they were asked. */
export interface KeptConversation {
  info: ConversationInfo;
  turns: readonly TurnRecord[];
}

/** What is new of one turn; what is left out stays as it is kept. */
export interface TurnChange {
  turn: number;
  content?: Turn;
  writing?: Writing;
}

/** What happened in another tab. */
export interface ConversationChange {
  /** Absent when it may concern all of them. */
  id?: string;
}

export interface StoreListeners {
  /** Another tab has changed something. */
  onChange?: (change: ConversationChange) => void;
  /** The browser took the database away: its data was deleted, or a newer version of the app waits to open it. */
  onLost?: () => void;
}

type Writes = IDBPTransaction<ConversationSchema, ('conversations' | 'turns')[], 'readwrite'>;

/** The conversations of this browser, in one database for all its tabs. Each method is one transaction: all of it or nothing. */
export class ConversationStore {
  readonly #database: ConversationDatabase;
  readonly #channel = new BroadcastChannel(CONVERSATION_DATABASE);

  private constructor(database: ConversationDatabase, { onChange }: StoreListeners) {
    this.#database = database;
    this.#channel.addEventListener('message', ({ data }: MessageEvent<ConversationChange>) =>
      onChange?.(data),
    );
  }

  /** Rejects with a `DOMException` where the browser keeps nothing, or another version has the database. */
  static async open(listeners: StoreListeners = {}): Promise<ConversationStore> {
    const lose = (): void => listeners.onLost?.();
    const opened = openDB<ConversationSchema>(CONVERSATION_DATABASE, MIGRATIONS.length, {
      upgrade: (database, from) => MIGRATIONS.slice(from).forEach((migrate) => migrate(database)),
      blocking: (_current, _wanted, event) => {
        (event.target as IDBDatabase).close();
        lose();
      },
      terminated: lose,
    });
    return new ConversationStore(await opened, listeners);
  }

  /** The conversations about a corpus, the latest first. */
  async list(corpus: string): Promise<ConversationInfo[]> {
    const all = await this.#database.getAll('conversations');
    return all.filter((info) => info.corpus === corpus).sort((a, b) => b.changedAt - a.changedAt);
  }

  async read(id: string): Promise<KeptConversation | undefined> {
    const reads = this.#database.transaction(['conversations', 'turns']);
    const [info, turns] = await Promise.all([
      reads.objectStore('conversations').get(id),
      reads.objectStore('turns').getAll(turnsOf(id)),
    ]);
    return info && { info, turns: inOrder(turns) };
  }

  /**
   * Keeps what is new of some turns. `begins` makes the conversation when there is none; without it, false says that it was
   * deleted meanwhile, and nothing is kept.
   */
  async save(id: string, changes: readonly TurnChange[], begins?: ConversationInfo): Promise<boolean> {
    const isKept = await this.#write(async (writes) => {
      const info = (await writes.objectStore('conversations').get(id)) ?? begins;
      if (!info) return false;
      const turns = writes.objectStore('turns');
      await Promise.all(
        changes.map(async ({ turn, ...change }) => {
          const before = await turns.get([id, turn]);
          const content = change.content ?? before?.content;
          if (content) await turns.put({ ...before, ...change, conversation: id, turn, content });
        }),
      );
      await writes.objectStore('conversations').put({ ...info, changedAt: Date.now() });
      return true;
    });
    if (isKept) this.#tell({ id });
    return isKept;
  }

  /** Gives a conversation another title, which does not count as a change of what was said. */
  async rename(id: string, title: string): Promise<void> {
    await this.#write(async (writes) => {
      const conversations = writes.objectStore('conversations');
      const info = await conversations.get(id);
      if (info) await conversations.put({ ...info, title });
    });
    this.#tell({ id });
  }

  /** Deletes conversations; resolves with what `restore` puts back. */
  async remove(ids: readonly string[]): Promise<KeptConversation[]> {
    const removed = await this.#write((writes) => Promise.all(ids.map((id) => take(writes, id))));
    for (const id of ids) this.#tell({ id });
    return removed.filter((conversation) => conversation !== undefined);
  }

  async restore(conversations: readonly KeptConversation[]): Promise<void> {
    await this.#write(async (writes) => {
      for (const { info, turns } of conversations) {
        await writes.objectStore('conversations').put(info);
        for (const turn of turns) await writes.objectStore('turns').put(turn);
      }
    });
    for (const { info } of conversations) this.#tell({ id: info.id });
  }

  /** About how many bytes the conversations about a corpus take, or all there are: the length of their text as JSON. */
  async measure(corpus?: string): Promise<number> {
    const all = await this.#database.getAll('conversations');
    let bytes = 0;
    for (const info of all) {
      if (corpus !== undefined && info.corpus !== corpus) continue;
      const turns = await this.#database.getAll('turns', turnsOf(info.id));
      bytes += new TextEncoder().encode(JSON.stringify([info, turns])).length;
    }
    return bytes;
  }

  /** Deletes the conversations about a corpus, or all there are, for good; resolves with how many that were. */
  async clear(corpus?: string): Promise<number> {
    const removed = await this.#write(async (writes) => {
      const all = await writes.objectStore('conversations').getAll();
      const chosen = all.filter((info) => corpus === undefined || info.corpus === corpus);
      await Promise.all(chosen.map(({ id }) => take(writes, id)));
      return chosen.length;
    });
    this.#tell({});
    return removed;
  }

  close(): void {
    this.#channel.close();
    this.#database.close();
  }

  /** The operating system may take its time with what a crash of the whole machine alone would lose. */
  async #write<T>(change: (writes: Writes) => Promise<T>): Promise<T> {
    const writes = this.#database.transaction(['conversations', 'turns'], 'readwrite', {
      durability: 'relaxed',
    });
    try {
      const result = await change(writes);
      await writes.done;
      return result;
    } catch (error) {
      // Whatever went wrong in the middle, a half-kept step must not stay.
      if (writes.error === null) abort(writes);
      await writes.done.catch(() => undefined);
      throw error;
    }
  }

  #tell(change: ConversationChange): void {
    this.#channel.postMessage(change);
  }
}

function abort(writes: Writes): void {
  try {
    writes.abort();
  } catch {
    // It has ended by itself.
  }
}

function turnsOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}

function inOrder(turns: readonly TurnRecord[]): TurnRecord[] {
  return turns.toSorted((a, b) => a.content.askedAt - b.content.askedAt || a.turn - b.turn);
}

async function take(writes: Writes, id: string): Promise<KeptConversation | undefined> {
  const conversations = writes.objectStore('conversations');
  const info = await conversations.get(id);
  const turns = await writes.objectStore('turns').getAll(turnsOf(id));
  await Promise.all([conversations.delete(id), writes.objectStore('turns').delete(turnsOf(id))]);
  return info && { info, turns: inOrder(turns) };
}
