import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { compareWords, type DrawnBox } from '../../../src/cli/cite-check/compare-words.ts';
import { DrawnDocument } from '../../../src/cli/cite-check/drawn-document.ts';
import { PARSE_LIMITS } from '../../../src/ingest/parser.ts';
import { openPdf } from '../../../src/ingest/pdf-engine.ts';
import { parsePdf } from '../../../src/ingest/pdf.ts';
import { boxesOf } from '../../../src/text/boxes.ts';
import type { Box, ParsedDocument } from '../../../src/types.ts';
import { drawLines, writePdf } from '../../fixtures/raw-pdf.ts';

/** A PDF as we read it, and as PDFium draws it. */
interface TwiceRead {
  parsed: ParsedDocument;
  drawn: DrawnDocument;
  sizes: readonly { width: number; height: number }[];
}

async function readTwice(bytes: Uint8Array): Promise<TwiceRead> {
  const parsed = await parsePdf(bytes, 'a.pdf', PARSE_LIMITS);
  const { document, close } = await openPdf(bytes);
  const sizes = [];
  for (let page = 1; page <= document.numPages; page++)
    sizes.push((await document.getPage(page)).getViewport({ scale: 1 }));
  await close();
  return { parsed, drawn: await DrawnDocument.open(bytes), sizes };
}

/** What PDFium finds under the boxes of a range, where that is something else. */
function findWrong({ parsed, drawn, sizes }: TwiceRead, start: number, end: number): string[] {
  const toPart = ({ page, x, y, width, height }: Box): DrawnBox => {
    const size = sizes[page - 1] ?? { width: 1, height: 1 };
    const [left, top] = [x / size.width, y / size.height];
    return { page, left, top, right: left + width / size.width, bottom: top + height / size.height };
  };
  const words = parsed.text.slice(start, end);
  const { isSame, found } = compareWords(words, boxesOf(parsed.runs ?? [], start, end).map(toPart), drawn);
  return isSame ? [] : [`“${words}” has boxes over “${found}”`];
}

/** Ranges of five words, and of one, throughout a document, over the borders of its blocks too. */
function listRanges(text: string): [start: number, end: number][] {
  const words = [...text.matchAll(/[^\s()]*[\p{L}\d][^\s()]*/gu)];
  const endOf = (at: number): number => (words[at]?.index ?? 0) + (words[at]?.[0].length ?? 0);
  return words.flatMap(({ index }, at) => {
    const last = Math.min(words.length - 1, at + 4);
    return [
      [index, endOf(at)],
      [index, endOf(last)],
    ] as [number, number][];
  });
}

describe('the boxes of words', () => {
  it.each(['manual', 'article', 'report', 'leaflet', 'right-to-left'])(
    'lie over those words and no others, as another engine draws them: %s',
    async (name) => {
      const bytes = await readFile(new URL(`../../fixtures/pdf/${name}.pdf`, import.meta.url));
      const twice = await readTwice(new Uint8Array(bytes));
      const ranges = listRanges(twice.parsed.text);
      expect(ranges.length).toBeGreaterThan(100);
      expect(ranges.flatMap(([start, end]) => findWrong(twice, start, end))).toEqual([]);
      twice.drawn.close();
    },
    30_000,
  );

  it.each([
    ['turned pages', { rotate: 90 }, ''],
    ['pages on their head', { rotate: 180 }, ''],
    ['pages turned back', { rotate: 270 }, ''],
    ['stretched letters', {}, '60 Tz'],
    ['letters and words set apart', {}, '1 Tc 6 Tw'],
    ['raised letters', {}, '4 Ts'],
    ['a page that is scaled and moved', {}, '', '0.7 0 0 0.7 40 60 cm'],
  ])('lie over their words on %s', async (_, page, state, before = '') => {
    const lines = ['Illuminating little lilies will fill', 'MMWW mammoths swim with wilful wimps.'];
    const content = `${before}\n${drawLines(lines, 72, 600, 'F1', 11).replaceAll('BT', `BT ${state}`)}`;
    const twice = await readTwice(writePdf({ pages: [{ content, size: [595, 842], ...page }] }));
    const ranges = listRanges(twice.parsed.text);
    expect(ranges).toHaveLength(22);
    expect(ranges.flatMap(([start, end]) => findWrong(twice, start, end))).toEqual([]);
    twice.drawn.close();
  });

  it('are told to be wrong when they are a letter off', async () => {
    const content = drawLines(['Illuminating little lilies'], 72, 600, 'F1', 11);
    const twice = await readTwice(writePdf({ pages: [{ content, size: [595, 842] }] }));
    const runs = twice.parsed.runs?.map((run) => ({ ...run, x: run.x + 4 })) ?? [];
    const shifted = { ...twice, parsed: { ...twice.parsed, runs } };
    expect(findWrong(shifted, 13, 19)).toHaveLength(1);
    expect(findWrong(twice, 13, 19)).toEqual([]);
    twice.drawn.close();
  });
});
