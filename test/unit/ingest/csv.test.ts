import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { faultsOf, find, read, readError, show, textOf } from './reading.ts';

describe('parseCsv', () => {
  it('makes each data row a block with its number and the names of the columns', async () => {
    const source = 'City,Note\r\nBonn,"small, but\r\nold"\r\nKöln,big\r\n';
    const document = await read(source, 'cities.csv');
    expect(document.text).toBe(source.replaceAll('\r', ''));
    expect(show(document)).toEqual([
      'table-row: City,Note',
      'table-row: Bonn,"small, but\nold"',
      'table-row: Köln,big',
    ]);
    expect(document.blocks.map(({ row, header }) => [row, header])).toEqual([
      [undefined, undefined],
      [1, ['City', 'Note']],
      [2, ['City', 'Note']],
    ]);
  });

  it.each([
    [';', 'Stadt;Fläche\nBonn;141,06\nKöln;405,02\nAachen;160,85'],
    ['\t', 'city\tnote\nBonn\tsmall, old\nKöln\tbig; loud'],
    ['|', 'city|note\nBonn|a\nKöln|b,c'],
    [',', 'city,note\nBonn,a;b\nKöln,b'],
    ['^', 'sep=^\ncity^note\nBonn^a'],
  ])('finds the separator %j', async (separator, source) => {
    const document = await read(source, 'a.csv');
    const [, ...rows] = document.blocks;
    expect(rows[0]?.header).toEqual(
      find(document, textOf(document, document.blocks[0])) &&
        textOf(document, document.blocks[0]).split(separator),
    );
  });

  it('reads lines above the table as text and still finds the header', async () => {
    const document = await read(
      'Report 2023\nprinted 1 May\n\nRegion;2022;2023\nNorth;5;6\n;;\nSouth;7;8\n',
      'a.csv',
    );
    expect(show(document).slice(0, 3)).toEqual([
      'paragraph: Report 2023',
      'paragraph: printed 1 May',
      'table-row: Region;2022;2023',
    ]);
    expect(find(document, 'South;7;8')).toMatchObject({ row: 2, header: ['Region', '2022', '2023'] });
  });

  it('does not take data for a header', async () => {
    const document = await read('2024-01-08,Insurance,4860\n2024-01-14,Heating,1982\n', 'a.csv');
    expect(document.blocks.map(({ row, header }) => [row, header])).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
  });

  it('does not let a stray quotation mark swallow the rest of the file', async () => {
    const document = await read('size\tname\n1\t"6 inch\n2\tpipe\n3\ttap\n', 'parts.tsv');
    expect(document.blocks).toHaveLength(4);
  });

  it('is not confused by names that objects have', async () => {
    const document = await read('__proto__,constructor,toString\n1,2,3\n4,5,6\n', 'a.csv');
    expect(document.blocks[1]?.header).toEqual(['__proto__', 'constructor', 'toString']);
  });

  it('has no text when all fields are empty', async () => {
    expect(await readError(',,\n,,\n', 'a.csv')).toMatchObject({
      code: 'no_text',
      details: { format: 'csv' },
    });
  });

  it('finds each row of any table where it stands', async () => {
    const field = fc.string({
      unit: fc.constantFrom('a', 'B', 'ü', ' ', ',', ';', '"', '\n', '日', '1'),
      maxLength: 6,
    });
    const rows = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
      );
    await fc.assert(
      fc.asyncProperty(rows, async (data) => {
        const table = [
          ['key', ...(data[0] ?? []).slice(1).map((_, i) => `name ${i}`)],
          ...data.map(([first, ...rest]) => [`x${first}`, ...rest]),
        ];
        const document = await read(Papa.unparse(table, { newline: '\n', quotes: true }), 'a.csv');
        expect(faultsOf(document)).toEqual([]);
        const parsed = document.blocks.map(
          (block) => Papa.parse<string[]>(textOf(document, block), { delimiter: ',', newline: '\n' }).data[0],
        );
        expect(parsed).toEqual(table);
      }),
    );
  });
});
