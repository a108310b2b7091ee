import { expect, it } from 'vitest';
import type { LexicalHit, LexicalIndex } from '../../src/search/lexical-index.ts';
import { countWords, type PassageTerms } from '../../src/search/word-rows.ts';

const keysOf = (hits: readonly LexicalHit[]): number[] => hits.map(({ key }) => key);
const words = (text: string): string[] => text.split(' ').filter(Boolean);

/** How a `LexicalIndex` takes words that are counted already, as they are stored. */
export function describeRows(create: () => LexicalIndex): void {
  const passages: PassageTerms[] = [
    { key: 3, body: words('租金 每月 the rent'), context: ['договор'] },
    { key: 4, body: words('аренда договор ايجار'), context: [] },
    { key: 8, body: [], context: ['𐐨𐐨', 'rent'] },
    { key: 4_000_000_000, body: words('ค่าเช่า rent rent'), context: ['租金'] },
  ];
  const terms = ['租金', 'договор', 'ايجار', '𐐨𐐨', 'ค่าเช่า', 'rent'];

  it('takes counted words as it takes words, in any script', () => {
    const [counted, added] = [create(), create()];
    counted.addRows(countWords(passages));
    for (const { key, body, context } of passages) added.add(key, body, context);
    expect(counted.size).toBe(4);
    for (const term of terms) expect(counted.search([term], 9)).toEqual(added.search([term], 9));
    expect(counted.search(terms, 9)).toEqual(added.search(terms, 9));
    expect(keysOf(counted.search(['租金'], 9)).toSorted((a, b) => a - b)).toEqual([3, 4_000_000_000]);
    for (const term of terms) expect(counted.documentFrequency(term)).toBeGreaterThan(0);
  });

  it('leaves out what is no longer wanted', () => {
    const [filtered, fresh] = [create(), create()];
    const isLive = (key: number): boolean => key === 4 || key === 8;
    filtered.addRows(countWords(passages), isLive);
    fresh.addRows(countWords(passages.filter(({ key }) => isLive(key))));
    expect(filtered.size).toBe(2);
    expect(filtered.documentFrequency('租金')).toBe(0);
    expect(filtered.search(terms, 9)).toEqual(fresh.search(terms, 9));
    expect(filtered.holding(['rent'])).toEqual([8]);
    filtered.addRows(countWords(passages), () => false);
    expect(filtered.size).toBe(2);
  });

  it('replaces passages whose keys are present', () => {
    const index = create();
    index.addRows(countWords(passages));
    index.addRows(countWords([{ key: 4, body: ['pump'], context: [] }]));
    expect(index.size).toBe(4);
    expect(index.search(['ايجار'], 9)).toEqual([]);
    expect(keysOf(index.search(['pump'], 9))).toEqual([4]);
  });

  it('does not change what it is given', () => {
    const rows = countWords(passages);
    const index = create();
    index.addRows(rows);
    index.remove([3, 4, 8]);
    index.add(5, ['rent'], []);
    expect(rows).toEqual(countWords(passages));
  });
}
