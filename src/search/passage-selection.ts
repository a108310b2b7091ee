import { termsOf } from '../text/terms.ts';

/** What selecting needs to know of a passage. */
export interface SelectablePassage {
  documentId: string;
  text: string;
  start: number;
  end: number;
}

export interface SelectOptions {
  /** How many to keep. */
  limit: number;
  /** At most so many of one document. Default: no cap. */
  perDocument?: number;
}

/** Two passages that share this much of their words (Jaccard) say the same: copies, versions, form letters. */
const SAME = 0.9;

/** The first passages of a ranked list that are no near copies of one kept before, in their order. */
export function selectPassages<T extends SelectablePassage>(
  ranked: readonly T[],
  { limit, perDocument = Infinity }: SelectOptions,
): T[] {
  const kept: { passage: T; terms: Set<string> }[] = [];
  const counts = new Map<string, number>();
  for (const passage of ranked) {
    if (kept.length >= limit) break;
    const count = counts.get(passage.documentId) ?? 0;
    if (count >= perDocument) continue;
    const terms = new Set(termsOf(passage.text));
    if (kept.some((other) => jaccard(other.terms, terms) >= SAME)) continue;
    kept.push({ passage, terms });
    counts.set(passage.documentId, count + 1);
  }
  return kept.map(({ passage }) => passage);
}

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size / large.size < SAME) return 0;
  let shared = 0;
  for (const term of small) if (large.has(term)) shared++;
  return shared / (a.size + b.size - shared);
}

/** A range of a document that several of the passages make up. */
export interface JoinedRange {
  documentId: string;
  start: number;
  end: number;
  /** Indexes into the list of passages. */
  passages: number[];
}

/**
 * Joins passages that overlap or touch within one document (white space at most between them), so that a reader or a
 * model gets a text once and whole. Order: by the best-ranked passage of each range.
 *
 * @param isGap Whether nothing but white space lies between two positions of a document.
 */
export function joinNeighbours(
  passages: readonly Pick<SelectablePassage, 'documentId' | 'start' | 'end'>[],
  isGap: (documentId: string, from: number, to: number) => boolean,
): JoinedRange[] {
  const order = passages
    .map((passage, index) => ({ passage, index }))
    .sort((a, b) =>
      a.passage.documentId < b.passage.documentId
        ? -1
        : a.passage.documentId > b.passage.documentId
          ? 1
          : a.passage.start - b.passage.start,
    );
  const ranges: JoinedRange[] = [];
  for (const { passage, index } of order) {
    const { documentId, start, end } = passage;
    const last = ranges.at(-1);
    if (last?.documentId === documentId && (start <= last.end || isGap(documentId, last.end, start))) {
      last.end = Math.max(last.end, end);
      last.passages.push(index);
    } else ranges.push({ documentId, start, end, passages: [index] });
  }
  return ranges.sort((a, b) => Math.min(...a.passages) - Math.min(...b.passages));
}
