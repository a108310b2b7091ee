import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PARSE_LIMITS } from '../../src/ingest/parser.ts';
import type { ParserApi } from '../../src/ingest/parser.ts';
import { connect, type Connection } from '../../src/rpc/connect.ts';
import type { ParsedDocument } from '../../src/types.ts';
import { makeDocx, paragraph, styles, table } from '../helpers/docx-file.ts';

let connection: Connection<ParserApi>;

beforeAll(() => {
  const worker = new Worker(new URL('../../workers/parser.ts', import.meta.url), { type: 'module' });
  connection = connect<ParserApi>(worker, 'parser');
});

afterAll(() => connection.terminate());

function parse(name: string, content: string | Uint8Array): Promise<ParsedDocument> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return connection.api.parse(name, bytes, PARSE_LIMITS);
}

function show(document: ParsedDocument): string[] {
  return document.blocks.map(({ kind, start, end }) => `${kind}: ${document.text.slice(start, end)}`);
}

describe('the parser worker', () => {
  it('reads a page, with an article to find in it', async () => {
    const text = 'Late payment costs five percent interest a year, and the landlord may ask for it. '.repeat(
      4,
    );
    const page = `<!doctype html><title>Lease</title><ul><li><a href=/a>Another story from our pages</a></li></ul><div class="post"><h1>Rent</h1>${`<p>${text}</p>`.repeat(4)}</div>`;
    const document = await parse('lease.html', page);
    expect(document).toMatchObject({ format: 'html', title: 'Lease' });
    expect(show(document)).toEqual(['heading: Rent', ...Array<string>(4).fill(`paragraph: ${text.trim()}`)]);
  });

  it('reads a Word document', async () => {
    const body =
      paragraph('Miete', 'b1') +
      table(
        [
          ['Monat', 'Betrag'],
          ['Mai', '900'],
        ],
        true,
      );
    const file = makeDocx(body, { 'word/styles.xml': styles([{ id: 'b1', name: 'heading 1' }]) });
    const document = await parse('miete.docx', file);
    expect(show(document)).toEqual(['heading: Miete', 'table-row: Monat\tBetrag', 'table-row: Mai\t900']);
    expect(document.blocks[2]).toMatchObject({ headings: ['Miete'], header: ['Monat', 'Betrag'], row: 1 });
  });

  it('reads Markdown with entities and tables', async () => {
    const document = await parse(
      'a.md',
      '# R&eacute;sum&eacute;\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n&copy; *2024*\n',
    );
    expect(show(document)).toEqual([
      'heading: R&eacute;sum&eacute;',
      'table-row: a | b',
      'table-row: 1 | 2',
      'paragraph: &copy; *2024*',
    ]);
  });

  it('reads tables, plain text and source code', async () => {
    expect(show(await parse('a.csv', 'a;b\n1;2'))).toEqual(['table-row: a;b', 'table-row: 1;2']);
    expect(show(await parse('a.txt', '第三章 租金\n\n租金应在五日之前支付。'))).toEqual([
      'heading: 第三章 租金',
      'paragraph: 租金应在五日之前支付。',
    ]);
    expect((await parse('a.py', 'class A:\n    def b(self):\n        pass')).blocks.at(-1)?.headings).toEqual(
      ['A', 'b'],
    );
  });

  it('guesses the encoding of old files', async () => {
    const windows = Uint8Array.from(
      [...'Der Preis betr\u00e4gt f\u00fcr alle M\u00f6bel 5 \u0080, \u0084sagte\u0093 er'],
      (c) => c.charCodeAt(0),
    );
    const document = await parse('alt.txt', windows);
    expect(document.text).toBe('Der Preis beträgt für alle Möbel 5 €, „sagte“ er');
    expect(document.warnings).toEqual([expect.stringContaining('windows-1252')]);
  });

  it('hands typed errors over, with their cause', async () => {
    await expect(parse('a.docx', makeDocx('<w:p><<'))).rejects.toMatchObject({
      name: 'DocumentError',
      code: 'malformed',
      details: { name: 'a.docx', format: 'docx' },
      cause: { message: expect.any(String) },
    });
    const bomb = makeDocx(paragraph('x'), { 'word/zeros.bin': new Uint8Array(20_000_000) });
    await expect(parse('b.docx', bomb)).rejects.toMatchObject({ code: 'too_large' });
    await expect(parse('c.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10))).rejects.toMatchObject(
      { code: 'unsupported' },
    );
    await expect(parse('d.md', '  ')).rejects.toMatchObject({ code: 'no_text' });
  });

  it('reads millions of nested elements and stays alive', async () => {
    const deep = await parse('deep.html', `<html>${'<div>'.repeat(1_000_000)}still here`);
    expect(show(deep)).toEqual(['paragraph: still here']);
  });
});
