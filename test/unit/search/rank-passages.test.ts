import { describe, expect, it } from 'vitest';
import { createBm25Index } from '../../../src/search/bm25-index.ts';
import { createExactIndex } from '../../../src/search/exact-index.ts';
import { expandQuery, feedbackShare, lead } from '../../../src/search/feedback.ts';
import {
  feedbackHits,
  knowsLanguages,
  rankAgain,
  rankPassages,
  type RankedPassage,
  type RankRequest,
} from '../../../src/search/rank-passages.ts';
import { termsOf } from '../../../src/text/terms.ts';

interface Entry {
  text: string;
  language?: string;
  vector?: [x: number, y: number];
}

function corpusOf(entries: readonly Entry[]) {
  const lexical = createBm25Index();
  const dense = createExactIndex(2);
  const passages = entries.map(({ text, language = 'en', vector }, key): RankedPassage => {
    lexical.add(key, termsOf(text, language), []);
    if (vector) dense.add([key], new Float32Array(vector));
    return { key, text, language };
  });
  const languages = [...new Set(passages.map(({ language }) => language))];
  const request = (question: string, more: Partial<RankRequest> = {}): RankRequest => ({
    question,
    language: 'en',
    languages,
    lexical,
    ...more,
  });
  return { lexical, dense, passages, request };
}

const keysOf = (hits: readonly { key: number }[]): number[] => hits.map(({ key }) => key);

describe('rankPassages', () => {
  it('searches the words of a question in each language of the corpus', () => {
    const { request } = corpusOf([
      { text: 'Die Häuser stehen am Fluss.', language: 'de' },
      { text: 'The houses stand at the river.' },
    ]);
    expect(keysOf(rankPassages(request('Which houses?')))).toEqual([1]);
    expect(keysOf(rankPassages(request('Welche Häuser?', { language: 'de' })))).toEqual([0]);
  });

  it('looks for a word that only another language has for a function word', () => {
    const { request } = corpusOf([
      { text: 'Er war alt.', language: 'de' },
      { text: 'The war ended in spring.' },
      { text: 'Nothing of that kind.' },
    ]);
    expect(keysOf(rankPassages(request('When did the war end?')))).toContain(1);
  });

  it('searches function words where a question has no others', () => {
    const { request } = corpusOf([{ text: 'Who was he?' }, { text: 'Nobody came.' }]);
    expect(keysOf(rankPassages(request('Who was he?')))).toEqual([0]);
  });

  it('answers from either half alone', () => {
    const { dense, request } = corpusOf([
      { text: 'rent', vector: [1, 0] },
      { text: 'pump', vector: [0, 1] },
    ]);
    expect(keysOf(rankPassages(request('pump')))).toEqual([1]);
    const vector = new Float32Array([1, 0.2]);
    const byMeaning: RankRequest = { question: 'x', languages: ['en'], dense, vector };
    expect(keysOf(rankPassages(byMeaning))).toEqual([0, 1]);
  });

  it('puts preferred passages first, whatever the others score, and leaves those out that it may not find', () => {
    const { request } = corpusOf([
      { text: 'The rent, the rent and the rent.' },
      { text: 'The rent is due when all the others have paid what they owe.' },
      { text: 'The pump.' },
      { text: 'A rent.' },
    ]);
    const plain = rankPassages(request('rent'));
    expect(keysOf(plain).indexOf(1)).toBe(2);
    const prefer = (key: number): boolean => key === 1 || key === 2;
    const hits = rankPassages(request('rent', { prefer }));
    expect(keysOf(hits)).toEqual([1, 0, 3]);
    expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score ?? Infinity);
    expect(hits.slice(1)).toEqual(plain.filter(({ key }) => key !== 1));
    expect(keysOf(rankPassages(request('rent', { prefer, accept: (key) => key !== 0 })))).toEqual([1, 3]);
  });
});

describe('rankAgain', () => {
  const entries: Entry[] = [
    { text: 'The wing of the airplane bends under load.' },
    { text: 'Airplane wings show flutter and bending.' },
    { text: 'Flutter of panels was measured in a tunnel.' },
    { text: 'The tenant pays the rent each month.' },
  ];

  it('finds a passage that shares words only with the best ones', () => {
    const { request, passages } = corpusOf(entries);
    const asked = request('airplane wing');
    const hits = rankPassages(asked);
    expect(keysOf(hits)).not.toContain(2);
    const again = rankAgain(asked, hits, passages.slice(0, 2));
    expect(keysOf(again)).toContain(2);
    expect(keysOf(again)).not.toContain(3);
    expect(keysOf(again).at(-1)).toBe(2);
  });

  it('leaves alone what one passage answers by itself', () => {
    const { request, passages } = corpusOf(entries);
    const asked = request('tenant rent');
    const hits = rankPassages(asked);
    expect(feedbackShare(hits)).toBe(0);
    expect(rankAgain(asked, hits, passages.slice(3))).toEqual(hits);
  });

  it('moves the vector towards the passages whose vectors say something', () => {
    const { dense, passages } = corpusOf([
      { text: 'a', vector: [1, 0] },
      { text: 'b', vector: [0.9, 0.5] },
      { text: 'c', vector: [0.5, -0.9] },
      { text: 'd', vector: [0.6, 0.8] },
    ]);
    const asked: RankRequest = { question: 'x', languages: [], dense, vector: new Float32Array([1, 0]) };
    const hits = rankPassages(asked);
    const toB = rankAgain(asked, hits, passages.slice(1, 2));
    const untrusted = rankAgain({ ...asked, trustsVector: (key) => key !== 1 }, hits, passages.slice(1, 2));
    const scoreOf = (list: typeof hits): number => list.find(({ key }) => key === 3)?.score ?? NaN;
    expect(scoreOf(toB)).toBeGreaterThan(scoreOf(hits));
    expect(scoreOf(untrusted)).toBeCloseTo(scoreOf(hits));
  });

  it('keeps the first hit first, and tells what a second search gave', () => {
    const { request, passages } = corpusOf([
      { text: 'airplane wing' },
      { text: 'airplane flutter panels tunnel' },
      { text: 'airplane flutter panels tunnel noise' },
      { text: 'flutter panels tunnel' },
    ]);
    const asked = request('airplane');
    const hits = rankPassages(asked);
    expect(keysOf(hits)[0]).toBe(0);
    const again = rankAgain(asked, hits, passages.slice(1, 3));
    expect(keysOf(again)[0]).toBe(0);
    expect(again[0]?.score).toBe(Math.max(...again.map(({ score }) => score)));
    const found = again.find(({ key }) => key === 3);
    expect(found).toMatchObject({ matchedTerms: [] });
    expect(found?.feedbackRank).toBeGreaterThan(0);
    expect(found).not.toHaveProperty('lexicalRank');
    expect(again[0]?.lexicalRank).toBe(1);
  });

  it('puts a hit first that a sentence speaks for, and says so', () => {
    const hits = [1, 2, 3].map((key) => ({ key, score: 1 / key, matchedTerms: [] }));
    const led = lead(hits, 3);
    expect(keysOf(led)).toEqual([3, 1, 2]);
    expect(led[0]).toMatchObject({ score: 1, leads: true });
    expect(lead(hits, 1)).toEqual(hits);
    expect(lead(hits, 9)).toEqual(hits);
  });

  it('lets the better of the best passages say more', () => {
    const statistics = { size: 100, documentFrequency: () => 1 };
    const { terms } = expandQuery(
      { terms: [{ term: 'own', weight: 1 }] },
      [
        { score: 1, terms: ['better'] },
        { score: 0.5, terms: ['good'] },
      ],
      statistics,
    );
    const weightOf = (wanted: string): number => terms.find(({ term }) => term === wanted)?.weight ?? 0;
    expect(weightOf('better') / weightOf('good')).toBeCloseTo(Math.exp(2.5));
    expect(weightOf('better') + weightOf('good')).toBeCloseTo(0.5);
  });

  it('takes the best passage of each document', () => {
    const hits = [4, 5, 9, 6].map((key) => ({ key, score: 1, matchedTerms: [] }));
    expect(keysOf(feedbackHits(hits, (key) => (key < 9 ? (key < 6 ? 'a' : 'b') : 'c')))).toEqual([4, 9, 6]);
  });
});

describe('knowsLanguages', () => {
  it('trusts a text whose language cannot be told, and no other unknown one', () => {
    expect(knowsLanguages(['en'], 'en', 'und')).toBe(true);
    expect(knowsLanguages(['en'], 'en', 'de')).toBe(false);
    expect(knowsLanguages(['*'], 'zh', 'de')).toBe(true);
  });
});
