/**
 * A tab holds a lock for each turn that runs in it. The browser gives it free when the tab ends, however that happens, so
 * that another one can tell a turn that goes on from one that was cut off.
 */
const held = new Map<string, () => void>();

function nameOf(conversation: string, turn: number): string {
  return `cloister-turn:${conversation}:${turn}`;
}

/** Lets other tabs see that this turn runs here, until `releaseTurn`. */
export function holdTurn(conversation: string, turn: number): void {
  const name = nameOf(conversation, turn);
  if (held.has(name)) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  held.set(name, resolve);
  void navigator.locks.request(name, () => promise);
}

export function releaseTurn(conversation: string, turn: number): void {
  const name = nameOf(conversation, turn);
  held.get(name)?.();
  held.delete(name);
}

/** Whether a turn runs in this tab. */
export function isHeld(conversation: string, turn: number): boolean {
  return held.has(nameOf(conversation, turn));
}

/** Tells which turns of a conversation run somewhere. */
export async function findRunning(conversation: string): Promise<(turn: number) => boolean> {
  const { held: locks = [] } = await navigator.locks.query();
  const names = new Set(locks.map(({ name }) => name));
  return (turn) => names.has(nameOf(conversation, turn));
}

/** Resolves when this turn runs nowhere (any more). */
export async function awaitRelease(conversation: string, turn: number): Promise<void> {
  await navigator.locks.request(nameOf(conversation, turn), () => undefined);
}
