import { describe, expect, it } from 'vitest';
import { createBm25Index } from '../../../src/search/bm25-index.ts';
import type { LexicalIndex } from '../../../src/search/lexical-index.ts';
import { holdsPhrase, phraseCandidates, quotedPhrases } from '../../../src/search/phrases.ts';
import { termsOf } from '../../../src/text/terms.ts';

const textsOf = (question: string): string[] => quotedPhrases(question).map(({ text }) => text);

/** Whether the text is a candidate for the phrase and then holds it, as a search finds out. */
function isFound(text: string, phrase: string, language: string): boolean {
  const index = createBm25Index();
  index.add(1, termsOf(text, language), []);
  index.add(2, termsOf('Something else altogether', 'en'), []);
  const phrases = quotedPhrases(`"${phrase}"`);
  const candidates = phraseCandidates(index, phrases, [language, 'en'], 10);
  return candidates.includes(1) && phrases.every((one) => holdsPhrase(text, one));
}

describe('quotedPhrases', () => {
  it.each([
    ['Where does "break clause" stand?', 'break clause'],
    ['Wo steht „ordentliche Kündigung“?', 'ordentliche Kündigung'],
    ['Was heißt »höhere Gewalt«?', 'höhere Gewalt'],
    ['Que dit « force majeure » ?', 'force majeure'],
    ['the “quiet enjoyment” covenant', 'quiet enjoyment'],
    ['Mitä on ”vuokra”?', 'vuokra'],
    ['「契約期間」とは', '契約期間'],
    ['『吾輩は猫である』の作者', '吾輩は猫である'],
    ['("in brackets")', 'in brackets'],
    ['the student group called "the Methodists?"', 'the Methodists?'],
  ])('finds what stands in quotation marks: %s', (question, phrase) => {
    expect(textsOf(question)).toEqual([phrase]);
  });

  it('finds several, each once, in their order', () => {
    expect(textsOf('"b c" and "a" and „B C“')).toEqual(['b c', 'a']);
  });

  it.each([
    'What is the rent?',
    'the 5" and 7" disks',
    'an open "mark',
    'what is righteous before God?"',
    'empty "" and "…" and «»',
    "the tenant's and the landlord's",
  ])('finds none in: %s', (question) => {
    expect(quotedPhrases(question)).toEqual([]);
  });
});

describe('a phrase', () => {
  it.each([
    ['en', 'It may end by notice\nof three months.', 'notice of three'],
    ['en', 'A state-of-the-art pump', 'State-of-the-Art'],
    ['en', 'They don’t pay. The tenant’s dog', "don't pay"],
    ['en', 'The rent is $1,234.50 a month', '1,234.50 a month'],
    ['en', 'to be, or not to be', 'to be or not to be'],
    ['de', 'Die ORDENTLICHE Kündigung der Wohnung', 'ordentliche kundigung'],
    ['de', 'in der Hauptstraße 5', 'Hauptstrasse 5'],
    ['fr', 'Le bail d’habitation est écrit', "bail d'habitation"],
    ['ar', 'نَصَّ العقدُ على الإيجار الشهري', 'الايجار الشهري'],
    ['zh', '每月租金是一千元。', '租金是一千'],
    ['zh', '用MiniLM模型计算', 'MiniLM模型'],
    ['ja', 'コンピューターの料金です', '料金です'],
    ['ko', '월세는 매달 지불합니다', '월세는 매달'],
    ['th', 'ค่าเช่าบ้านเดือนละหนึ่งพันบาท', 'บ้านเดือนละ'],
    ['ru', 'Договор аренды жилья', 'договор аренды'],
  ])('is found as it stands (%s): %s', (language, text, phrase) => {
    expect(isFound(text, phrase, language)).toBe(true);
  });

  it.each([
    ['another form', 'en', 'The tenants paid the rents', 'the rent'],
    ['another order', 'en', 'three months of notice', 'notice of three'],
    ['a word between', 'en', 'notice of at least three months', 'notice of three'],
    ['a part of a word', 'en', 'the rental agreement', 'rent'],
    ['another form', 'de', 'die ordentlichen Kündigungen', 'ordentliche Kündigung'],
    ['another order', 'zh', '金租每月', '租金'],
  ])('is not found in %s (%s): %s', (_what, language, text, phrase) => {
    expect(isFound(text, phrase, language)).toBe(false);
  });
});

describe('phraseCandidates', () => {
  const texts = ['notice of three months', 'three months', 'months of three notices', 'heating'];
  const index: LexicalIndex = createBm25Index();
  texts.forEach((text, key) => index.add(key, termsOf(text, 'en'), []));
  const candidates = (question: string, limit = 10, accept?: (key: number) => boolean): number[] =>
    phraseCandidates(index, quotedPhrases(question), ['en'], limit, accept);

  it('are the passages that hold all words of all phrases', () => {
    expect(candidates('"three months"').toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
    expect(candidates('"three months" "notice"').toSorted((a, b) => a - b)).toEqual([0, 2]);
    expect(candidates('"three hours"')).toEqual([]);
  });

  it('are the likeliest first, no more than asked for, and only accepted ones', () => {
    expect(candidates('"three months"')[0]).toBe(1);
    expect(candidates('"three months"', 1)).toEqual([1]);
    expect(candidates('"three months"', 10, (key) => key !== 1).toSorted((a, b) => a - b)).toEqual([0, 2]);
  });
});
