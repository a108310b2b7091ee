import { describe, expect, it } from 'vitest';
import { answerFit, answerKindOf, type AnswerKind } from '../../../src/text/question.ts';

describe('answerKindOf', () => {
  it.each<[string, AnswerKind]>([
    ['When is the rent due?', 'date'],
    ['In what year did the war end?', 'date'],
    ['Wann ist die Miete fällig?', 'date'],
    ['Quand faut-il payer ?', 'date'],
    ['¿Cuándo se paga?', 'date'],
    ['How many rooms has the flat?', 'number'],
    ['Wie hoch ist die Kaution?', 'number'],
    ['Combien de pièces ?', 'number'],
    ['押金是多少？', 'number'],
    ['Who owns the house?', 'person'],
    ['Wer hat das Haus gebaut?', 'person'],
    ['Qui a construit la maison ?', 'person'],
    ['Where is the key?', 'place'],
    ['Wo liegt der Schlüssel?', 'place'],
    ['Why was it closed?', 'reason'],
    ['Pourquoi ?', 'reason'],
    ['What is a deposit?', 'definition'],
    ['Was bedeutet Kaution?', 'definition'],
    ['At which temperature does it melt?', 'number'],
    ['Which scan rate was used?', 'number'],
    ['How old was Anna when she won?', 'number'],
    ['What happened when the door was closed?', 'other'],
    ['Which option shows how much ink is left?', 'other'],
    ['In which year did Anna, who won, retire?', 'date'],
    ['What happens after a fall in which a bone breaks?', 'other'],
    ['May I keep a dog?', 'yes-no'],
    ['Darf ich einen Hund halten?', 'yes-no'],
    ['List the rooms', 'other'],
  ])('%s → %s', (question, kind) => {
    expect(answerKindOf(question)).toBe(kind);
  });
});

describe('answerFit', () => {
  const asked = new Set(['in', '1900', 'crit', 'mean']);

  it('wants a number or a date that the question does not name', () => {
    expect(answerFit('number', 'It has 12 rooms.', asked)).toBe(1);
    expect(answerFit('number', 'It has many rooms.', asked)).toBe(0);
    expect(answerFit('date', 'It was built in 1900.', asked)).toBe(0);
    expect(answerFit('date', 'It was sold in 1925.', asked)).toBe(1);
    expect(answerFit('date', 'Es wurde im März verkauft.', asked)).toBe(1);
  });

  it('wants a name that does not just open the sentence', () => {
    expect(answerFit('person', 'It was built by Anna Schulz.', asked)).toBe(1);
    expect(answerFit('person', 'It was built quickly.', asked)).toBe(0);
    expect(answerFit('person', '由王先生建造。', asked)).toBe(0.5);
  });

  it('knows how reasons and definitions are worded', () => {
    expect(answerFit('reason', 'It closed because of rain.', asked)).toBe(1);
    expect(answerFit('reason', 'It closed.', asked)).toBe(0);
    expect(answerFit('definition', 'crit: conditions are critical;', asked)).toBe(1);
    expect(answerFit('definition', 'info: informative message;', asked)).toBeLessThan(1);
  });
});
