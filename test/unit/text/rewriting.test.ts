import { describe, expect, it } from 'vitest';
import { acceptRewriting } from '../../../src/text/rewriting.ts';

const TURN = { question: 'How high is the deposit?', answer: 'The tenants pay a deposit of 2,360 euros.' };
const accept = (written: string, question = 'And when do we get it back?'): string | undefined =>
  acceptRewriting(written, question, [TURN]);

describe('accepting what a model made of a follow-up question', () => {
  it.each([
    'When do we get the deposit back?',
    'And when do we get the deposit back?',
    'Question: When do we get the deposit back?',
    '"When do we get the deposit back?"\nIt is returned soon.',
    'When do the tenants get the deposit back?',
  ])('takes %j', (written) => {
    expect(accept(written)).toMatch(/^(?:And w|W)hen do .* get the deposit back\?$/);
  });

  it.each([
    ['words from elsewhere', 'When do we get the deposit back from the bank?'],
    ['a lost question word', 'Do we get the deposit back?'],
    ['a lost word of the person', 'When do we see the deposit?', 'When do we get it refunded?'],
    ['nothing added', 'And when do we get it back?'],
    ['the earlier question again', 'How high is the deposit?', 'And?'],
    ['an answer', 'The deposit is 2,360 euros.'],
    ['nothing', '  '],
    ['one word', 'deposit'],
    ['a ramble', `When do we get the deposit back? ${'deposit '.repeat(40)}`],
  ])('refuses %s', (_fault, written, question?: string) => {
    expect(accept(written, question)).toBeUndefined();
  });
});
