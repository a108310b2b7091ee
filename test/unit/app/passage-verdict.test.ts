import { describe, expect, it } from 'vitest';
import { judgePassage, sortWords } from '../../../src/app/why/passage-verdict.ts';
import type { DropReason, Passage } from '../../../src/index.ts';

function passageOf(id: string): Passage {
  return {
    id,
    documentId: id,
    document: id,
    text: id,
    start: 0,
    end: 1,
    anchor: {},
    context: '',
    score: 1,
    why: { matchedTerms: [] },
  };
}

const dropped = (id: string, reason: DropReason): { passage: Passage; reason: DropReason } => ({
  passage: passageOf(id),
  reason,
});

const USED = {
  passages: [passageOf('a'), passageOf('b')],
  dropped: [dropped('c', 'copy'), dropped('d', 'rank')],
};

describe('what became of a passage', () => {
  it.each([
    ['b', 2, { kind: 'used', place: 2 }],
    ['c', 3, { kind: 'dropped', reason: 'copy' }],
    ['d', 4, { kind: 'lower', place: 4 }],
    ['e', 31, { kind: 'lower', place: 31 }],
    ['f', undefined, { kind: 'beyond' }],
  ])('%s, ranked %s', (id, ranked, verdict) => {
    expect(judgePassage({ id, documentId: id }, USED, ranked)).toEqual(verdict);
  });

  it('is nothing where its document was not searched', () => {
    const judge = (documentId: string): unknown =>
      judgePassage({ id: 'x', documentId }, USED, undefined, ['a']);
    expect(judge('b')).toEqual({ kind: 'outside' });
    expect(judge('a')).toEqual({ kind: 'beyond' });
  });
});

describe('the words of a question that a passage holds', () => {
  const terms = [
    { word: 'deposits', term: 'deposit' },
    { word: 'Miete', term: 'miet' },
    { word: 'Miete', term: 'miete' },
    { word: 'back', term: 'back' },
  ];

  it('are told as they were written, once, apart from those that it lacks', () => {
    expect(sortWords(['miet', 'miete', 'deposit'], terms)).toEqual({
      held: ['Miete', 'deposits'],
      missed: ['back'],
    });
  });

  it('are the terms themselves where a misspelt word was taken for another one', () => {
    expect(sortWords(['depots'], [{ word: 'dposit', term: 'dposit' }])).toEqual({
      held: ['depots'],
      missed: ['dposit'],
    });
  });
});
