import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultsOf, find, read, show } from './reading.ts';

const LETTER = `TERMS AND CONDITIONS

1. Definitions.

The landlord lets the flat to the
tenant from the first of May.

2. Rent

The rent is due

- in advance
- by bank,
  never in cash
1) on the fifth

Notice period
=============
Three months.
`;

describe('parsePlainText', () => {
  it('joins lines wrapped by hand and tells headings and list items', async () => {
    const document = await read(LETTER, 'lease.txt');
    expect(document.text).toBe(LETTER);
    expect(show(document)).toEqual([
      'heading1: TERMS AND CONDITIONS',
      'heading2: 1. Definitions.',
      'paragraph: The landlord lets the flat to the\ntenant from the first of May.',
      'heading2: 2. Rent',
      'paragraph: The rent is due',
      'list-item: - in advance',
      'list-item: - by bank,\n  never in cash',
      'list-item: 1) on the fifth',
      'heading1: Notice period\n=============',
      'paragraph: Three months.',
    ]);
    expect(find(document, 'The rent is due').headings).toEqual(['TERMS AND CONDITIONS', '2. Rent']);
    expect(find(document, 'Three months.').headings).toEqual(['Notice period']);
  });

  it.each([
    'Chapter 3',
    'Kapitel 3: Die Miete',
    'Capítulo III',
    'Chapitre premier',
    'Глава 2',
    'الفصل الأول',
    '第三章 租金',
    '第１章　契約',
  ])('takes %s alone on its line for a heading', async (heading) => {
    const document = await read(`${heading}\n\nText below it.\n`, 'book.txt');
    expect(document.blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph']);
  });

  it.each([
    ['a numbered list with empty lines', '1. wash\n\n2. rinse\n\n3. dry'],
    ['a shouted sentence', 'DO NOT OPEN THE DOOR!\n\nReally.'],
    ['a word that also names a chapter', 'Part of the rent\n\nis paid.'],
    ['an abbreviation', 'OK\n\nThen go on.'],
    ['a last line', 'Some text.\n\nTHE END OF IT'],
    ['a rule under a table', 'a   b\n----------------------------------------\n1   2'],
  ])('does not take %s for a heading', async (_, text) => {
    const document = await read(text, 'a.txt');
    expect(document.blocks.filter(({ kind }) => kind === 'heading')).toEqual([]);
  });

  it('tells a numbered heading above its first section from an item of a list', async () => {
    const text =
      '5. Leader\n\n5.1. Powers\n\nThe leader may speak.\n\n6. Items\n\n1. one\n\n2. two\n\nThe end of it.\n';
    const { blocks } = await read(text, 'statutes.txt');
    const powers = blocks.find(({ start }) => text.startsWith('The leader', start));
    expect(powers?.headings).toEqual(['5. Leader', '5.1. Powers']);
    const one = blocks.find(({ start }) => text.startsWith('1. one', start));
    expect(one?.kind).not.toBe('heading');
  });

  it('makes each line a paragraph where lines are not wrapped, also in Chinese', async () => {
    const long =
      'This line is a whole paragraph, written in an editor that wraps lines by itself, and so it is longer than any column that a hand would keep to. ';
    expect((await read(`${long}\n${long}\nShort end.\n`, 'a.txt')).blocks).toHaveLength(3);
    const chinese =
      '本合同由房东与租客签订，租金应在每月五日之前支付，逾期将收取利息，请各方遵守约定的条款，并妥善保管本合同的副本，以备日后查阅之用。';
    expect((await read(`${chinese}\n${chinese}\n`, 'a.txt')).blocks).toHaveLength(2);
  });

  it('cuts a log without empty lines', async () => {
    const document = await read('12:00 started\n'.repeat(1000), 'server.log');
    expect(document.blocks).toHaveLength(25);
  });

  it('covers all of any text with blocks, in order', async () => {
    const piece = fc.oneof(
      fc.constantFrom('\n', '\n\n', ' ', '- ', '1. ', '===', 'WORD', '\f', '\t', '\u00a0'),
      fc.string({ maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 50 }), async (pieces) => {
        const text = `x${pieces.join('').replace(/[\0-\x08\x0e-\x1f]/g, '')}`;
        expect(faultsOf(await read(text, 'a.txt'))).toEqual([]);
      }),
    );
  });
});
