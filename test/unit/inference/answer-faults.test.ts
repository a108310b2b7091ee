import { describe, expect, it } from 'vitest';
import { AnswerFaults, endsInLoop, isRefusal } from '../../../src/inference/writing/answer-faults.ts';

describe('a refusal', () => {
  it.each([
    "I don't know.",
    'I don’t know',
    'The text does not contain the answer to this question.',
    "Sorry, but I can't find the answer.",
    'There is no information about this in the text.',
    'Ich weiß es nicht.',
    'No lo sé.',
    '我不知道。',
  ])('is seen: %s', (sentence) => expect(isRefusal(sentence)).toBe(true));

  it.each([
    'I know the answer.',
    'The text contains the answer: 5.',
    'No smoking is allowed.',
    "I don't know who pays, but it is due in May.",
    'The rent is due.',
  ])('is not seen: %s', (sentence) => expect(isRefusal(sentence)).toBe(false));
});

describe('a loop', () => {
  it.each([
    'Der Schulen, der Schulen, der Schulen, der Schulen,',
    'It is the the the the the the',
    'a good beginning and then and then and then and then',
    'Red\nBlue\nGreen\nRed\nBlue\nGreen\nRed\nBlue\nGreen',
    '他说他说他说他说',
  ])('is seen: %s', (text) => expect(endsInLoop(text)).toBe(true));

  it.each([
    'very, very, very good',
    'The rent is due in May, the deposit is due in June, the fee is due in July.',
    '1, 2, 3, 4, 5, 6',
    '',
  ])('is not seen: %s', (text) => expect(endsInLoop(text)).toBe(false));
});

describe('an echo', () => {
  const system = { role: 'system', content: 'Answer the question using only the text. Be brief.' } as const;
  const faults = new AnswerFaults([system], 'When is the rent due?', ['The rent is due in May.']);

  it('is a sentence of the instructions or the question', () => {
    expect(faults.isEcho('When is the rent due?')).toBe(true);
    expect(faults.isEcho('Answer the question using only the text!')).toBe(true);
    expect(faults.isEcho('I should answer the question using only the text here.')).toBe(true);
    expect(faults.isScript('Question: And the deposit?')).toBe(true);
    expect(faults.isScript('</source>')).toBe(true);
  });

  it('is not a sentence of the sources, nor one that begins alike', () => {
    expect(faults.isEcho('The rent is due in May.')).toBe(false);
    expect(faults.isScript('Text messages are free.')).toBe(false);
    expect(faults.mayBecomeFault('When is the rent')).toBe(true);
    expect(faults.mayBecomeFault('When it rains')).toBe(false);
  });

  it('is no echo where a source says the same as the instructions', () => {
    const manual = new AnswerFaults([system], 'What to do?', [
      'Answer the question using only the text, it says.',
    ]);
    expect(manual.isEcho('You should answer the question using only the text.')).toBe(false);
  });
});
