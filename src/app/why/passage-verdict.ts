import type { DropReason, Passage, Retrieval } from '../../index.ts';

/** What became of a passage in a search: used, found further down, left out, not among the best, or not searched at all. */
export type PassageVerdict =
  | { kind: 'used'; place: number }
  | { kind: 'lower'; place: number }
  | { kind: 'dropped'; reason: DropReason }
  | { kind: 'beyond' }
  | { kind: 'outside' };

/**
 * @param used The search as the answer had it, with `explain`.
 * @param scope The documents that were searched; undefined for all.
 * @param ranked The place of the passage among all that the search mixed; absent where it is not among them.
 */
export function judgePassage(
  { id, documentId }: Pick<Passage, 'id' | 'documentId'>,
  used: Pick<Retrieval, 'passages' | 'dropped'>,
  ranked: number | undefined,
  scope?: readonly string[],
): PassageVerdict {
  if (scope && !scope.includes(documentId)) return { kind: 'outside' };
  const place = used.passages.findIndex((passage) => passage.id === id) + 1;
  if (place > 0) return { kind: 'used', place };
  // That others rank higher is told by the place.
  const dropped = used.dropped?.find(({ passage, reason }) => passage.id === id && reason !== 'rank');
  if (dropped) return { kind: 'dropped', reason: dropped.reason };
  return ranked === undefined ? { kind: 'beyond' } : { kind: 'lower', place: ranked };
}

/** The question's words that are among these terms, as the person wrote them, and those that are not. */
export function sortWords(
  matched: readonly string[],
  terms: NonNullable<Retrieval['terms']>,
): { held: string[]; missed: string[] } {
  const words = new Map(terms.map(({ term, word }) => [term, word]));
  const held = [...new Set(matched.map((term) => words.get(term) ?? term))];
  const missed = [...new Set(terms.map(({ word }) => word))].filter((word) => !held.includes(word));
  return { held, missed };
}
