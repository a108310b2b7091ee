import { describe, expect, it } from 'vitest';
import { PARSE_LIMITS } from '../../../src/ingest/parser.ts';
import { parsePdf } from '../../../src/ingest/pdf.ts';
import type { ParsedDocument } from '../../../src/types.ts';
import { drawLines, writePdf, type RawPage } from '../../fixtures/raw-pdf.ts';

const read = (pages: RawPage[]): Promise<ParsedDocument> =>
  parsePdf(writePdf({ pages }), 'layout.pdf', PARSE_LIMITS);
const blocksOf = ({ text, blocks }: ParsedDocument): string[] =>
  blocks.map(({ start, end }) => text.slice(start, end));

const opening = [
  'The office of the harbour is open on weekdays between eight and four, and the',
  'crane is served until the last ship of the day has left the inner basin. Whoever',
  'comes later calls the number on the door and waits at the gate until the guard',
];
const closing = [
  'opens it. The fee for a late visit is paid on the next day, together with the dues',
  'for the berth, and a receipt is given at once by the officer.',
];

describe('paragraphs over a page break', () => {
  it('are one block, over footers, page numbers and running heads', async () => {
    const page = (lines: string[], top: number, number: number): RawPage => ({
      content: [
        drawLines(['Rules of the Harbour'], 72, 800, 'F1', 9),
        drawLines(lines, 72, top),
        drawLines([`Page ${number} of 3`], 280, 40, 'F1', 9),
      ].join('\n'),
    });
    const document = await read([
      page(opening, 100, 1),
      page([...closing, 'Ships are moored with four ropes in the winter.'], 760, 2),
      page(['Nets must not be spread on the road along the quay.'], 760, 3),
    ]);
    expect(blocksOf(document)[0]).toContain('waits at the gate until the guard opens it.');
    expect(document.text).not.toMatch(/Rules of the Harbour|Page \d/);
    expect(document.blocks.map((block) => block.page)).toEqual([1, 2, 3]);
  });

  it('go on over a footnote', async () => {
    const note = drawLines(['1 Of the island, not of the mainland.'], 72, 60, 'F1', 8);
    const document = await read([
      { content: `${drawLines(opening, 72, 140)}\n${note}` },
      { content: drawLines(closing, 72, 760) },
    ]);
    expect(blocksOf(document)[0]).toContain('until the guard opens it.');
    expect(blocksOf(document)[1]).toBe('1 Of the island, not of the mainland.');
  });
});

describe('running headers', () => {
  const body = (i: number): string =>
    drawLines([`Chapter text number ${['one', 'two', 'three', 'four'][i]} stands here alone.`], 72, 600);

  it('are left out although the chapter and the number in them change', async () => {
    const pages = ['Berths', 'Berths', 'Berths', 'Dues'].map((name, i) => ({
      content: `${drawLines([`${name}  ${i + 11}`], 72, 800, 'F2', 9)}\n${body(i)}`,
    }));
    expect((await read(pages)).text).not.toMatch(/Berths|Dues|1[1-4]/);
  });

  it('are kept when they are all there is', async () => {
    const pages = [1, 2, 3].map(() => ({ content: drawLines(['Confidential'], 72, 800) }));
    expect((await read(pages)).text).toContain('Confidential');
  });

  it('are not mistaken for numbers of a table at the edge of the page', async () => {
    const pages = [7, 30, 12].map((number, i) => ({
      content: `${drawLines([`${number}`], 72, 800)}\n${body(i)}`,
    }));
    expect((await read(pages)).text).toMatch(/^7\n[^]*30[^]*12/);
  });
});

describe('directions', () => {
  it('reads a table that lies on its side, after the upright text', async () => {
    const upright = drawLines(opening, 72, 780);
    const turned = ['Town  Berths', 'Brede  12'].map((row, i) => {
      const [a = '', b = ''] = row.split('  ');
      const x = 200 + i * 16;
      return `BT /F1 11 Tf 0 1 -1 0 ${x} 300 Tm (${a}) Tj ET\nBT /F1 11 Tf 0 1 -1 0 ${x} 420 Tm (${b}) Tj ET`;
    });
    const document = await read([{ content: [upright, ...turned].join('\n') }]);
    expect(blocksOf(document).slice(1)).toEqual(['Town\tBerths', 'Brede\t12']);
  });

  it('leaves a slanted watermark out', async () => {
    const mark = 'BT /F2 60 Tf 0.7 0.7 -0.7 0.7 150 300 Tm (DRAFT) Tj ET';
    expect((await read([{ content: `${drawLines(opening, 72, 700)}\n${mark}` }])).text).not.toContain(
      'DRAFT',
    );
  });
});

describe('glyphs', () => {
  it('reads words that are printed twice for a bold look once', async () => {
    const content = `${drawLines(['Important'], 72, 700)}\n${drawLines(['Important'], 72.3, 700)}`;
    expect((await read([{ content }])).text).toBe('Important');
  });

  it('puts spaces where the gaps are and nowhere else', async () => {
    const content =
      'BT /F1 10 Tf 72 700 Td [(K) 40 (erning) -300 (makes) -250 (no) -280 (sp) 15 (aces)] TJ ET';
    expect((await read([{ content }])).text).toBe('Kerning makes no spaces');
  });
});
