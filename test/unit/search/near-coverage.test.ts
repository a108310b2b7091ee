import { describe, expect, it } from 'vitest';
import { nearCoverage } from '../../../src/search/near-coverage.ts';
import { profileQuestion } from '../../../src/search/question-profile.ts';

const WORDS = ['How', 'many', 'settings', 'fit', '?'];

/** Coverage by texts of one or more sentences each, with the matches of "settings" and "fit" in every sentence. */
function covered(
  texts: string[][],
  matches: [settings: number, fit: number][],
  rarity = (_term: string): number => 1,
): number {
  const sentences = texts.flat().map((_text, at) => ({ documentId: 'd', start: at * 50 }));
  // Neither the question words nor the punctuation may count, however near they are.
  const rows = matches.flatMap(([settings, fit]) => [0.99, 0.99, settings, fit, 0.99]);
  const question = profileQuestion(WORDS.join(' '), 'en', { size: 20, documentFrequency: rarity });
  const reading = { words: WORDS, texts, sentences };
  return nearCoverage(question, { reading, matches: Float32Array.from(rows) }) ?? Number.NaN;
}

const ROOM = 'There is room for thirteen settings.';
const SALT = 'Table salt blocks the softener.';

describe('nearCoverage', () => {
  it('takes a word that a sentence holds for met, whatever its match', () => {
    expect(
      covered(
        [[ROOM], [SALT]],
        [
          [0.1, 0.1],
          [0.1, 0.1],
        ],
      ),
    ).toBeCloseTo(0.5);
  });

  it('takes a word for met that a sentence comes as near to as to those that it holds', () => {
    expect(
      covered(
        [[ROOM], [SALT]],
        [
          [0.8, 0.8],
          [0.1, 0.1],
        ],
      ),
    ).toBeCloseTo(1);
  });

  it('counts a word the more the nearer a sentence comes to it, and nothing when that is usual', () => {
    const of = (fit: number): number =>
      covered(
        [[ROOM], [SALT], [SALT]],
        [
          [0.8, fit],
          [0.3, 0.3],
          [0.3, 0.3],
        ],
      );
    expect(of(0.1)).toBeCloseTo(0.5);
    expect(of(0.5)).toBeGreaterThan(of(0.4));
    expect(of(0.4)).toBeGreaterThan(of(0.3));
  });

  it('says the same of matches on another scale', () => {
    const of = (scale: (match: number) => number): number =>
      covered(
        [[ROOM], [SALT]],
        [
          [scale(0.7), scale(0.5)],
          [scale(0.2), scale(0.1)],
        ],
      );
    expect(of((match) => 0.75 + match / 5)).toBeCloseTo(of((match) => match));
    expect(of((match) => match)).toBeLessThan(0.9);
  });

  it('measures by the match of a word with itself where none is held', () => {
    expect(
      covered(
        [[SALT], [SALT]],
        [
          [0.6, 0.6],
          [0.2, 0.2],
        ],
      ),
    ).toBeCloseTo(0.2 / 0.6);
  });

  it('counts rare words most', () => {
    const rareFit = (term: string): number => (term === 'fit' ? 0 : 15);
    const matches: [number, number][] = [
      [0.8, 0.1],
      [0.1, 0.1],
    ];
    expect(covered([[ROOM], [SALT]], matches, rareFit)).toBeLessThan(0.4);
  });

  it('credits half of what the sentence before says, if that was read with it', () => {
    const matches: [number, number][] = [
      [0.8, 0.1],
      [0.1, 0.8],
    ];
    const together = covered([['Mind the settings.', SALT]], matches);
    const apart = covered([['Mind the settings.'], [SALT]], matches);
    expect(together - apart).toBeCloseTo(0.25);
  });

  it('leaves out words and sentences that could not be compared', () => {
    const none: [number, number] = [Number.NaN, Number.NaN];
    expect(covered([[ROOM], [SALT]], [[0.8, Number.NaN], none])).toBeCloseTo(0.5);
    expect(covered([[ROOM], [SALT]], [none, none])).toBeNaN();
  });

  it('says nothing where the sizes do not fit or no word names a subject', () => {
    const question = profileQuestion('settings', 'en', { size: 20, documentFrequency: () => 1 });
    const sentences = [{ documentId: 'd', start: 0 }];
    const of = (words: string[], matches: number[]): number | undefined =>
      nearCoverage(question, {
        reading: { words, texts: [[ROOM]], sentences },
        matches: Float32Array.from(matches),
      });
    expect(of(['settings'], [0.5, 0.5])).toBeUndefined();
    expect(of(['?'], [0.5])).toBeUndefined();
    expect(of(['settings'], [0.5])).toBe(1);
  });
});
