import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripMarkdown } from '../../../src/text/plain.ts';

describe('stripMarkdown', () => {
  it.each([
    ['# Rent *due* ##', 'Rent due'],
    ['Two lines\n===', 'Two lines'],
    ['Pay by [bank](https://x.org/a_(b) "Bank") or [cash][1].', 'Pay by bank or cash.'],
    ['See <https://x.org> and ![logo](a.png)', 'See https://x.org and'],
    ['[![badge](a.svg)](https://x.org)', ''],
    ['**bold**, __bold__, *em*, _em_, ***both***, ~~gone~~', 'bold, bold, em, em, both, gone'],
    ['snake_case_name, 2 * 3 * 4, a*b', 'snake_case_name, 2 * 3 * 4, a*b'],
    ['`code *not em* [x](y)` and ``a ` b``', 'code *not em* [x](y) and a ` b'],
    ['> - quoted\n>   goes on\n> - [x] done', 'quoted\ngoes on\ndone'],
    ['1. first\n2) second', 'first\nsecond'],
    ['| May | 900 |\n|---|--:|\n| June | 950 |', 'May\t900\nJune\t950'],
    ['May   | 900', 'May\t900'],
    ['```js\nlet a = 1;\n```', 'let a = 1;'],
    ['a <b>word</b><br>next <!-- no -->', 'a word\nnext'],
    ['\\*not em\\* &amp; &#8364; &unknown;', '*not em* & € &unknown;'],
    ['Text[^1]\n\n[^1]: The note\n[ref]: https://x.org "T"', 'Text\n\nThe note'],
    ['日本の**首都**は*東京*です', '日本の首都は東京です'],
    ['a < b and c > d', 'a < b and c > d'],
    ['', ''],
  ])('turns %j into %j', (source, words) => {
    expect(stripMarkdown(source)).toBe(words);
  });

  it('leaves words without marks as they are', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[\p{L}]{1,8}$/u), { minLength: 1 }), (words) => {
        expect(stripMarkdown(words.join(' '))).toBe(words.join(' '));
      }),
    );
  });

  it('takes any piece of source, in time that does not explode', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (source) => void stripMarkdown(source)));
    for (const mark of [
      '[',
      '![',
      '*',
      '_a ',
      '`',
      '<a ',
      '> ',
      '| ',
      '[a](',
      '&#',
      '\\',
      '<!--',
      '~~a',
      '((',
    ])
      expect(stripMarkdown(mark.repeat(5_000)).length).toBeLessThanOrEqual(5_000 * mark.length);
  });
});
