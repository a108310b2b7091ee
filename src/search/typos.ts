import { findPrefix, findTerm, placeOf } from './sorted-terms.ts';

/** Shorter words have too many neighbours that mean something else. */
const MIN_LENGTH = 5;
const LETTERS = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+$/u;

/**
 * Known terms one slip away from an unknown one: a letter too many, missing, wrong, or two swapped. The first letter
 * must be right, as people rarely miss it. Numbers and names with digits have no close terms: "2023" is not "2024".
 *
 * Only a sliver of the list is looked at: where the second letter is right too, the terms that share both; else the
 * terms that each second letter would make.
 *
 * @param terms Sorted by code units.
 */
export function closestTerms(term: string, terms: readonly string[]): string[] {
  if (term.length < MIN_LENGTH || !LETTERS.test(term)) return [];
  return [...slipsFurtherOn(term, terms), ...slipsAtSecond(term, terms)].filter((close) =>
    LETTERS.test(close),
  );
}

function slipsFurtherOn(term: string, terms: readonly string[]): string[] {
  const { start, end } = findPrefix(terms, term.slice(0, 2));
  const close: string[] = [];
  for (let at = start; at < end; at++) {
    const candidate = terms[at] as string;
    if (Math.abs(candidate.length - term.length) <= 1 && isOneSlip(term, candidate)) close.push(candidate);
  }
  return close;
}

/** Terms with another second letter that are one slip away. */
function slipsAtSecond(term: string, terms: readonly string[]): string[] {
  const first = term.charAt(0);
  const made = [first + term.slice(2), first + term.charAt(2) + term.charAt(1) + term.slice(3)];
  for (const second of secondLetters(first, terms))
    made.push(first + second + term.slice(2), first + second + term.slice(1));
  const close = made.filter((candidate) => candidate[1] !== term[1] && findTerm(terms, candidate) >= 0);
  return [...new Set(close)];
}

/** What follows a first letter in any term. */
function secondLetters(first: string, terms: readonly string[]): string[] {
  const { start, end } = findPrefix(terms, first);
  const letters: string[] = [];
  for (let at = start; at < end;) {
    const second = (terms[at] as string).charAt(1);
    if (second) letters.push(second);
    at = second ? findPrefix(terms, first + second).end : placeOf(terms, `${first}\0`);
  }
  return letters;
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
