import { describe, expect, it } from 'vitest';
import { countWords, joinWords } from '../../../src/ingest/pdf-hyphens.ts';

const join = (before: string, after: string, document: string[] = []): string => {
  const { space, dropHyphen } = joinWords(before, after, countWords(document));
  return (dropHyphen ? before.slice(0, -1) : before) + (space ? ' ' : '') + after;
};

describe('joinWords', () => {
  it.each([
    ['the mea-', 'surement', [], 'the measurement'],
    ['the mea\u2010', 'surement', [], 'the measurement'],
    ['a well-', 'known town', ['it is well-known'], 'a well-known town'],
    ['a long-', 'term plan', ['a long term', 'the long term'], 'a long-term plan'],
    ['to over-', 'come it', ['overcome', 'over-come', 'overcome'], 'to overcome it'],
    ['Jean-', 'Paul Sartre', [], 'Jean-Paul Sartre'],
    ['COVID-', '19 came', [], 'COVID-19 came'],
    ['INFOR-', 'MATION', [], 'INFORMATION'],
    ['Vor-', 'und Nachteile', [], 'Vor- und Nachteile'],
    ['pages 10–', '12', [], 'pages 10–12'],
    ['a dash -', 'here', [], 'a dash - here'],
    ['see https://example.org/a/', 'b.html', [], 'see https://example.org/a/b.html'],
    ['two plain', 'words', [], 'two plain words'],
    ['水务局为', '四个城镇', [], '水务局为四个城镇'],
    ['수도국은 네 개의', '도시와', [], '수도국은 네 개의 도시와'],
    ['오래된 건', '물을 대신', ['건물을 짓다'], '오래된 건물을 대신'],
    ['Donau', 'dampfschiff', ['ein Donaudampfschiff fährt'], 'Donaudampfschiff'],
  ])('%j + %j → %4$j', (before, after, document, expected) => {
    expect(join(before, after, document)).toBe(expected);
  });
});

describe('countWords', () => {
  it('leaves out the halves of broken words', () => {
    const words = countWords(['an infor-', 'mation is in the text', 'infor matics']);
    expect([words.get('infor'), words.get('mation'), words.get('text')]).toEqual([1, undefined, 1]);
  });
});
