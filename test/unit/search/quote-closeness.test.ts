import { describe, expect, it } from 'vitest';
import { profileQuestion } from '../../../src/search/question-profile.ts';
import { closenessOf } from '../../../src/search/quote-closeness.ts';
import type { Closeness } from '../../../src/search/quote-features.ts';
import { keyOf } from '../../../src/search/quote-reading.ts';

const WORDS = ['Which', 'group', 'did', 'sing', 'anthem'];
const KEYS = [0, 50, 100].map((start) => keyOf({ documentId: 'd', start }));

/** Closeness of three sentences that follow each other; rows of matches in the order of `WORDS`, null where not read. */
function closeness(rows: (number[] | null)[]): Closeness[] {
  const profile = profileQuestion(WORDS.join(' '), 'en', { size: 20, documentFrequency: () => 1 });
  const read = rows.flatMap((row, index) => (row ? [{ row, start: index * 50 }] : []));
  const comparison = {
    reading: { words: WORDS, texts: [], sentences: read.map(({ start }) => ({ documentId: 'd', start })) },
    matches: Float32Array.from(read.flatMap(({ row }) => row)),
  };
  const places = rows.map((_row, index) => ({
    key: KEYS[index] ?? '',
    before: KEYS[index - 1],
    passage: KEYS.slice(0, rows.length),
  }));
  const result = closenessOf(profile, comparison, places);
  if (!result) throw new Error('It tells nothing.');
  return result;
}

describe('closenessOf', () => {
  it('puts a sentence that has something of each word above one that misses a word', () => {
    const [even, uneven] = closeness([
      [0.2, 0.5, 0.1, 0.5, 0.5],
      [0.2, 0.9, 0.1, 0.6, 0],
    ]);
    expect(even?.subject).toBeGreaterThan(uneven?.subject ?? Number.NaN);
    expect(uneven?.subject).toBe(0);
  });

  it('measures what kind of thing is asked for by the words that name it', () => {
    const [first, second] = closeness([
      [0.2, 0.9, 0.1, 0.1, 0.1],
      [0.2, 0.1, 0.1, 0.9, 0.9],
    ]);
    expect(first?.focus).toBeGreaterThan(0);
    expect(second?.focus).toBe(0);
    expect(first?.asking).toBe(0);
    expect(second?.asking).toBe(0);
  });

  it('credits what the sentence before says', () => {
    const [first, second, third] = closeness([[0.2, 0.9, 0.1, 0.9, 0.1], [0.2, 0.1, 0.1, 0.1, 0.9], null]);
    expect(first?.carried).toBe(0);
    expect(second?.carried).toBeGreaterThan(0.5);
    expect(third?.carried).toBe(0);
  });

  it('takes what was not read to be as far as the farthest, within the same passage', () => {
    const [first, second, third] = closeness([[0.9, 0.9, 0.9, 0.9, 0.9], [0.2, 0.1, 0.1, 0.1, 0.1], null]);
    expect(third).toMatchObject({ subject: 0, focus: 0, asking: 0, phrasing: 0, unread: 1 });
    expect(third?.together).toBe(first?.together);
    expect(second).toMatchObject({ subject: 0, unread: 0 });
  });

  it('leaves out words that could not be compared', () => {
    const [first, second] = closeness([
      [0.2, Number.NaN, 0.1, 0.9, 0.9],
      [0.2, Number.NaN, 0.1, 0.1, 0.1],
    ]);
    expect(first?.subject).toBeGreaterThan(0);
    expect(Object.values({ ...first, ...second }).every(Number.isFinite)).toBe(true);
  });
});
