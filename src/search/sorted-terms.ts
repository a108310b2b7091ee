/** Sorts after every character that a term may hold. */
const LAST = '\uFFFF';

/** Where a term stands, or would stand, in a list that is sorted by code units. */
export function placeOf(terms: readonly string[], term: string): number {
  let low = 0;
  let high = terms.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((terms[middle] as string) < term) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where a term stands, or −1. */
export function findTerm(terms: readonly string[], term: string): number {
  const place = placeOf(terms, term);
  return terms[place] === term ? place : -1;
}

/** The stretch of a sorted list that begins with a prefix; `end` is exclusive. */
export function findPrefix(terms: readonly string[], prefix: string): { start: number; end: number } {
  return { start: placeOf(terms, prefix), end: placeOf(terms, prefix + LAST) };
}
