import fc from 'fast-check';
import type { Nodes, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { escapeMarkdown, quoteMarkdown } from '../../../src/app/conversations/markdown-text.ts';

/**
 * As the specification has it. By itself the library would look for addresses in the finished text once more, where it no
 * longer sees what was escaped.
 */
function parse(markdown: string): Root {
  return fromMarkdown(markdown, {
    extensions: [gfm()],
    mdastExtensions: gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] })),
  });
}

/** Every kind of node in a tree, each once. */
function kindsOf(node: Nodes): string[] {
  const below = 'children' in node ? node.children.flatMap(kindsOf) : [];
  return [...new Set([node.type, ...below])];
}

function textOf(node: Nodes): string {
  if ('value' in node) return node.value;
  const parts = 'children' in node ? node.children.map(textOf) : [];
  return parts.join(node.type === 'root' || node.type === 'blockquote' ? '\n' : '');
}

/** What a reader of Markdown keeps of white space in text. */
function squeeze(text: string): string {
  return text
    .split(/\r\n?|[\n\u2028\u2029]/)
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');
}

const HOSTILE = [
  '# not a heading',
  '- not a list\n- really',
  '1. one\n2) two',
  '+ plus\n= = =',
  '---',
  'Title\n===',
  '<img src=x onerror=alert(1)> <script>alert(1)</script>',
  '![beacon](https://evil.example/x.png) [click](javascript:alert(1))',
  'https://evil.example www.evil.example HTTP://EVIL.example ftp://evil.example',
  'mail someone@evil.example',
  '`code` ``` fence ~~~ tildes ~~struck~~',
  '**bold** __bold__ *it* _it_',
  '| a | b |\n|---|---|\n| 1 | 2 |',
  '[ref]: https://evil.example\n[^1]: note[^1]',
  '> not a quotation\n>> deeper',
  '    indented code',
  '\ttab-indented',
  'a\n\n\nb',
  '&copy; &#35;',
  'back\\slash \\* \\',
  '10 000\\. 5\\)',
  'line one  \nline two\\\nline three',
  '- [ ] task',
];

describe('text in Markdown', () => {
  it.each(HOSTILE)('stays text: %j', (text) => {
    const root = parse(escapeMarkdown(text));
    expect(kindsOf(root).filter((kind) => !['root', 'paragraph', 'text'].includes(kind))).toEqual([]);
    expect(squeeze(textOf(root))).toBe(squeeze(text));
  });

  it.each(HOSTILE)('stays text in a quotation: %j', (text) => {
    const root = parse(quoteMarkdown(text));
    const kinds = ['root', 'blockquote', 'paragraph', 'text'];
    expect(kindsOf(root).filter((kind) => !kinds.includes(kind))).toEqual([]);
    expect(root.children).toHaveLength(1);
    expect(squeeze(textOf(root))).toBe(squeeze(text));
  });

  it('stays text, whatever it is', () => {
    const signs = fc.constantFrom(
      ...'\\`*_{}[]<>()#+-.!|~&:/@$^="\' \t\n1aw'.split(''),
      'www.',
      'http://',
      '&lt;',
    );
    const texts = fc.array(signs, { maxLength: 30 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const root = parse(quoteMarkdown(`x ${text}`));
        const kinds = ['root', 'blockquote', 'paragraph', 'text'];
        expect(kindsOf(root).filter((kind) => !kinds.includes(kind))).toEqual([]);
        expect(squeeze(textOf(root))).toBe(squeeze(`x ${text}`));
      }),
      { numRuns: 150 },
    );
  });
});
