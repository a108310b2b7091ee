import { closestTerms } from './typos.ts';
import { findPrefix } from './sorted-terms.ts';
import type { WordBlock } from './word-block.ts';

/** Terms that a misspelt one is taken for, at most. */
const MAX_SLIPS = 3;
/** Letters from which on a beginning says enough. */
const MIN_BEGINNING = 4;
/** Terms that an unknown one is taken for the beginning of, at most. */
const MAX_CONTINUED = 5;
/** Terms that a beginning stands for which was asked for as one, at most. */
const MAX_PREFIXED = 100;
const LETTERS = /^\p{L}+$/u;

/** A term that is in the index, with the number of passages that hold it. */
export interface KnownTerm {
  term: string;
  frequency: number;
}

/** How many passages hold a term. */
export function countHolders(blocks: readonly WordBlock[], term: string): number {
  return blocks.reduce((sum, block) => sum + block.count(block.find(term)), 0);
}

/** What an unknown term may stand for: a slip of the pen away, or longer by what people left out. Most frequent first. */
export function guessTerms(blocks: readonly WordBlock[], term: string): KnownTerm[] {
  const close = blocks.flatMap((block) => closestTerms(term, block.rows.terms));
  const known = [...new Set(close)].map((candidate) => ({
    term: candidate,
    frequency: countHolders(blocks, candidate),
  }));
  const slips = mostFrequent(known, MAX_SLIPS);
  if (term.length < MIN_BEGINNING || !LETTERS.test(term)) return slips;
  const continued = beginningWith(blocks, term, MAX_CONTINUED);
  return [...slips, ...continued.filter((one) => !slips.some((slip) => slip.term === one.term))];
}

/** The most frequent terms that begin with a prefix. */
export function termsBeginning(blocks: readonly WordBlock[], prefix: string): KnownTerm[] {
  return beginningWith(blocks, prefix, MAX_PREFIXED);
}

function beginningWith(blocks: readonly WordBlock[], prefix: string, limit: number): KnownTerm[] {
  const frequencies = new Map<string, number>();
  for (const block of blocks) {
    const { start, end } = findPrefix(block.rows.terms, prefix);
    for (let at = start; at < end; at++) {
      const term = block.rows.terms[at] as string;
      frequencies.set(term, (frequencies.get(term) ?? 0) + block.count(at));
    }
  }
  return mostFrequent(
    [...frequencies].map(([term, frequency]) => ({ term, frequency })),
    limit,
  );
}

function mostFrequent(terms: readonly KnownTerm[], limit: number): KnownTerm[] {
  return terms
    .filter(({ frequency }) => frequency > 0)
    .sort((a, b) => b.frequency - a.frequency || (a.term < b.term ? -1 : 1))
    .slice(0, limit);
}
