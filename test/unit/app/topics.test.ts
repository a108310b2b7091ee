import { describe, expect, it } from 'vitest';
import { guessLanguage } from '../../../src/app/documents/spoken-words.ts';
import { askAbout, takeInTurns } from '../../../src/app/documents/suggestion-controller.ts';
import { topicsOf } from '../../../src/app/documents/topics.ts';
import type { Block } from '../../../src/types.ts';

const LONG =
  'The tenants pay it before the keys are handed over, in two equal parts of which one may be late.';

/** A document of headings with a text below each. */
function documentOf(...parts: readonly [heading: string, below: string][]): {
  text: string;
  blocks: Block[];
} {
  const blocks: Block[] = [];
  let text = '';
  const put = (kind: Block['kind'], words: string): void => {
    blocks.push({ kind, start: text.length, end: text.length + words.length, headings: [] });
    text += `${words}\n`;
  };
  for (const [heading, below] of parts) {
    put('heading', heading);
    if (below) put('paragraph', below);
  }
  return { text, blocks };
}

describe('topicsOf', () => {
  it.each([
    ['6 Deposit', 'Deposit'],
    ['§ 4 a Notice of termination', 'Notice of termination'],
    ['2.1 Cleaning the filter:', 'Cleaning the filter'],
    ['IV. Kündigung', 'Kündigung'],
    ['When is the rent due?', 'When is the rent due?'],
  ])('takes "%s" as "%s"', (heading, topic) => {
    expect(topicsOf(documentOf([heading, LONG]))).toEqual([topic]);
  });

  it.each([
    ['Introduction', LONG],
    ['1.2.3', LONG],
    ['31/12/2025 – 4711', LONG],
    ['TERMS AND CONDITIONS OF SALE', LONG],
    ['A heading that goes on and on until it says a whole sentence', LONG],
    ['Deposit', ''],
    ['Deposit', 'See above.'],
  ])('leaves out "%s" above "%s"', (heading, below) => {
    expect(topicsOf(documentOf([heading, below]))).toEqual([]);
  });

  it('leaves out the title and what was there already', () => {
    const parsed = documentOf(['Lease', LONG], ['Deposit', LONG], ['Deposit', LONG]);
    expect(topicsOf({ ...parsed, title: 'Lease' })).toEqual(['Deposit']);
  });
});

describe('askAbout', () => {
  it.each([
    ['Lease.pdf', 'Deposit', true, 'What does Lease say about Deposit?'],
    ['Merkblatt.md', 'Wundpflege', false, 'Merkblatt: Wundpflege'],
    ['FAQ.html', 'When is the rent due?', true, 'When is the rent due?'],
  ])('asks %s about "%s"', (name, topic, isSpoken, question) => {
    expect(askAbout(name, topic, isSpoken)).toBe(question);
  });
});

describe('guessLanguage', () => {
  it.each([
    ['The rent is due on the third working day of the month, and it is paid to the landlord.', 'en'],
    ['Die Miete ist am dritten Werktag fällig und wird von den Mietern überwiesen.', 'de'],
    ['Le loyer est payable le troisième jour ouvrable de chaque mois.', undefined],
    ['', undefined],
  ])('takes "%s" for %s', (text, language) => {
    expect(guessLanguage(text)).toBe(language);
  });
});

it('takes one of each list before a second of any', () => {
  expect(takeInTurns([['a', 'b'], [], ['c']], 3)).toEqual(['a', 'c', 'b']);
  expect(takeInTurns([], 3)).toEqual([]);
});
