import { isUnderWay, type Turn } from '../conversation/turn.ts';
import type { Writing } from '../conversation/writing.ts';
import type { KeptConversation } from './conversation-store.ts';
import { awaitRelease, findRunning, isHeld } from './turn-locks.ts';

/** A kept conversation as it is shown. */
export interface Revived {
  turns: Turn[];
  writings: Map<number, Writing>;
}

export function isBeingWritten({ state }: Writing): boolean {
  return state === 'loading' || state === 'writing';
}

/**
 * Brings a kept conversation back. What ran when its tab ended counts as stopped; what runs in another tab stays under
 * way, and `onEnd` is called when that ends, in whatever way.
 */
export async function revive({ info, turns }: KeptConversation, onEnd: () => void): Promise<Revived> {
  const isRunning = await findRunning(info.id);
  const revived: Revived = { turns: [], writings: new Map() };
  for (const { turn, content, writing } of turns) {
    const isOpen = isUnderWay(content) || (writing && isBeingWritten(writing));
    const runs = isOpen && isRunning(turn);
    if (runs && !isHeld(info.id, turn)) void awaitRelease(info.id, turn).then(onEnd);
    revived.turns.push(isUnderWay(content) && !runs ? { ...content, state: 'stopped' } : content);
    if (!writing) continue;
    const isCutOff = isBeingWritten(writing) && !runs;
    revived.writings.set(turn, isCutOff ? { ...writing, state: 'stopped' } : writing);
  }
  return revived;
}
