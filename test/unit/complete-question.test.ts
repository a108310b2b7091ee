import { describe, expect, it } from 'vitest';
import { completeForSearch, retrieveFollowUp, type QuestionWriter } from '../../src/complete-question.ts';
import type { Passage, Retrieval } from '../../src/types.ts';

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

describe('searching a follow-up question', () => {
  const none = writerOf(() => Promise.resolve(undefined));
  const RENT = 'The rent is 1,180 euros a month.';
  const PETS = 'Pets need the consent of the landlord.';

  /** What is found: texts by how the question as searched begins. */
  function retrieverOf(found: Readonly<Record<string, string>>): (question: string) => Promise<Retrieval> {
    return (question) => {
      const [, text = ''] = Object.entries(found).find(([begin]) => question.startsWith(begin)) ?? [];
      return Promise.resolve({ passages: [{ text } as Passage] } as unknown as Retrieval);
    };
  }

  async function search(
    question: string,
    found: Readonly<Record<string, string>>,
  ): Promise<[string, boolean]> {
    const previous = [{ question: 'How high is the rent?' }];
    const { retrieval, searchedAs } = await retrieveFollowUp(
      question,
      previous,
      none,
      retrieverOf(found),
      signal,
    );
    return [retrieval.passages[0]?.text ?? '', searchedAs !== undefined];
  }

  it('repeats the earlier question for another subject', async () => {
    const garage = 'The rent of the garage is 60 euros.';
    expect(await search('And for the garage?', { 'How high': garage, And: RENT })).toEqual([garage, true]);
  });

  it('takes a subject that the earlier question has nothing to do with for a new question', async () => {
    expect(await search('And what about pets?', { 'How high': RENT, And: PETS })).toEqual([PETS, false]);
  });

  it('stays with the earlier question where the subject is found in neither way', async () => {
    expect(await search('And what about unicorns?', { 'How high': RENT, And: PETS })).toEqual([RENT, true]);
  });

  it('searches a question that stands by itself once, as it is', async () => {
    expect(await search('Who may keep pets?', { Who: PETS })).toEqual([PETS, false]);
  });
});
