/** Shorter words have too many neighbours that mean something else. */
const MIN_LENGTH = 5;
/** Terms that a misspelt one is taken for, at most. */
const MAX_TERMS = 3;
const LETTERS = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+$/u;

/**
 * Known terms one slip away from an unknown one: a letter too many, missing, wrong, or two swapped. The first letter
 * must be right, as people rarely miss it and it spares most of the comparisons. Numbers and names with digits have no
 * close terms: "2023" is not "2024". The most frequent come first, at most three.
 *
 * @param postings The passages of each known term.
 */
export function closestTerms(term: string, postings: ReadonlyMap<string, { length: number }>): string[] {
  const close: string[] = [];
  if (term.length < MIN_LENGTH || !LETTERS.test(term)) return close;
  const first = term.charCodeAt(0);
  for (const candidate of postings.keys()) {
    if (candidate.charCodeAt(0) !== first || Math.abs(candidate.length - term.length) > 1) continue;
    if (!isOneSlip(term, candidate) || !LETTERS.test(candidate)) continue;
    close.push(candidate);
  }
  const frequency = (candidate: string): number => postings.get(candidate)?.length ?? 0;
  return close.sort((a, b) => frequency(b) - frequency(a) || (a < b ? -1 : 1)).slice(0, MAX_TERMS);
}

/** Damerau–Levenshtein distance of exactly one. */
function isOneSlip(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const [restA, restB] = [endA - start, endB - start];
  if (restA <= 1 && restB <= 1) return restA + restB > 0;
  return restA === 2 && restB === 2 && a[start] === b[start + 1] && a[start + 1] === b[start];
}
