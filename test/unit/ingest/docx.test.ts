import { describe, expect, it } from 'vitest';
import { PARSE_LIMITS } from '../../../src/ingest/parser.ts';
import { parseDocument } from '../../../src/ingest/parse-document.ts';
import { WORD, makeDocx, paragraph, styles, table } from '../../helpers/docx-file.ts';
import { faultsOf, find, read, readError, show } from './reading.ts';

const STYLES = styles([
  { id: 'Titel', name: 'Title' },
  { id: 'berschrift1', name: 'heading 1' },
  { id: 'berschrift2', name: 'heading 2' },
  { id: 'Verzeichnis1', name: 'toc 1' },
  { id: 'Paragraf', name: "Müllers 'Paragraf'", basedOn: 'berschrift2' },
  { id: 'Klausel', name: 'Klausel', outline: 2 },
  { id: 'Ring', name: 'Ring', basedOn: 'Ring' },
]);

const core = (title: string): Record<string, string> => ({
  'docProps/core.xml': `<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>${title}</dc:title></cp:coreProperties>`,
});

describe('parseDocx', () => {
  it('finds headings by their styles, in any language of Word and in styles of the author', async () => {
    const body = [
      paragraph('Mietvertrag', 'Titel'),
      paragraph('Inhalt 1', 'Verzeichnis1'),
      paragraph('Miete', 'berschrift1'),
      paragraph('Die Miete beträgt 900 €.'),
      paragraph('Fälligkeit', 'Paragraf'),
      paragraph('Am fünften Tag.', 'Ring'),
      paragraph('Verzug', 'Klausel'),
      paragraph('Fünf Prozent.'),
    ].join('');
    const document = await read(makeDocx(body, { 'word/styles.xml': STYLES }), 'vertrag.docx');
    expect(document).toMatchObject({ format: 'docx', title: 'Mietvertrag' });
    expect(show(document)).toEqual([
      'title: Mietvertrag',
      'heading1: Miete',
      'paragraph: Die Miete beträgt 900 €.',
      'heading2: Fälligkeit',
      'paragraph: Am fünften Tag.',
      'heading3: Verzug',
      'paragraph: Fünf Prozent.',
    ]);
    expect(find(document, 'Fünf Prozent.').headings).toEqual(['Miete', 'Fälligkeit', 'Verzug']);
    expect(faultsOf(document)).toEqual([]);
  });

  it('takes short bold paragraphs for headings where no style marks any', async () => {
    const bold = (text: string): string => `<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>${text}</w:t></w:r></w:p>`;
    const text = paragraph('Die Miete ist am fünften Tag fällig.').repeat(2);
    const body =
      bold('§ 1 Miete') + text + bold('Achtung: nie bar!') + text + bold('§ 2 Kaution') + text + bold('Ort');
    const document = await read(makeDocx(body), 'a.docx');
    expect(show(document).filter((line) => line.startsWith('heading'))).toEqual([
      'heading2: § 1 Miete',
      'heading2: § 2 Kaution',
    ]);
    expect(document.blocks.at(-1)).toMatchObject({ kind: 'paragraph', headings: ['§ 2 Kaution'] });
    const styled = await read(
      makeDocx(paragraph('A', 'h') + bold('B') + text, {
        'word/styles.xml': styles([{ id: 'h', name: 'heading 1' }]),
      }),
      'a.docx',
    );
    expect(styled.blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'paragraph', 'paragraph']);
  });

  it('reads tables with their header row, and several paragraphs of a cell as one value', async () => {
    const rows = [
      ['Härte', 'Stufe'],
      ['0 bis 6', 'H0'],
      ['7 bis 11', 'H1'],
    ];
    const document = await read(makeDocx(table(rows, true) + paragraph('Ende')), 'a.docx');
    expect(show(document)).toEqual([
      'table-row: Härte\tStufe',
      'table-row: 0 bis 6\tH0',
      'table-row: 7 bis 11\tH1',
      'paragraph: Ende',
    ]);
    expect(document.blocks[2]).toMatchObject({ row: 2, header: ['Härte', 'Stufe'] });
  });

  it('keeps footnotes at the end, without the arrow back', async () => {
    const note = `<?xml version="1.0"?><w:footnotes ${WORD}><w:footnote w:id="2">${paragraph('See section 5.')}</w:footnote></w:footnotes>`;
    const body = paragraph('Interest is due.', undefined, '<w:r><w:footnoteReference w:id="2"/></w:r>');
    const document = await read(makeDocx(body, { 'word/footnotes.xml': note }), 'a.docx');
    expect(show(document)).toEqual(['paragraph: Interest is due.[1]', 'list-item: See section 5.']);
  });

  it('takes the title from the metadata unless a program made it up', async () => {
    expect((await read(makeDocx(paragraph('x'), core('R &amp; D report')), 'a.docx')).title).toBe(
      'R & D report',
    );
    expect((await read(makeDocx(paragraph('x'), core('Document1')), 'a.docx')).title).toBeUndefined();
  });

  it('refuses an archive that unpacks to far more than its size, whatever sizes it claims', async () => {
    const bomb = makeDocx(paragraph('x'), { 'word/media/zeros.bin': new Uint8Array(20_000_000) });
    expect(await readError(bomb, 'bomb.docx')).toMatchObject({
      code: 'too_large',
      details: { format: 'docx' },
    });
    expect(await readError(claimSize(bomb, 10), 'liar.docx')).toMatchObject({ code: 'too_large' });
  });

  it('counts the bytes of all parts together', async () => {
    const noise = Uint8Array.from({ length: 60_000 }, (_, i) => (i * 2654435761) >>> 13);
    const file = makeDocx(paragraph('x'), { 'word/a.bin': noise, 'word/b.bin': noise });
    const parse = (inflatedBytes: number): Promise<unknown> =>
      parseDocument(file, 'a.docx', { ...PARSE_LIMITS, inflatedBytes });
    await expect(parse(100_000)).rejects.toMatchObject({ code: 'too_large' });
    await expect(parse(130_000)).resolves.toMatchObject({ format: 'docx' });
  });

  it('calls a document malformed when its XML is broken, expands entities of its own or is not there', async () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:document ${WORD}><w:body>${paragraph('&b;')}</w:body></w:document>`;
    const whole = makeDocx(paragraph('Hello'));
    for (const file of [
      makeDocx('<w:p><<'),
      makeDocx(laughs),
      makeDocx('', { '_rels/.rels': '<x/>', 'word/document.xml': 'y' }),
      corrupt(whole),
    ]) {
      const error = await readError(file, 'a.docx');
      expect(error).toMatchObject({
        name: 'DocumentError',
        code: 'malformed',
        details: { name: 'a.docx', format: 'docx' },
      });
    }
  });

  it('survives nesting that is deeper than any stack', async () => {
    const depth = 20_000;
    const body =
      '<w:sdt><w:sdtContent>'.repeat(depth) + paragraph('deep') + '</w:sdtContent></w:sdt>'.repeat(depth);
    const noise = Uint8Array.from({ length: 40_000 }, (_, i) => (i * 2654435761) >>> 13);
    const outcome: unknown = await read(makeDocx(body, { 'word/a.bin': noise }), 'deep.docx').then(
      show,
      (error: unknown) => error,
    );
    if (outcome instanceof Error) expect(outcome).toMatchObject({ name: 'DocumentError' });
    else expect(outcome).toEqual(['paragraph: deep']);
  });

  it('says that a document without text has none', async () => {
    expect(await readError(makeDocx(paragraph(' ')), 'a.docx')).toMatchObject({ code: 'no_text' });
  });
});

/** Overwrites every size of unpacked data that the archive's list states. */
function claimSize(file: Uint8Array, size: number): Uint8Array {
  const copy = file.slice();
  const view = new DataView(copy.buffer);
  for (let at = 0; at + 28 < copy.length; at++)
    if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, size, true);
  return copy;
}

/** Flips bits in the packed data of the first entry that has some. */
function corrupt(file: Uint8Array): Uint8Array {
  const copy = file.slice();
  for (let at = 60; at < 120; at++) copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}
