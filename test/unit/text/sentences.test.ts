import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SENTENCE, sentenceRanges } from '../../../src/text/sentences.ts';

const split = (text: string): string[] => sentenceRanges(text).map(([start, end]) => text.slice(start, end));

describe('sentenceRanges', () => {
  it.each<[what: string, sentences: string[]]>([
    ['plain', ['The rent is due.', 'Is it paid?', 'Yes!']],
    ['titles and initials', ['Dr. Smith met J. R. Smith and Mrs. Lee.', 'They talked.']],
    ['U.S. before a name', ['He works for the U.S. Army in Texas.', 'It pays.']],
    ['U.S. at an end', ['Prices rose in the U.S.', 'The president left.']],
    ['references with numbers', ['See No. 5, p. 12, Art. 3 and Fig. 4.', 'Then read on.']],
    ['"no." as a word', ['He said no.', 'Then he went.']],
    ['a letter that ends a sentence', ['Take vitamin C.', 'It helps.']],
    ['Latin abbreviations', ['Use pets, e.g. dogs, i.e. Canis lupus, cf. Table 2.', 'Done.']],
    ['decimals and versions', ['It costs 3.50 euros for version 2.1.3 of node.js today.', 'Cheap.']],
    ['German abbreviations', ['Das sind z. B. drei Mieten bzw. ca. 900 Euro.', 'Mehr nicht.']],
    ['German ordinals', ['Am 1. Januar 2024 zieht der 2. Mieter ein.', 'Im 19. Jahrhundert war das so.']],
    ['a number that ends a sentence', ['Das sind 12.', 'Es reicht.']],
    ['German law', ['Es gilt § 5 Abs. 2 Nr. 3 BGB.', 'Nach Art. 3 GG ist das so.']],
    ['French', ['Voir p. 12, art. 5 et M. Dupont.', 'C’est fini !', 'Vraiment ?']],
    ['Spanish', ['¿Cuánto cuesta?', 'El Sr. García paga.', '¡Bien!']],
    ['Russian', ['Я живу на ул. Ленина, д. 5.', 'Родился в 1990 г. в Омске.']],
    ['a question in a sentence', ['"What?" she asked.', 'He nodded.']],
    ['numbered sentences', ['1. First do this.', '2. Then do that.']],
    ['Hindi', ['किराया क्या है।', 'यह हज़ार है।']],
    ['Arabic', ['ما هو الإيجار؟', 'الإيجار ألف دينار.']],
  ])('keeps apart: %s', (_what, sentences) => {
    expect(split(sentences.join(' '))).toEqual(sentences);
    expect(split(sentences.join('\n'))).toEqual(sentences);
  });

  it.each<[what: string, sentences: string[]]>([
    ['Chinese', ['租金是多少？', '每月一千元。', '“好的。”', '他说。']],
    ['Japanese', ['今日は。', '元気ですか？', '「はい！」']],
  ])('needs no spaces: %s', (_what, sentences) => {
    expect(split(sentences.join(''))).toEqual(sentences);
  });

  it('reads over single line breaks and stops at empty lines', () => {
    const text = 'The rent\nis due on\r\nthe first. It is\nhigh.\n\nA heading\n \t\nThe end';
    expect(split(text)).toEqual([
      'The rent\nis due on\r\nthe first.',
      'It is\nhigh.',
      'A heading',
      'The end',
    ]);
  });

  it('cuts what is too long at a comma, else at a space, else between graphemes', () => {
    const words = (unit: string, count: number): string => unit.repeat(count);
    for (const text of [
      words('some words, ', 90),
      words('some words ', 90),
      words('👩‍🚀', 300),
      words('租', 900),
    ]) {
      const parts = split(text);
      expect(parts.length).toBeGreaterThan(1);
      for (const part of parts) expect(part.length).toBeLessThanOrEqual(MAX_SENTENCE);
      expect(parts.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
    expect(
      split(words('some words, ', 90))
        .slice(0, -1)
        .every((part) => part.endsWith(',')),
    ).toBe(true);
    expect(split(words('👩‍🚀', 300)).every((part) => part.length % '👩‍🚀'.length === 0)).toBe(true);
  });

  it('ends a sentence in a long text where it ends it in a short one', () => {
    const sentence = 'Это один довольно длинный русский текст о том и о сём, д. 5.';
    const text = Array.from({ length: 500 }, () => sentence).join(' ');
    expect(new Set(split(text))).toEqual(new Set([sentence]));
  });

  it('holds every character that is not white space, in order and once', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '. ',
        '? ',
        '\n',
        '\n\n',
        '。',
        '”',
        '“',
        'Dr. ',
        '1. ',
        'z. B. ',
        'A',
        ' b',
        '؟ ',
        '।',
        '…',
        ' \u0301',
      ),
      fc.string({ unit: 'grapheme', maxLength: 9 }),
      fc.string({ unit: 'binary', maxLength: 4 }),
      fc.constantFrom('x', '租').map((unit) => unit.repeat(700)),
    );
    const property = fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      let end = 0;
      for (const range of sentenceRanges(text)) {
        expect(text.slice(end, range[0])).toMatch(/^\s*$/);
        expect(range[1]).toBeGreaterThan(range[0]);
        expect(text.charAt(range[1] - 1)).toMatch(/\S/);
        end = range[1];
      }
      expect(text.slice(end)).toMatch(/^\s*$/);
    });
    fc.assert(property, { numRuns: 200 });
  });
});
