import { describe, expect, it } from 'vitest';
import { createBm25Index } from '../../../src/search/bm25-index.ts';
import { meantTerms } from '../../../src/search/meant-terms.ts';
import { coverage, profileQuestion } from '../../../src/search/question-profile.ts';
import { termsOf } from '../../../src/text/terms.ts';

const TEXTS = ['The deposit is 2,360 euros.', 'This lease begins in May.', 'The Seagull is a boat.'];

const lexical = createBm25Index();
TEXTS.forEach((text, key) => lexical.add(key, termsOf(text, 'en'), []));
const known = TEXTS.flatMap((text) => termsOf(text, 'en'));
const meant = (question: string, matched = known): Map<string, string> =>
  meantTerms(question, 'en', matched, lexical);

describe('what a word of a question stands for', () => {
  it.each([
    ['How high is the depoist?', 'depoist?', 'deposit'],
    ['the depsoit', 'depsoit', 'deposit'],
    ['lea*', 'lea*', 'leas'],
    ['(depos*)', '(depos*)', 'deposit'],
  ])('is what the best passages hold: %s', (question, word, term) => {
    expect(meant(question)).toEqual(new Map([[word, term]]));
  });

  it.each(['the deposit', 'the pump', 'zzz*', 'code 23605', 'boot'])(
    'is itself otherwise: %s',
    (question) => {
      expect(meant(question)).toEqual(new Map());
    },
  );

  it('is nothing that the passages do not hold', () => {
    expect(meant('the depsoit', ['boat'])).toEqual(new Map());
  });

  it('is what texts are compared with', () => {
    for (const question of ['How high is the depoist?', 'depos*']) {
      const terms = profileQuestion(question, 'en', lexical, meant(question)).termsIn('en');
      expect(terms.map(({ term }) => term)).toContain('deposit');
      expect(
        coverage(
          terms.filter(({ term }) => term === 'deposit'),
          new Set(known),
        ),
      ).toBe(1);
    }
  });
});
