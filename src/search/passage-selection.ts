import { termsOf } from '../text/terms.ts';
import type { DropReason } from '../types.ts';

/** What selecting needs to know of a passage. */
export interface SelectablePassage {
  documentId: string;
  text: string;
  start: number;
  end: number;
}

export interface SelectOptions<T> {
  /** How many to keep. */
  limit: number;
  /** At most so many of one document. Default: no cap. */
  perDocument?: number;
  /** Weighs being new against being near the question. Default: the ranking decides alone. */
  diversity?: Diversity<T>;
}

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): the next passage is the one with the most
 * `(1 − share) × relevance − share × likeness` to whatever kept passage is most like it.
 */
export interface Diversity<T> {
  /** 0 (as ranked) to 1 (as different as can be, after the first). */
  share: number;
  /** On the scale of likeness, 1 for the best. */
  relevance(passage: T): number;
  /** 1 for the same; any zero will do. */
  likeness(one: T, other: T): number;
}

/** A passage that was left out. */
export interface LeftOut<T> {
  passage: T;
  reason: DropReason;
  /** The kept passage that says the same. */
  copyOf?: T;
}

export interface Selection<T> {
  kept: T[];
  /** In the order of the ranking. */
  dropped: LeftOut<T>[];
}

/** Two passages that share this much of their words (Jaccard) say the same: copies, versions, form letters. */
const SAME = 0.9;

/** The first passages of a ranked list that are no near copies of one kept before, in their order. */
export function selectPassages<T extends SelectablePassage>(
  ranked: readonly T[],
  options: SelectOptions<T>,
): T[] {
  return sortOut(ranked, options).kept;
}

/** As `selectPassages`, with what was left out and why. */
export function sortOut<T extends SelectablePassage>(
  ranked: readonly T[],
  { limit, perDocument = Infinity, diversity }: SelectOptions<T>,
): Selection<T> {
  const kept: { passage: T; terms: Set<string> }[] = [];
  const dropped: LeftOut<T>[] = [];
  const counts = new Map<string, number>();
  const waiting = [...ranked];
  const likeness = new Map<T, number>();
  while (kept.length < limit && waiting.length > 0) {
    const [passage] = waiting.splice(diversity ? nextOf(waiting, likeness, diversity) : 0, 1);
    if (!passage) break;
    const count = counts.get(passage.documentId) ?? 0;
    const terms = new Set(termsOf(passage.text));
    const copied = kept.find((other) => jaccard(other.terms, terms) >= SAME);
    if (copied) dropped.push({ passage, reason: 'copy', copyOf: copied.passage });
    else if (count >= perDocument) dropped.push({ passage, reason: 'document' });
    else {
      kept.push({ passage, terms });
      counts.set(passage.documentId, count + 1);
      for (const other of diversity ? waiting : [])
        likeness.set(
          other,
          Math.max(likeness.get(other) ?? -Infinity, diversity?.likeness(passage, other) ?? 0),
        );
    }
  }
  const places = new Map(ranked.map((passage, place) => [passage, place]));
  const placeOf = (passage: T): number => places.get(passage) ?? Infinity;
  const last = Math.max(-1, ...kept.map(({ passage }) => placeOf(passage)));
  for (const passage of waiting)
    dropped.push({ passage, reason: placeOf(passage) < last ? 'alike' : 'rank' });
  dropped.sort((a, b) => placeOf(a.passage) - placeOf(b.passage));
  return { kept: kept.map(({ passage }) => passage), dropped };
}

/** Index of the passage to keep next; the best ranked of several. */
function nextOf<T>(
  waiting: readonly T[],
  likeness: ReadonlyMap<T, number>,
  { share, relevance }: Diversity<T>,
): number {
  const gains = waiting.map(
    (passage) => (1 - share) * relevance(passage) - share * (likeness.get(passage) ?? 0),
  );
  return gains.indexOf(Math.max(...gains));
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size / large.size < SAME) return 0;
  let shared = 0;
  for (const term of small) if (large.has(term)) shared++;
  return shared / (a.size + b.size - shared);
}
