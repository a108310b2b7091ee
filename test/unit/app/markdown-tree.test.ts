import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MarkdownReader,
  type MarkdownBlock,
  type MarkdownNode,
} from '../../../src/app/conversation/markdown-tree.ts';

function read(text: string): MarkdownBlock[] {
  return new MarkdownReader().read(text);
}

/** The tree as tags around its words. */
function outline(nodes: readonly MarkdownNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'words') return node.text;
      if (!('children' in node)) return `<${node.kind}>`;
      return `${node.kind}${node.first === undefined ? '' : `=${node.first}`}(${outline(node.children)})`;
    })
    .join('');
}

function outlineOf(text: string): string {
  return outline(read(text).flatMap(({ nodes }) => nodes));
}

function wordsOf(nodes: readonly MarkdownNode[]): Extract<MarkdownNode, { kind: 'words' }>[] {
  return nodes.flatMap((node) =>
    node.kind === 'words' ? [node] : 'children' in node ? wordsOf(node.children) : [],
  );
}

/** Text as models and attackers write it: words, and all that Markdown and HTML mean something by. */
const PIECES = [
  ...'*_`~#>|-+=()[]{}<>!\\&;:/.,"\'0123456789abc \n\t'.split(''),
  '**',
  '```',
  '\n\n',
  '- ',
  '1. ',
  '> ',
  '# ',
  '| a | b |\n| - | - |\n',
  '](http://example.test/)',
  '![x](//example.test/beacon.png)',
  '<img src=x onerror=alert(1)>',
  '[x]: http://example.test\n',
  'Miete',
  '家賃',
  'إيجار',
  '\u202E',
  '\u200B',
  '👩‍👩‍👧‍👦',
];
const source = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''));

describe('MarkdownReader', () => {
  it.each([
    ['One.\n\nTwo.', 'paragraph(One.)paragraph(Two.)'],
    ['**bold** and *thin* and `code`', 'paragraph(strong(bold) and emphasis(thin) and code(code))'],
    ['# Title\nText', 'heading(Title)paragraph(Text)'],
    ['## Closed ##', 'heading(Closed )'],
    ['- a\n- b\n  - c', 'bullets(item(paragraph(a))item(paragraph(b)bullets(item(paragraph(c)))))'],
    ['7. a\n8. b', 'numbers=7(item(paragraph(a))item(paragraph(b)))'],
    ['> a\n> b', 'quote(paragraph(a\nb))'],
    ['```js\nlet a;\n```', 'code-block(let a;)'],
    ['| a | b |\n| - | - |\n| 1 | 2 |', 'table(row(cell(a)cell(b))row(cell(1)cell(2)))'],
    ['a  \nb', 'paragraph(a<break>b)'],
    ['a\n\n---\n\nb', 'paragraph(a)<rule>paragraph(b)'],
    ['2 \\* 3', 'paragraph(2 * 3)'],
  ])('reads %j', (text, expected) => {
    expect(outlineOf(text)).toBe(expected);
  });

  it.each([
    ['[the lease](http://example.test/?q=secret)', 'paragraph(the lease)'],
    ['[**the** lease](<javascript:alert(1)> "title")', 'paragraph(strong(the) lease)'],
    ['![a picture](//example.test/beacon.png)', 'paragraph(a picture)'],
    ['[](http://example.test)', 'paragraph([](http://example.test))'],
    ['a[1] and [x][y]', 'paragraph(a[1] and [x][y])'],
    ['<b onclick=alert(1)>bold</b>', 'paragraph(<b onclick=alert(1)>bold</b>)'],
    ['<script>alert(1)</script>', 'paragraph(<script>alert(1)</script>)'],
    ['<http://example.test>', 'paragraph(<http://example.test>)'],
    ['[x]: http://example.test\n\n[x]', 'paragraph([x]: http://example.test)paragraph([x])'],
    ['&lt;img src=x&gt;', 'paragraph(&lt;img src=x&gt;)'],
  ])('makes no link, picture or element of %j', (text, expected) => {
    expect(outlineOf(text)).toBe(expected);
  });

  it('shows words of the source alone, in order, each at its place', () => {
    fc.assert(
      fc.property(source, (text) => {
        let at = 0;
        for (const block of read(text))
          for (const { start, end, text: shown } of wordsOf(block.nodes)) {
            expect(start).toBeGreaterThanOrEqual(at);
            expect(text.slice(start, end)).toBe(shown);
            expect(start).toBeGreaterThanOrEqual(block.start);
            at = end;
          }
      }),
      { numRuns: 500 },
    );
  });

  it('leaves no letter and no figure out but the addresses of links', () => {
    const plain = fc
      .array(fc.constantFrom(...PIECES.filter((piece) => !/[[\]()!]/.test(piece))), { maxLength: 40 })
      .map((pieces) => pieces.join(''));
    const letters = (text: string): string => text.replaceAll(/[^\p{L}]/gu, '');
    fc.assert(
      fc.property(plain, (text) => {
        // What is behind the opening of a fence names its language.
        fc.pre(!/`{3}|~{3}/.test(text));
        expect(
          letters(
            wordsOf(read(text).flatMap(({ nodes }) => nodes))
              .map((words) => words.text)
              .join(''),
          ),
        ).toBe(letters(text));
      }),
      { numRuns: 300 },
    );
  });

  it('reads a text that grows as it reads the whole', () => {
    fc.assert(
      fc.property(source, fc.array(fc.nat(12), { maxLength: 40 }), (text, steps) => {
        const reader = new MarkdownReader();
        let at = 0;
        for (const step of steps) {
          at = Math.min(text.length, at + step);
          expect(reader.read(text.slice(0, at))).toEqual(read(text.slice(0, at)));
        }
        expect(reader.read(text)).toEqual(read(text));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['lists', '- '.repeat(1000) + 'deep'],
    ['quotes', '> '.repeat(3000) + 'deep'],
    ['list by indentation', Array.from({ length: 120 }, (_, depth) => `${'  '.repeat(depth)}- x`).join('\n')],
    ['emphasis', '*a _b '.repeat(600)],
    ['brackets', '['.repeat(3000) + ']'.repeat(900)],
    ['backticks', '`` ` '.repeat(700)],
  ])('ends at nested %s, with no tree deeper than a page can hold', (_, text) => {
    const depth = (nodes: readonly MarkdownNode[]): number =>
      1 + Math.max(0, ...nodes.map((node) => ('children' in node ? depth(node.children) : 0)));
    const blocks = read(text);
    expect(blocks.length).toBeGreaterThan(0);
    expect(Math.max(...blocks.map(({ nodes }) => depth(nodes)))).toBeLessThan(60);
  });

  it('takes what is too long to be an answer for plain paragraphs', () => {
    const text = `**${'x'.repeat(20_000)}**\n\n- *a*`;
    expect(outlineOf(text)).toBe(`paragraph(**${'x'.repeat(20_000)}**)paragraph(- *a*)`);
  });
});
