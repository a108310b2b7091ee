import { closestTerms } from './typos.ts';
import { findPrefix } from './sorted-terms.ts';
import type { WordBlock } from './word-block.ts';

/** Terms that a misspelt one is taken for, at most. */
const MAX_SLIPS = 3;
/** Letters from which on a beginning says enough, and that of a pair of characters. */
const BEGINNING = /^(?:\p{L}{4,}|\p{Script=Han})$/u;
/** Terms that an unknown one is taken for the beginning of, at most. */
const MAX_CONTINUED = 5;
/** Terms that a beginning stands for which was asked for as one, at most. */
const MAX_PREFIXED = 100;
/** Letters that a stemmer takes off a word's beginning, at most: "universi" is one of "university", whose stem is "univers". */
const STEMMED_OFF = 3;

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
  if (!BEGINNING.test(term)) return slips;
  const continued = beginningWith(blocks, term, MAX_CONTINUED);
  return [...slips, ...continued.filter((one) => !slips.some((slip) => slip.term === one.term))];
}

/** The most frequent terms that begin with a prefix. */
export function termsBeginning(blocks: readonly WordBlock[], prefix: string): KnownTerm[] {
  return beginningWith(blocks, prefix, MAX_PREFIXED);
}

/** The longest term that may be the stem of words with this beginning, as it is their beginning without some letters. */
export function stemBelow(blocks: readonly WordBlock[], prefix: string): KnownTerm[] {
  for (let cut = 1; cut <= STEMMED_OFF; cut++) {
    const term = prefix.slice(0, -cut);
    const frequency = BEGINNING.test(term) ? countHolders(blocks, term) : 0;
    if (frequency > 0) return [{ term, frequency }];
  }
  return [];
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
