import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeQuestion } from '../../../src/text/follow-up.ts';
import { readFollowUps } from '../../helpers/follow-ups.ts';

const { pairs, standing, leaning } = readFollowUps();

const SETS = ['xquad-en', 'cranfield'].map((name) => ({
  name,
  path: new URL(`../../../../shared/data/${name}/queries.jsonl`, import.meta.url),
}));

const after = (before: string, question: string): string | undefined =>
  completeQuestion(question, [{ question: before }]);

describe('completing a question that leans on earlier ones', () => {
  it.each([
    ['How high is the deposit?', 'And when do we get it back?', 'deposit: And when do we get it back?'],
    ['How high is the deposit?', 'Why?', 'deposit: Why?'],
    ['How high is the rent?', 'What about the garage?', 'How high is the rent? What about the garage?'],
    ['Can we keep a dog?', 'And for cats?', 'Can we keep a dog? And for cats?'],
    ['Wie hoch ist die Kaution?', 'Und wann?', 'Kaution: Und wann?'],
    ['房租是多少？', '那车库呢？', '房租是多少? 那车库呢？'],
  ])('%s %s', (before, question, completed) => {
    expect(after(before, question)).toBe(completed);
  });

  it.each(leaning)('sees that a question leans: %s %s', (before, question) => {
    const completed = after(before, question);
    expect(completed).toContain(question);
    expect(completed?.length).toBeGreaterThan(question.length);
  });

  it.each(pairs.filter(({ stands }) => !stands))('keeps all words of "$question"', ({ before, question }) => {
    const completed = completeQuestion(
      question,
      before.map((earlier) => ({ question: earlier })),
    );
    expect(completed).toContain(question);
  });

  it.each(standing)('leaves a question alone that stands by itself: %s', (question) => {
    expect(after('How often should the filter be cleaned?', question)).toBeUndefined();
    expect(after('Wie hoch ist die Kaution?', question)).toBeUndefined();
  });

  it('leaves the first question of a conversation alone', () => {
    expect(completeQuestion('When do we get it back?', [])).toBeUndefined();
    expect(completeQuestion('  ', [{ question: 'How high is the rent?' }])).toBeUndefined();
  });

  it('adds nothing where the earlier question names nothing, or nothing new', () => {
    expect(after('Why?', 'And when?')).toBeUndefined();
    expect(after('Dogs?', 'Is it the dogs?')).toBeUndefined();
  });

  it('goes on through questions that lean themselves', () => {
    const turns = ['How high is the deposit?', 'And when do we get it back?', 'Why?'].map((question) => ({
      question,
    }));
    expect(completeQuestion('Since when?', turns)).toBe('deposit: Since when?');
  });

  it('takes the newest subject, and the question that was last asked in full', () => {
    const turns = [{ question: 'How high is the rent?' }, { question: 'And the deposit?' }];
    expect(completeQuestion('When is it due?', turns)).toBe('deposit: When is it due?');
    expect(completeQuestion('And the garage?', turns)).toBe('How high is the rent? And the garage?');
  });

  it('adds the name of whom the earlier question asked for', () => {
    const turn = {
      question: 'Who was elected chair of the board?',
      answer: 'Marguerite Dufour was elected chair of the board for three years.',
    };
    expect(completeQuestion('When was she born?', [turn])).toMatch(/^Marguerite Dufour /);
    expect(completeQuestion('Why?', [turn])).not.toContain('Dufour');
  });

  it('carries no quotation marks over, which would bind the search', () => {
    expect(after('Where does it say “late fee”?', 'And “grace period”?')).toBe(
      'Where does it say late fee? And “grace period”?',
    );
  });

  it('adds at most eight words', () => {
    const long =
      'Which appliances, lamps, cupboards, tables, chairs, carpets, curtains, shelves, mirrors belong to it?';
    expect(after(long, 'Why?')?.split(': ')[0]?.split(' ')).toHaveLength(8);
  });

  it.each(SETS)('touches less than 1 % of the questions of $name, shuffled', ({ path }): void => {
    if (!existsSync(path)) {
      console.info('The collection is not on this machine: skipped.');
      return;
    }
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    const questions = lines.map((line) => (JSON.parse(line) as { text: string }).text);
    const altered = questions.filter((question, at) => {
      const before = questions[(at * 7 + 13) % questions.length] ?? '';
      return after(before, question) !== undefined;
    });
    expect(altered.length / questions.length).toBeLessThan(0.01);
  });
});
