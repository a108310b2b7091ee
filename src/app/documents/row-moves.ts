/** Where the keyboard goes in a list. */
export type Move = 'next' | 'previous' | 'first' | 'last';

/** The row that a move leads to; it ends at the ends. Nothing in an empty list. */
export function moveTo(ids: readonly string[], from: string | undefined, move: Move): string | undefined {
  const at = from === undefined ? -1 : ids.indexOf(from);
  if (move === 'first') return ids[0];
  if (move === 'last') return ids.at(-1);
  return move === 'next' ? ids[Math.min(at + 1, ids.length - 1)] : ids[Math.max(at - 1, 0)];
}

/** The rows from one to another, both included, in whatever order these two stand. */
export function rangeBetween(ids: readonly string[], from: string, to: string): readonly string[] {
  const [one, other] = [ids.indexOf(from), ids.indexOf(to)];
  if (one < 0) return other < 0 ? [] : [to];
  return ids.slice(Math.min(one, other), Math.max(one, other) + 1);
}
