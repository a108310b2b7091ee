import type { DBSchema, IDBPDatabase } from 'idb';
import type { Turn } from '../conversation/turn.ts';
import type { Writing } from '../conversation/writing.ts';

/*
 * WARNING: everything in this file is on people's disks. A name or a shape changes only together with a new
 * migration at the end of MIGRATIONS; what is there is never edited. Fields may be added to a turn: what an older version
 * kept lacks them.
 */

/** It holds the conversations about all collections. No corpus can have this name: theirs have a prefix with a colon. */
export const CONVERSATION_DATABASE = 'cloister-conversations';

/** What a list shows of a conversation. */
export interface ConversationInfo {
  id: string;
  /** Name of the corpus that was asked. */
  corpus: string;
  /** Its first question, until a person gives it another one. */
  title: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  changedAt: number;
}

/** One question with all that came of it: a record of its own, so that two tabs never overwrite each other's. */
export interface TurnRecord {
  conversation: string;
  turn: number;
  content: Turn;
  writing?: Writing;
}

export interface ConversationSchema extends DBSchema {
  conversations: { key: string; value: ConversationInfo };
  turns: { key: [conversation: string, turn: number]; value: TurnRecord };
}

export type ConversationDatabase = IDBPDatabase<ConversationSchema>;

/** Step n brings a database from version n to n + 1. */
export const MIGRATIONS: readonly ((database: ConversationDatabase) => void)[] = [
  (database) => {
    database.createObjectStore('conversations', { keyPath: 'id' });
    database.createObjectStore('turns', { keyPath: ['conversation', 'turn'] });
  },
];
