import { describe, expect, it } from 'vitest';
import { describeState } from '../../../src/app/documents/describe-state.ts';
import type { DocumentInfo } from '../../../src/types.ts';

const BASE: DocumentInfo = {
  id: 'a',
  name: 'a.txt',
  bytes: 1,
  state: 'queued',
  passages: 0,
  embedded: 0,
  sha256: '',
  addedAt: 0,
};
const PLAIN = { isReading: false, isWordsOnly: false };

describe('describeState', () => {
  it.each([
    [{ state: 'queued' as const }, PLAIN, 'Waiting'],
    [{ state: 'queued' as const }, { ...PLAIN, isReading: true }, 'Reading'],
    [{ state: 'words' as const, passages: 10 }, PLAIN, 'Words ready'],
    [{ state: 'words' as const, passages: 10, embedded: 4 }, PLAIN, 'Meaning 40 %'],
    [{ state: 'ready' as const, passages: 10, embedded: 10 }, PLAIN, 'Ready'],
  ])('says where %j stands', (change, context, text) => {
    expect(describeState({ ...BASE, ...change }, context).text).toBe(text);
  });

  it('waits for no meaning where there will be none', () => {
    const document: DocumentInfo = { ...BASE, state: 'words', passages: 10, embedded: 4 };
    expect(describeState(document, { ...PLAIN, isWordsOnly: true })).toEqual({
      text: 'Ready by words',
    });
  });

  it.each([
    ['encrypted', 'Failed: password protected'],
    ['something_new', 'Failed: could not be read'],
  ])('gives the reason of the failure "%s" in a few words', (code, text) => {
    const error = { code, message: 'A long sentence.' };
    expect(describeState({ ...BASE, state: 'failed', error }, PLAIN).text).toBe(text);
  });
});
