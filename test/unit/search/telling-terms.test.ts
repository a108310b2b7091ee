import { describe, expect, it } from 'vitest';
import { searchTerms } from '../../../src/search/telling-terms.ts';
import { termsOf } from '../../../src/text/terms.ts';

const termsIn = (question: string, language: string, targets: readonly string[]): string[] =>
  searchTerms(question, language, targets).map(({ term }) => term);

describe('searchTerms', () => {
  it('drops the function words of the question, unless it has nothing else', () => {
    expect(termsIn('What is the rent?', 'en', ['en'])).toEqual(['rent']);
    expect(termsIn('to be or not to be', 'en', ['en']).length).toBeGreaterThan(2);
  });

  it('meets a document whatever languages the corpus has', () => {
    const document = new Set(termsOf('Die Kündigungsfristen stehen im Mietvertrag.', 'de'));
    for (const languages of [['de'], ['en', 'de'], ['de', 'fr', 'zh']])
      for (const question of ['Wie lang ist die Kündigungsfrist?', 'Kündigungsfrist'])
        expect(termsIn(question, 'de', languages).some((term) => document.has(term))).toBe(true);
  });

  it('keeps a word that is a function word of another language of the corpus only', () => {
    expect(termsIn('When did the war end?', 'en', ['en', 'de'])).toContain('war');
    expect(termsIn('Wann war das?', 'de', ['de', 'en'])).toContain('wann');
    expect(termsIn('Wann war die Kündigung?', 'de', ['de', 'en'])).not.toContain('war');
  });

  it('gives each term once, the spelling of another language for less', () => {
    const terms = searchTerms('rents rents renting', 'en', ['en', 'de']);
    expect(new Set(terms.map(({ term }) => term)).size).toBe(terms.length);
    expect(terms.find(({ term }) => term === 'rent')?.weight).toBe(1);
    const foreign = terms.filter(({ term }) => !termsOf('rents renting', 'en').includes(term));
    expect(foreign.map(({ weight }) => weight)).toEqual(foreign.map(() => 0.5));
  });

  it('tells which word a term is a spelling of', () => {
    const terms = searchTerms('rented houses', 'en', ['en', 'fr']);
    const wordsOf = (word: number): string[] =>
      terms.filter((term) => term.word === word).map(({ term }) => term);
    expect(wordsOf(0)).toContain('rent');
    expect(wordsOf(1)).toEqual(
      expect.arrayContaining([...termsOf('houses', 'en'), ...termsOf('houses', 'fr')]),
    );
  });

  it('gives a word with a star as a beginning, folded and with its ending', () => {
    expect(searchTerms('Mieten*', 'de', ['de'])).toContainEqual({
      term: 'mieten',
      weight: 1,
      isPrefix: true,
      word: 0,
    });
    expect(searchTerms('Élève*', 'fr', ['fr'])).toContainEqual({
      term: 'eleve',
      weight: 1,
      isPrefix: true,
      word: 0,
    });
    expect(termsIn('Mieten*', 'de', ['de'])).toContain('miet');
  });
});
