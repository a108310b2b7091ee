import { describe, expect, it } from 'vitest';
import { worthAsFurther } from '../../../src/search/further-quotes.ts';
import { findCandidates, type QuoteCandidate } from '../../../src/search/quote-candidates.ts';
import { documentOf, searchWords } from './sample-corpus.ts';

const HOUSE = documentOf('house', [
  'The lift was built by a firm from Bonn. The lift is checked each year. A firm from Bonn sells lifts to hotels.',
]);
const GARDEN = documentOf('garden', ['The hedge was cut by Anna Schulz. The lift in the shed has no name.']);
const QUESTION = 'Who checked the lift in spring?';

function candidates(): { worth(quoted: string[], other: string): number } {
  const { question, passages } = searchWords([...HOUSE, ...GARDEN], QUESTION, 'en');
  const all = findCandidates(question, passages).map((candidate) => ({ ...candidate, score: 5 }));
  const find = (words: string): QuoteCandidate => {
    const found = all.find(({ source, range }) =>
      source.passage.text.slice(range.start, range.end).includes(words),
    );
    if (!found) throw new Error(`No sentence holds "${words}".`);
    return found;
  };
  return { worth: (quoted, other) => worthAsFurther(question, quoted.map(find), find(other)) };
}

describe('worthAsFurther', () => {
  it('is never more than the score, and less the more has been quoted', () => {
    const { worth } = candidates();
    const first = worth(['built by'], 'hotels');
    expect(first).toBeLessThanOrEqual(5);
    expect(worth(['built by', 'checked each'], 'hotels')).toBeLessThan(first);
  });

  it('prefers a word of the question that no quote holds', () => {
    const { worth } = candidates();
    expect(worth(['built by'], 'checked each')).toBeGreaterThan(worth(['built by'], 'in the shed'));
    expect(worth(['checked each'], 'built by')).toBeLessThan(worth(['hedge'], 'built by'));
  });

  it('turns to another document after two quotes of one', () => {
    const { worth } = candidates();
    expect(worth(['built by', 'checked each'], 'hedge')).toBe(worth(['built by'], 'hedge'));
    const others = worth(['built by', 'checked each'], 'hotels');
    expect(worth(['built by', 'hedge'], 'hotels') - others).toBeGreaterThan(0.9);
  });
});
