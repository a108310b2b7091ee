import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { StopTexts } from '../../../src/inference/stop-texts.ts';

/** What is shown of a text that comes in these pieces. */
function show(pieces: readonly string[], stops: readonly string[]): { text: string; isFound: boolean } {
  const filter = new StopTexts(stops);
  const shown = pieces.map((piece) => filter.push(piece));
  return { text: shown.join('') + filter.end(), isFound: filter.isFound };
}

describe('StopTexts', () => {
  it('shows nothing of a stop text that comes in pieces', () => {
    const filter = new StopTexts(['\n\nQ:']);
    expect(['Paris.', '\n', '\nQ', ': And', ' more'].map((piece) => filter.push(piece))).toEqual([
      'Paris.',
      '',
      '',
      '',
      '',
    ]);
    expect(filter.isFound).toBe(true);
    expect(filter.end()).toBe('');
  });

  it('shows what was held back when it was no stop text', () => {
    expect(show(['a\n', '\nb', '\n'], ['\n\nQ:'])).toEqual({ text: 'a\n\nb\n', isFound: false });
  });

  it('ends at the first of several stop texts, and ignores empty ones', () => {
    expect(show(['one two three'], ['three', '', 'two'])).toEqual({ text: 'one ', isFound: true });
  });

  it('shows what comes before the first stop text, however the text is cut', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(letters), fc.array(letters, { maxLength: 3 }), (pieces, stops) => {
        const text = pieces.join('');
        const ends = stops
          .filter((stop) => stop !== '' && text.includes(stop))
          .map((stop) => text.indexOf(stop));
        const shown = show(pieces, stops);
        expect(shown.isFound).toBe(ends.length > 0);
        expect(text.startsWith(shown.text)).toBe(true);
        // A longer stop text that began earlier may end later than a shorter one, which is the one that ends the text.
        expect(shown.text.length).toBeLessThanOrEqual(ends.length > 0 ? Math.max(...ends) : text.length);
        if (stops.length === 1) expect(shown.text).toBe(text.slice(0, ends[0] ?? text.length));
      }),
    );
  });
});
