import { expect, it } from 'vitest';
import type { LexicalHit, LexicalIndex } from '../../src/search/lexical-index.ts';

const keysOf = (hits: readonly LexicalHit[]): number[] => hits.map(({ key }) => key);
const words = (text: string): string[] => text.split(' ').filter(Boolean);
type Fill = (texts: readonly string[]) => LexicalIndex;

/** What a `LexicalIndex` takes a term for that is not in it, or that is asked for as a beginning. */
export function describeUnknownTerms(create: () => LexicalIndex, filled: Fill): void {
  it('takes a word for a misspelt one, but below a right one, and never a number for another', () => {
    const index = filled(['the deposit is high', 'rent of 2023', 'something else']);
    expect(keysOf(index.search(['depsoit'], 5))).toEqual([0]);
    expect(keysOf(index.search(['deposite'], 5))).toEqual([0]);
    expect(index.search(['2024'], 5)).toEqual([]);
    const right = index.search(['deposit'], 1)[0]?.score ?? 0;
    expect(index.search(['deposit'.replace('s', 'z')], 1)[0]?.score).toBeLessThan(right);
  });

  it.each([
    ['a wrong letter', 'deqosit'],
    ['a wrong second letter', 'dwposit'],
    ['a missing letter', 'deposi'],
    ['a missing second letter', 'dposit'],
    ['a letter too many', 'deposiit'],
    ['a second letter too many', 'dqeposit'],
    ['swapped letters', 'depoist'],
    ['swapped second and third letters', 'dpeosit'],
  ])('takes a word for one with %s', (_what, misspelt) => {
    const index = filled(['rent', 'deposit', 'depot', 'posit', 'dxxosit']);
    expect(keysOf(index.search([misspelt], 5))).toEqual([1]);
  });

  it('takes no word for one with a wrong first letter, two slips, or too few letters', () => {
    const index = filled(['deposit', 'rent', 'pump']);
    for (const term of ['reposit', 'dqpoqit', 'rend', 'pumb']) expect(index.search([term], 5)).toEqual([]);
  });

  it('takes an unknown term for the beginning of others, but below a right one', () => {
    const index = filled(['contractor', 'contracts', 'contradict', 'pump']);
    expect(keysOf(index.search(['contrac'], 5))).toEqual([0, 1]);
    expect(index.search(['con'], 5)).toEqual([]);
    expect(index.search(['2024'], 5)).toEqual([]);
    const right = index.search(['contractor'], 1)[0]?.score ?? 0;
    expect(index.search(['contracto'], 1)[0]?.score).toBeLessThan(right);
  });

  it('takes an unknown term for the end of compounds', () => {
    const index = filled(['kundigungsfrist', 'wartefrist', 'fristen', 'afrist', 'miete']);
    expect(keysOf(index.search(['frist'], 5)).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
    expect(keysOf(index.search(['ist'], 5))).toEqual([]);
    const known = filled(['kundigungsfrist', 'frist']);
    expect(keysOf(known.search(['frist'], 5))).toEqual([1]);
  });

  it('takes an unknown compound for the two words that it is made of', () => {
    const index = filled(['paket kosten', 'kennzeichnung', 'zeichnung', 'pake', 'miete']);
    expect(keysOf(index.search(['paketkennzeichnung'], 5)).toSorted((a, b) => a - b)).toEqual([0, 1]);
    const parts = filled(['gericht', 'verfahr', 'pump', 'verf']);
    expect(keysOf(parts.search(['gerichtsverfahr'], 5)).toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(parts.search(['gerichtsverfuhr'], 5)).toEqual([]);
  });

  it('takes an unknown Hebrew term for what it is with other words joined to it', () => {
    const index = filled(['הדירה', 'ובדירה', 'דירה', 'משכנתא', 'דירות']);
    expect(keysOf(index.search(['לדירה'], 5)).toSorted((a, b) => a - b)).toEqual([0, 1, 2]);
    expect(keysOf(index.search(['הדירה'], 5))).toEqual([0]);
    expect(keysOf(index.search(['בדירות'], 5))).toEqual([4]);
  });

  it('takes no spelling of a word for another term where a heavier one is known', () => {
    const index = filled(['houses', 'housing', 'pump']);
    const own = { term: 'houses', weight: 1, word: 3 };
    const foreign = { term: 'housin', weight: 0.5, word: 3 };
    expect(keysOf(index.search([own, foreign], 5))).toEqual([0]);
    expect(keysOf(index.search([foreign, own], 5))).toEqual([0]);
    expect(keysOf(index.search([foreign], 5))).toEqual([1]);
    expect(keysOf(index.search([own, { ...foreign, word: 4 }], 5))).toEqual([0, 1]);
    expect(keysOf(index.search([own, { ...foreign, weight: 1 }], 5))).toEqual([0, 1]);
    expect(keysOf(index.search([{ ...own, weight: 0.2 }, foreign], 5))).toEqual([1, 0]);
  });

  it('forgets what a term may stand for when the last passage with it goes', () => {
    const index = filled(['deposit', 'contractor', 'pump']);
    index.remove([0, 1]);
    expect(index.search(['deposi', 'contrac'], 5)).toEqual([]);
  });

  it('looks for all terms that begin with a prefix', () => {
    const index = create();
    const texts = ['kundigung', 'kundigungsfrist frist', 'kundigt kundigt', 'kunde', 'kundig'];
    texts.forEach((text, key) => index.add(key, words(text), []));
    const find = (term: string, k = 9) => index.search([{ term, weight: 1, isPrefix: true }], k);
    expect(keysOf(find('kundig')).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 4]);
    expect(find('kundigungs')[0]?.terms).toEqual(['kundigungsfrist']);
    expect(find('miet')).toEqual([]);
    expect(keysOf(find('kundigu'))[0]).toBe(0);
  });
}

/** Which passages of a `LexicalIndex` hold some terms. */
export function describeHolding(create: () => LexicalIndex, filled: Fill): void {
  it('tells which passages hold all of some terms', () => {
    const index = filled(['rent due now', 'rent', 'due rent', 'heating']);
    expect(index.holding(['rent'])).toEqual([0, 1, 2]);
    expect(index.holding(['due', 'rent', 'due'])).toEqual([0, 2]);
    expect(index.holding(['rent', 'pump'])).toEqual([]);
    expect(index.holding([])).toEqual([]);
    index.remove([0]);
    expect(index.holding(['due', 'rent'])).toEqual([2]);
  });

  it('counts words of the context among them', () => {
    const index = create();
    index.add(7, ['due'], ['rent']);
    expect(index.holding(['rent', 'due'])).toEqual([7]);
  });
}
