import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRagError } from '../../../src/errors.ts';
import { parseDocument } from '../../../src/ingest/parse-document.ts';
import { PARSE_LIMITS } from '../../../src/ingest/parser.ts';
import { makeDocx, paragraph } from '../../helpers/docx-file.ts';
import { faultsOf, read, readError, show } from './reading.ts';

const NAMES = ['a.txt', 'a.md', 'a.csv', 'a.html', 'a.ts', 'a.docx', 'a', 'a.json'];

describe('parseDocument', () => {
  it.each([
    ['vertrag.html', '<html><p>Die Miete ist fällig.</p>', 'html', 'Die Miete ist fällig.'],
    ['alquiler.md', 'El alquiler vence el día cinco.', 'markdown', 'El alquiler vence el día cinco.'],
    ['loyer.txt', 'Le loyer est dû le cinq.', 'text', 'Le loyer est dû le cinq.'],
    ['租金.csv', '月,租金\n五月,900', 'csv', '五月,900'],
    ['عقد.txt', 'يدفع الإيجار في اليوم الخامس.', 'text', 'يدفع الإيجار في اليوم الخامس.'],
    ['аренда.md', '# Аренда\n\nПлата до пятого числа.', 'markdown', 'Плата до пятого числа.'],
    ['家賃.py', '# 家賃は五日まで\nrent = 900', 'code', '# 家賃は五日まで\nrent = 900'],
  ])('reads %s with the reader of its format', async (name, content, format, text) => {
    const document = await read(content, name);
    expect(document.format).toBe(format);
    expect(
      show(document)
        .at(-1)
        ?.replace(/^[\w-]+: /, ''),
    ).toBe(text);
  });

  it('refuses a file above the limit before looking into it', async () => {
    const parse = parseDocument(new Uint8Array(1001).fill(97), 'big.txt', {
      ...PARSE_LIMITS,
      fileBytes: 1000,
    });
    await expect(parse).rejects.toMatchObject({
      name: 'DocumentError',
      code: 'too_large',
      details: { name: 'big.txt' },
      message: expect.stringMatching(/^“big\.txt” has 1 KB, more than the 1 KB/),
    });
  });

  it.each([
    ['an empty file', ''],
    ['white space', ' \r\n\t\n'],
    ['a byte order mark', '\ufeff'],
    ['empty lines of Unicode', '\u3000\n\u00a0\n'],
  ])('says that %s holds no text', async (_, content) => {
    for (const name of ['a.txt', 'a.csv', 'a.md', 'a.ts', 'a.html'])
      expect(await readError(content, name)).toMatchObject({
        name: 'DocumentError',
        code: 'no_text',
        details: { name },
      });
  });

  it('passes the warning of a guessed encoding on, for every text format', async () => {
    const bytes = Uint8Array.from(
      [...'Die M\u00fcller wohnen in K\u00f6ln und zahlen p\u00fcnktlich die Miete'],
      (c) => c.charCodeAt(0),
    );
    for (const name of ['a.txt', 'a.md', 'a.csv', 'a.html', 'a.ts']) {
      const document = await read(bytes, name);
      expect(document.text).toContain('Müller wohnen in Köln');
      expect(document.warnings).toEqual([expect.stringContaining('read as')]);
    }
  });

  it('throws nothing but DocumentError on any bytes, and keeps the contract of blocks', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ unit: 'binary', maxLength: 200 }).map((text) => new TextEncoder().encode(text)),
      fc.tuple(fc.nat(400), fc.nat(255)).map(([at, value]) => {
        const file = makeDocx(paragraph('Hello'));
        file[at % file.length] = value;
        return file;
      }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom(...NAMES), async (content, name) => {
        const outcome: unknown = await read(content, name).catch((error: unknown) => error);
        if (outcome instanceof Error)
          expect(isRagError(outcome) && outcome.name, String(outcome.cause)).toBe('DocumentError');
        else expect(faultsOf(outcome as Awaited<ReturnType<typeof read>>)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it.each([
    ['deep.html', `<html>${'<div>'.repeat(300_000)}deep`],
    ['unmatched.html', `<html>${'<div>'.repeat(100_000)}${'</span>'.repeat(100_000)}end`],
    ['tables.html', `<html>${'<table><tr><td>x'.repeat(50_000)}`],
    ['spans.html', `<html><table>${'<tr><td colspan=9999 rowspan=9999>x'.repeat(10_000)}`],
    ['attributes.html', `<html><p ${'a=1 '.repeat(200_000)}>hi`],
    ['angles.html', `<html>${'<'.repeat(500_000)}`],
    ['line.txt', 'word '.repeat(1_000_000)],
    ['brackets.json', '['.repeat(3_000_000)],
    ['calls.c', `${'a('.repeat(140)}\n`.repeat(5_000)],
    ['quote.csv', `a,b\n"${'1,2\n'.repeat(100_000)}`],
  ])('reads the hostile file %s to its end', async (name, content) => {
    const document = await read(content, name);
    expect(document.blocks.length).toBeGreaterThan(0);
    expect(faultsOf(document)).toEqual([]);
  });
});
