import { describe, expect, it } from 'vitest';
import type { WrittenAnswer } from '../../../src/cli/ask-in-page.ts';
import type { Collection } from '../../../src/cli/beir.ts';
import { scoreWritten } from '../../../src/cli/written-scores.ts';

const COLLECTION: Collection = {
  documents: [],
  queries: [],
  relevant: new Map(),
  answers: new Map([
    ['a', { documentId: 'd', texts: ['Paris'] }],
    ['b', { documentId: 'd', texts: ['1'] }],
  ]),
};

function written(change: Partial<WrittenAnswer>): WrittenAnswer {
  return {
    text: '',
    author: 'a model',
    citations: [],
    sentences: [],
    refused: false,
    isByModel: true,
    speed: { promptTokens: 9, reusedTokens: 0, tokens: 5, firstTokenMs: 10, tokensPerSecond: 4 },
    tokensPerSecond: 4,
    firstTokenMs: 10,
    ...change,
  };
}

describe('scoreWritten', () => {
  it('counts gold answers, supported sentences, and what was withdrawn or declined', () => {
    const right = written({ text: 'It is Paris. [1]', sentences: [{ text: 'It is Paris.', marks: [1] }] });
    const doubtful = written({ text: 'It is Rome.', sentences: [{ text: 'It is Rome.', marks: [] }] });
    const results = [
      { query: 'a', quotes: ['x', 'y', 'z', 'Paris'], written: right },
      { query: 'a', quotes: ['In Paris.'], written: doubtful },
      { query: 'a', quotes: [], written: written({ text: 'Paris', withdrawn: 'repetition' }) },
      { query: 'a', quotes: [], written: written({ refused: true }) },
    ];
    const scores = scoreWritten(COLLECTION, results, 'm');
    expect(scores).toMatchObject({ written: 4, writtenHit: 0.25, quotesHit: 0.25, supported: 0.5 });
    expect(scores).toMatchObject({ withdrawn: 0.25, declined: 0.25, tokensPerSecond: 4, firstTokenMs: 10 });
  });

  it('does not take the number of a mark for an answer', () => {
    const marked = written({ text: 'Nobody knows. [1]' });
    expect(scoreWritten(COLLECTION, [{ query: 'b', quotes: [], written: marked }], 'm').writtenHit).toBe(0);
  });

  it('leaves out what no model wrote', () => {
    const quoted = written({ text: 'Paris', isByModel: false });
    expect(scoreWritten(COLLECTION, [{ query: 'a', quotes: [], written: quoted }], 'm').written).toBe(0);
  });
});
