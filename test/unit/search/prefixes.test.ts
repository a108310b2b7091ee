import { describe, expect, it } from 'vitest';
import { createBm25Index } from '../../../src/search/bm25-index.ts';
import { expandQuery } from '../../../src/search/feedback.ts';
import { foundPrefixes, prefixesIn } from '../../../src/search/prefixes.ts';
import { rankPassages } from '../../../src/search/rank-passages.ts';
import { termsOf } from '../../../src/text/terms.ts';

/** The texts that a question finds by its words, best first. */
function find(question: string, texts: readonly string[], language: string): string[] {
  const lexical = createBm25Index();
  texts.forEach((text, key) => lexical.add(key, termsOf(text, language), []));
  const hits = rankPassages({ question, language, languages: [language], lexical });
  return hits.map(({ key }) => texts[key] ?? '');
}

describe('prefixesIn', () => {
  it.each([
    ['kündig*', ['kündig']],
    ['(kündig*)?', ['kündig']],
    ['Miet* Kauti*', ['Miet', 'Kauti']],
    ['租*', ['租']],
    ['a* b', []],
    ['* *a **', []],
    ['a*b rent*al', []],
    ['租金*', []],
    ['**bold**', []],
  ])('finds words with a star: %s', (words, prefixes) => {
    expect(prefixesIn(words)).toEqual(prefixes);
  });
});

describe('a word with a star', () => {
  it.each([
    ['de', 'kündig*', ['Die Kündigung.', 'Sie kündigte.', 'Die Kündigungsfrist.']],
    ['de', 'Kündigung*', ['Die Kündigung.', 'Die Kündigungsfrist.']],
    ['en', 'universit*', ['The University of Paris.', 'Two universities.']],
    ['en', 'RENT*', ['The rental agreement.', 'Rents are due.']],
    ['ru', 'аренд*', ['Договор аренды.', 'Арендатор платит.']],
    ['ar', 'ايجار*', ['إيجارات شهرية']],
    ['tr', 'ışık*', ['IŞIKLANDIRMA']],
    ['zh', '租*', ['每月租金是一千元']],
  ])('finds all that begin with it (%s): %s', (language, question, texts) => {
    const others = ['Something else.', 'Anderes Wort.', 'Другое слово.', '其他', 'شيء آخر'];
    expect(find(question, [...others, ...texts], language).toSorted()).toEqual(texts.toSorted());
  });

  it('ranks what begins with it above what may be its stem', () => {
    const texts = ['The rent, the rent, the rent.', 'A rental.', 'Pumps.'];
    expect(find('rental*', texts, 'en')).toEqual(['A rental.', 'The rent, the rent, the rent.']);
  });

  it('does not rank the rarest of them first', () => {
    const texts = ['rental rental rental due', 'rentals', 'rental', 'rentable pump pump pump pump'];
    expect(find('rent*', texts, 'en')[0]).toBe('rental rental rental due');
  });

  it('stays one when the best passages add their words to the question', () => {
    const own = { term: 'rent', weight: 1, isPrefix: true };
    const passages = [{ score: 1, terms: ['rental', 'due'] }];
    const statistics = { size: 2, documentFrequency: (): number => 1 };
    const { terms } = expandQuery({ terms: [own] }, passages, statistics);
    expect(terms).toContainEqual(own);
    expect(terms.map(({ term }) => term)).toContain('due');
  });
});

describe('an unknown word', () => {
  it('stands for the words that begin with it, below itself, and not where it is short', () => {
    const texts = ['Die Kautionsrückzahlung.', 'Ein anderes Wort.'];
    expect(find('Kaution', texts, 'de')).toEqual(['Die Kautionsrückzahlung.']);
    expect(find('Kau', texts, 'de')).toEqual([]);
    expect(find('Kaution', [...texts, 'Die Kaution.'], 'de')).toEqual(['Die Kaution.']);
  });

  it('finds a character within a pair', () => {
    expect(find('猫', ['猫が好きです', '犬が好きです'], 'ja')).toEqual(['猫が好きです']);
  });
});

describe('foundPrefixes', () => {
  const hits = [{ matchedTerms: ['kundigung', 'miet'] }, { matchedTerms: ['cancel'] }];

  it('tells for each beginning whether a hit has such a word, as the languages fold it', () => {
    expect(foundPrefixes('kündig* oder stornier*', ['de'], hits)).toEqual([
      { text: 'kündig', found: true },
      { text: 'stornier', found: false },
    ]);
  });

  it('names each beginning once, and none where there is no star', () => {
    expect(foundPrefixes('cancel* (cancel*)', ['en'], hits)).toEqual([{ text: 'cancel', found: true }]);
    expect(foundPrefixes('cancel', ['en'], hits)).toEqual([]);
  });
});
