import fc from 'fast-check';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { describe, expect, it } from 'vitest';
import { faultsOf, find, read, readError, show, textOf } from './reading.ts';

const SOURCE = `---
title: "Lease, 2024"
tags: [home]
---
<!-- hidden -->
# Rent *due* ##

Pay by [bank](https://example.org/a_(b)) on the
5th, see https://example.org.

> - quoted **item**
>   goes on
> - [x] done

| Month | \`Cost\` | Note |
|-------|:-----:|------|
| May   | 900   |      |
| June  | 950   | late |

Two lines of
heading
---

<p align="center"><img src="x.png"> <b>Hello</b></p>

<h3>Raw</h3>

1. first

   second part
2. last

\`\`\`js
const x = 1;

\`\`\`

    indented

[ref]: https://example.org
![only a picture](a.png)

[^1]: The note.
`;

describe('parseMarkdown', () => {
  it('keeps the source and finds its blocks without the marks at their borders', async () => {
    const document = await read(SOURCE, 'lease.md');
    expect(document.text).toBe(SOURCE);
    expect(document.title).toBe('Lease, 2024');
    expect(show(document)).toEqual([
      'heading1: Rent *due*',
      'paragraph: Pay by [bank](https://example.org/a_(b)) on the\n5th, see https://example.org.',
      'list-item: quoted **item**\n>   goes on',
      'list-item: done',
      'table-row: Month | `Cost` | Note',
      'table-row: May   | 900',
      'table-row: June  | 950   | late',
      'heading2: Two lines of\nheading',
      'paragraph: <p align="center"><img src="x.png"> <b>Hello</b></p>',
      'heading3: <h3>Raw</h3>',
      'list-item: first',
      'list-item: second part',
      'list-item: last',
      'code: const x = 1;',
      'code: indented',
      'paragraph: The note.',
    ]);
    expect(faultsOf(document)).toEqual([]);
  });

  it('puts blocks under the words of their headings and rows under the names of their columns', async () => {
    const document = await read(SOURCE, 'lease.md');
    expect(find(document, 'last').headings).toEqual(['Rent due', 'Two lines of heading', 'Raw']);
    expect(find(document, 'June  | 950   | late')).toMatchObject({
      row: 2,
      header: ['Month', 'Cost', 'Note'],
    });
  });

  it('takes the title from the first heading of the highest level', async () => {
    expect((await read('## Foreword\n\n# The [manual](x) `v2`\n', 'a.md')).title).toBe('The manual v2');
    expect((await read('---\n\nA rule, no front matter: here\n\n---\n', 'a.md')).title).toBeUndefined();
  });

  it('leaves no word out and cuts no block in two, however long the document is', async () => {
    const section = (i: number): string =>
      `## Part ${i}\n\nText ${i} with *marks*.\n\n- item ${i}\n\n\`\`\`\n# not a heading ${i}\n\`\`\`\n\n`;
    const document = await read(Array.from({ length: 1500 }, (_, i) => section(i)).join(''), 'book.md');
    expect(document.blocks).toHaveLength(6000);
    expect(textOf(document, document.blocks.at(-1))).toBe('# not a heading 1499');
    expect(document.blocks.at(-1)?.headings).toEqual(['Part 1499']);
  });

  it('covers every word that the parser finds in the text', async () => {
    const line = fc.constantFrom(
      '# head',
      'word *em* _x_',
      '- item',
      '  nested',
      '> quote',
      '1. one',
      '| a | b |',
      '|---|---|',
      '```',
      '<div>',
      '---',
      '',
      '',
      'text',
      '[a](b)',
      '    code',
      '- [ ] task',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), async (lines) => {
        const source = lines.join('\n');
        const outcome: unknown = await read(source, 'a.md').catch((error: unknown) => error);
        if (outcome instanceof Error) {
          expect(outcome).toMatchObject({ code: 'no_text' });
          return;
        }
        const document = outcome as Awaited<ReturnType<typeof read>>;
        expect(faultsOf(document)).toEqual([]);
        for (const [start, end] of wordRanges(source))
          expect(
            document.blocks.some((block) => block.start <= start && end <= block.end),
            source.slice(start, end),
          ).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['brackets', '['.repeat(2_000_000)],
    ['a single line', 'word '.repeat(400_000)],
    ['quotes in quotes', '> '.repeat(200_000) + 'x'],
    ['unmatched marks', '*a _b `c ['.repeat(100_000)],
    ['lines without a paragraph', 'word word\n'.repeat(100_000)],
  ])('reads %s in bounded time and stack', async (_, source) => {
    const document = await read(source, 'hostile.md');
    expect(document.text).toBe(source);
    expect(faultsOf(document)).toEqual([]);
  });

  it('has no text when all is comments and pictures', async () => {
    expect(await readError('<!-- a -->\n\n![b](c)\n', 'a.md')).toMatchObject({ code: 'no_text' });
  });
});

/** Where the words of plain text stand, by an independent walk over the unrestricted parser's tree. */
function wordRanges(source: string): [start: number, end: number][] {
  interface Node {
    type: string;
    children?: Node[];
    position?: { start: { offset?: number | undefined }; end: { offset?: number | undefined } } | undefined;
  }
  const ranges: [number, number][] = [];
  const visit = (node: Node): void => {
    const { start, end } = node.position ?? {};
    if (node.type === 'text' && start?.offset !== undefined && end?.offset !== undefined)
      for (const word of source.slice(start.offset, end.offset).matchAll(/[a-z]+/g))
        ranges.push([start.offset + word.index, start.offset + word.index + word[0].length]);
    node.children?.forEach(visit);
  };
  visit(fromMarkdown(source));
  return ranges;
}
