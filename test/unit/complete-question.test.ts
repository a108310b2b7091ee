import { describe, expect, it } from 'vitest';
import { completeForSearch, type QuestionWriter } from '../../src/complete-question.ts';

const PREVIOUS = [{ question: 'How high is the deposit?' }];
const QUESTION = 'And when do we get it back?';
const BY_RULES = { question: `deposit: ${QUESTION}`, by: 'rules' };
const { signal } = new AbortController();

function writerOf(rewrite: QuestionWriter['rewrite']): QuestionWriter & { calls: number } {
  const writer = {
    calls: 0,
    rewrite(...call: Parameters<typeof rewrite>): ReturnType<typeof rewrite> {
      writer.calls += 1;
      return rewrite(...call);
    },
  };
  return writer;
}

describe('completing a question for the search', () => {
  it('prefers the model, and falls back to the rules', async () => {
    const written = writerOf(() => Promise.resolve('When do we get the deposit back?'));
    expect(await completeForSearch(QUESTION, PREVIOUS, written, signal)).toEqual({
      question: 'When do we get the deposit back?',
      by: 'model',
    });
    const none = writerOf(() => Promise.resolve(undefined));
    expect(await completeForSearch(QUESTION, PREVIOUS, none, signal)).toEqual(BY_RULES);
    const broken = writerOf(() => Promise.reject(new Error('the device is gone')));
    expect(await completeForSearch(QUESTION, PREVIOUS, broken, signal)).toEqual(BY_RULES);
  });

  it('shows no model a question that stands by itself', async () => {
    const writer = writerOf(() => Promise.resolve('Something else?'));
    expect(await completeForSearch('How high is the rent?', PREVIOUS, writer, signal)).toBeUndefined();
    expect(await completeForSearch(QUESTION, [], writer, signal)).toBeUndefined();
    expect(writer.calls).toBe(0);
  });

  it('rejects when the person stops', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    const writer = writerOf(() => Promise.reject(stop.signal.reason as Error));
    await expect(completeForSearch(QUESTION, PREVIOUS, writer, stop.signal)).rejects.toThrow('stopped');
  });
});
