import { describe, expect, it } from 'vitest';
import { WrittenSentences } from '../../../src/inference/writing/written-sentences.ts';

function cut(text: string, length: number, language = 'en'): string[] {
  const sentences = new WrittenSentences(language);
  const all = [];
  for (let at = 0; at < text.length; at += length) all.push(...sentences.push(text.slice(at, at + length)));
  all.push(...sentences.end());
  return all.map((sentence) => sentence.text);
}

const LONG = `It goes on, ${'and on and on, '.repeat(60)}to the end.`;

const CASES: [language: string, text: string, sentences: string[]][] = [
  [
    'en',
    'It is due. Dr. J. Smith pays 3.5 euros. Yes!',
    ['It is due.', 'Dr. J. Smith pays 3.5 euros.', 'Yes!'],
  ],
  ['en', '1. Red\n2. Blue\n3. Green', ['1. Red', '2. Blue', '3. Green']],
  [
    'en',
    'The colors are:\n\n- Red\n- Blue\n\nThat is all.',
    ['The colors are:', '- Red', '- Blue', 'That is all.'],
  ],
  [
    'de',
    'Fällig am 3. Oktober. Im 19. Jahrhundert auch.',
    ['Fällig am 3. Oktober.', 'Im 19. Jahrhundert auch.'],
  ],
  ['zh', '租金为950欧元。五月到期。', ['租金为950欧元。', '五月到期。']],
  ['ar', 'الإيجار 950 يورو. هل هو شهري؟ نعم.', ['الإيجار 950 يورو.', 'هل هو شهري؟', 'نعم.']],
  ['hi', 'किराया मई में देय है। यह 950 यूरो है।', ['किराया मई में देय है।', 'यह 950 यूरो है।']],
  ['en', `${LONG} Then more.`, [LONG, 'Then more.']],
];

describe('the sentences of a text that arrives in pieces', () => {
  it.each(CASES)('are the same in %s, however it is cut: %s', (language, text, sentences) => {
    for (const length of [1, 2, 3, 5, 8, 13, text.length])
      expect(cut(text, length, language)).toEqual(sentences);
  });

  it('lose no character between them', () => {
    const text = ' One two.  Three\n\n four five. Six';
    const sentences = new WrittenSentences();
    let whole = '';
    for (const character of text)
      for (const sentence of sentences.push(character)) whole += sentence.gap + sentence.text;
    for (const sentence of sentences.end()) whole += sentence.gap + sentence.text;
    expect(whole).toBe(text);
  });

  it('grow only at their end while they are pending', () => {
    for (const [language, text] of CASES) {
      const sentences = new WrittenSentences(language);
      let shown = '';
      for (const character of text) {
        for (const complete of sentences.push(character)) {
          expect(complete.text.startsWith(shown)).toBe(true);
          shown = '';
        }
        expect(sentences.pending.text.startsWith(shown)).toBe(true);
        shown = sentences.pending.text;
      }
    }
  });
});
