import { readFile } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { isRagError } from '../../../src/errors.ts';
import { PARSE_LIMITS } from '../../../src/ingest/parser.ts';
import { parsePdf } from '../../../src/ingest/pdf.ts';
import { boxesOf } from '../../../src/text/boxes.ts';
import type { Block, ParsedDocument } from '../../../src/types.ts';
import { drawLines, ucs2, writePdf, type RawPdf } from '../../fixtures/raw-pdf.ts';

// The engine takes seconds to load where other things run.
vi.setConfig({ testTimeout: 30_000 });

const fixture = async (name: string): Promise<ParsedDocument> => {
  const bytes = await readFile(new URL(`../../fixtures/pdf/${name}.pdf`, import.meta.url));
  return parsePdf(new Uint8Array(bytes), `${name}.pdf`, PARSE_LIMITS);
};
const raw = (pdf: RawPdf): Promise<ParsedDocument> => parsePdf(writePdf(pdf), 'raw.pdf', PARSE_LIMITS);
const textOf = (document: ParsedDocument, block: Block): string =>
  document.text.slice(block.start, block.end);
const textsOf = (document: ParsedDocument, kind: Block['kind']): string[] =>
  document.blocks.filter((block) => block.kind === kind).map((block) => textOf(document, block));

async function failureOf(
  bytes: Uint8Array,
  limits = PARSE_LIMITS,
): Promise<{ code: string; message: string }> {
  try {
    await parsePdf(bytes, 'bad.pdf', limits);
  } catch (error) {
    if (isRagError(error)) return error;
    throw error;
  }
  throw new Error('It was read.');
}

describe('a manual with running headers, two columns and broken words', () => {
  it('leaves out what repeats on every page, and page numbers', async () => {
    const { text, pages } = await fixture('manual');
    expect(pages).toBe(2);
    expect(text).not.toMatch(/Harbour Office|Edition 4|Page \d/);
  });

  it('joins words at soft hyphens and keeps real ones', async () => {
    const { text } = await fixture('manual');
    expect(text).toContain('is taken out of service at once, and the workshop is told.');
    expect(text.normalize('NFKC')).toMatch(/The state.of.the.art brake must hold the empty hook/);
  });

  it('reads columns one after the other, and the heading below them after both', async () => {
    const { text } = await fixture('manual');
    const order = [
      'The crane lifts eight',
      'Loads are never',
      'Containers are',
      'Sacks are lifted',
      '3 Messages',
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(text).toContain(
      'from a speed of fourteen metres in a second the load is halved, and from twenty metres',
    );
  });

  it('tells headings, list items and code apart', async () => {
    const manual = await fixture('manual');
    expect(manual.title).toBe('Manual of the Harbour Crane');
    expect(textsOf(manual, 'title')).toEqual(['Manual of the Harbour Crane']);
    expect(textsOf(manual, 'heading')).toEqual([
      '1 Before the shift',
      'Brakes and ropes',
      '2 Loads',
      '3 Messages on the display',
      '4 After the shift',
      '5 Care',
    ]);
    expect(textsOf(manual, 'list-item')).toContain(
      '1. Open the main valve slowly and wait until the pressure gauge shows eleven bar, which takes about two minutes in winter.',
    );
    expect(textsOf(manual, 'code')).toEqual([
      'E01 pressure low\n  check valve 3\nE07 overload\n  lower the load, then press RESET',
    ]);
    const rope = manual.blocks.find((block) => textOf(manual, block).startsWith('Walk around'));
    expect(rope?.headings).toEqual(['1 Before the shift', 'Brakes and ropes']);
  });

  it('says on which page a block begins', async () => {
    const manual = await fixture('manual');
    const page = (words: string): number | undefined =>
      manual.blocks.find((block) => textOf(manual, block).startsWith(words))?.page;
    expect(page('The controller writes')).toBe(1);
    expect(page('Paint that has come off')).toBe(2);
  });
});

describe('a paper in two columns', () => {
  it('reads over columns, a footnote and a table without breaking a sentence', async () => {
    const { text } = await fixture('article');
    expect(text).toContain(
      'Maintenance was carried out twice a year by volunteers, who also replaced the batteries',
    );
    expect(text).toContain('The difference between valleys is explained by the permeability of the gravel.');
    expect(text).toContain('Groundwater is the most important source of drinking water in the Alps.');
  });

  it('reads its table by row', async () => {
    const article = await fixture('article');
    expect(textsOf(article, 'table-row')).toEqual([
      'Station\t2008\t2014\t2020',
      'Andermatt\t1435.2\t1434.9\t1434.1',
      'Realp\t1537.0\t1536.8\t1536.9',
      'Hospental\t1451.7\t1451.2\t1450.8',
    ]);
    expect(textsOf(article, 'caption')).toEqual(['Table 1: Mean levels at the stations']);
    const rows = article.blocks.filter((block) => block.kind === 'table-row');
    expect(rows.map((block) => block.row)).toEqual([1, 2, 3, 4]);
    expect(rows[2]?.header).toEqual(['Station', '2008', '2014', '2020']);
  });
});

describe('tables and columns side by side', () => {
  it('keeps cells of several lines in their row', async () => {
    const report = await fixture('report');
    const rows = textsOf(report, 'table-row');
    expect(rows).toContain(
      'Leaks behind the meter\tThe customer pays for water that is lost behind the meter. The board may waive half of the amount once in ten years.\t2015',
    );
    expect(rows.find((row) => row.startsWith('Meter reading\tMeters are read twice'))).toMatch(
      /one week\.\t2011$/,
    );
    expect(rows).toContain('Upper Lane\t1,204\t170,400\t171,000');
  });

  it('reads three columns of text one after the other', async () => {
    const report = await fixture('report');
    expect(textsOf(report, 'paragraph')).toContain(
      'In Oakham the board repaired eleven kilometres of mains. The work was finished four weeks early, because the ground was softer than expected and the weather was dry during most of the spring.',
    );
    const leaflet = await fixture('leaflet');
    expect(leaflet.text).toContain(
      'Pull both levers. The bicycle must not move when you push it. Replace the pads when the groove can no longer be seen.',
    );
    expect(leaflet.text.indexOf('Rear: 4 bar')).toBeLessThan(leaflet.text.indexOf('Brakes'));
    expect(leaflet.text.indexOf('six hours')).toBeLessThan(leaflet.text.indexOf('Contact'));
  });
});

describe('scripts', () => {
  it('reads Arabic and Hebrew in logical order, with numbers, Latin words and brackets', async () => {
    const { text } = await fixture('right-to-left');
    expect(text).toContain('في عام 2023 سلمت 4.2 مليون متر مكعب من المياه');
    expect(text).toContain('(انظر الجدول 3).');
    expect(text).toContain('في Brede في مارس وهي تحل محل مبنى من عام 1936.');
    expect(text).toContain('בשנת 2023, לפי Water Board (ראו טבלה).');
  });

  it('reads Chinese through a predefined character map, without spaces at line ends', async () => {
    const lines = ['水务局为四个城镇和十二个村庄', '提供服务。供水四百二十万立方米。'];
    const content = lines
      .map((line, i) => `BT /F4 12 Tf 72 ${700 - 18 * i} Td ${ucs2(line)} Tj ET`)
      .join('\n');
    const { text } = await raw({ pages: [{ content }] });
    expect(text).toBe(lines.join(''));
  });

  it('reads vertical Japanese from the right', async () => {
    const lines = ['私はその人を常に先生と', '呼んでいた。だからここでも'];
    const content = lines
      .map((line, i) => `BT /F5 12 Tf ${500 - 20 * i} 700 Td ${ucs2(line)} Tj ET`)
      .join('\n');
    const { text, runs } = await raw({ pages: [{ content }] });
    expect(text).toBe(lines.join(''));
    expect(runs?.[0]?.height).toBeGreaterThan(100);
    expect(runs?.[0]?.x).toBeGreaterThan(480);
  });

  it('joins accents and ligatures', async () => {
    const old = 'BT /F1 12 Tf 72 700 Td [(Caf) (\\264) 333 (e d) (\\250) 333 (u)] TJ ET';
    const { text } = await raw({ pages: [{ content: old }] });
    expect(text).toBe('Café dü');
  });
});

describe('places on the page', () => {
  const line = 'The quick brown fox jumps over the lazy dog';

  it.each([0, 90, 180, 270])('fits the page as it is shown at a rotation of %i degrees', async (rotate) => {
    const content = drawLines([line], 72, 700, 'F1', 12);
    const { runs = [], text } = await raw({ pages: [{ content, rotate, size: [595, 842] }] });
    expect(text).toBe(line);
    const left = 72;
    const top = 842 - 700;
    const boxes = boxesOf(runs, 0, text.length);
    const middle = (from: number[], to: number[]): number => (Math.min(...from) + Math.max(...to)) / 2;
    const center = {
      x: middle(
        boxes.map((box) => box.x),
        boxes.map((box) => box.x + box.width),
      ),
      y: middle(
        boxes.map((box) => box.y),
        boxes.map((box) => box.y + box.height),
      ),
    };
    const shown = {
      0: [left + 120, top],
      90: [842 - top, left + 120],
      180: [595 - left - 120, 842 - top],
      270: [top, 595 - left - 120],
    };
    const [x = 0, y = 0] = shown[rotate as 0 | 90 | 180 | 270];
    expect(Math.abs(center.x - x)).toBeLessThan(20);
    expect(Math.abs(center.y - y)).toBeLessThan(20);
  });

  it('places a word where it is drawn', async () => {
    const content = drawLines([line], 72, 700, 'F3', 10);
    const { runs = [] } = await raw({ pages: [{ content }] });
    const at = line.indexOf('jumps');
    const [box] = boxesOf(runs, at, at + 5);
    expect(box?.x).toBeCloseTo(72 + 6 * at, 1);
    expect(box?.width).toBeCloseTo(30, 1);
    expect(box?.y).toBeGreaterThan(842 - 700 - 11);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(842 - 700 + 5);
  });
});

describe('every PDF', () => {
  it.each(['manual', 'article', 'report', 'leaflet', 'right-to-left'])(
    'keeps its promises: %s',
    async (name) => {
      const document = await fixture(name);
      expect(() => expectSound(document)).not.toThrow();
    },
  );
});

function expectSound(document: ParsedDocument): void {
  let end = 0;
  for (const block of document.blocks) {
    expect(document.text.slice(end, block.start).trim()).toBe('');
    expect(textOf(document, block).trim()).toBe(textOf(document, block));
    expect(block.end).toBeGreaterThan(block.start);
    end = block.end;
  }
  expect(document.text.slice(end).trim()).toBe('');
  expect(document.text).toBe(document.text.normalize('NFC'));
  let at = 0;
  for (const run of document.runs ?? []) {
    expect(run.start).toBeGreaterThanOrEqual(at);
    expect(run.end).toBeGreaterThan(run.start);
    expect(run.page).toBeGreaterThanOrEqual(1);
    expect(run.page).toBeLessThanOrEqual(document.pages ?? 0);
    for (const edge of [run.x, run.y, run.width, run.height]) expect(edge).toBeGreaterThanOrEqual(0);
    expect(run.x + run.width).toBeLessThanOrEqual(900);
    expect(run.y + run.height).toBeLessThanOrEqual(900);
    at = run.end;
  }
  expect(at).toBeLessThanOrEqual(document.text.length);
  const covered = (document.runs ?? []).reduce((sum, run) => sum + run.end - run.start, 0);
  expect(covered).toBeGreaterThan(0.8 * document.text.length);
}

describe('pages without text and files that cannot be read', () => {
  const page = { content: drawLines(['The first page has a text layer that can be read.'], 72, 700) };

  it('names the pages that hold no text', async () => {
    const { warnings, pages } = await raw({
      pages: [page, { content: '' }, { content: '' }, page, { content: '' }],
    });
    expect(pages).toBe(5);
    expect(warnings).toHaveLength(1);
    expect(warnings?.[0]).toContain('Pages 2 to 3, 5 are without text');
  });

  it('has no warnings otherwise', async () => {
    expect((await raw({ pages: [page] })).warnings ?? []).toEqual([]);
  });

  it('refuses a scan and says what helps', async () => {
    const { code, message } = await failureOf(writePdf({ pages: [{ content: '0 0 100 100 re f' }] }));
    expect(code).toBe('no_text');
    expect(message).toContain('OCR');
  });

  it('refuses a locked file', async () => {
    const { code, message } = await failureOf(writePdf({ pages: [page], password: 'secret' }));
    expect(code).toBe('encrypted');
    expect(message).toContain('password');
  });

  it('reads a file that is encrypted without a password for opening it', async () => {
    const bytes = writePdf({ pages: [page], password: '' });
    const { text } = await parsePdf(bytes, 'open.pdf', PARSE_LIMITS);
    expect(text).toContain('The first page has a text layer');
  });

  it('refuses more pages than the limit', async () => {
    const bytes = writePdf({ pages: [page, page, page] });
    const { code, message } = await failureOf(bytes, { ...PARSE_LIMITS, pages: 2 });
    expect(code).toBe('too_large');
    expect(message).toContain('3 pages');
  });

  it('refuses what is no PDF', async () => {
    expect((await failureOf(new TextEncoder().encode('%PDF-1.7 and nothing more'))).code).toBe('malformed');
    expect((await failureOf(new Uint8Array())).code).toBe('malformed');
  });

  it('leaves the bytes of the caller whole', async () => {
    const bytes = writePdf({ pages: [page] });
    const before = bytes.slice();
    await parsePdf(bytes, 'a.pdf', PARSE_LIMITS);
    expect(bytes).toEqual(before);
  });

  it('reads what is left of a file that was cut off', async () => {
    const bytes = writePdf({ pages: [page] });
    const { text } = await parsePdf(bytes.slice(0, bytes.length - 20), 'cut.pdf', PARSE_LIMITS);
    expect(text).toContain('The first page has a text layer');
  });

  it('survives forms that contain themselves', async () => {
    const form =
      '<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 20 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream';
    const content = `${page.content}\n/X Do`;
    const { text } = await raw({
      pages: [{ content, resources: '/XObject << /X 20 0 R >>' }],
      objects: { 20: form },
    });
    expect(text).toContain('The first page has a text layer');
  });

  it('survives a page tree that claims billions of pages or holds itself', async () => {
    const tree = '<< /Type /Pages /Count 2147483647 /Kids [2 0 R] >>';
    const { code } = await failureOf(writePdf({ pages: [page], objects: { 2: tree } }));
    expect(['malformed', 'too_large', 'no_text']).toContain(code);
  });

  it('never throws anything but a DocumentError for damaged bytes', async () => {
    const bytes = writePdf({ pages: [page, page], title: 'Damaged' });
    for (let i = 0; i < 60; i++) {
      const broken = bytes.slice();
      for (let k = 0; k < 8; k++) broken[(i * 7919 + k * 104_729) % broken.length] = (i * 31 + k * 17) & 255;
      const result = await parsePdf(broken, 'damaged.pdf', PARSE_LIMITS).catch((error: unknown) => error);
      const isSound = (): void => expectSound(result as ParsedDocument);
      if (result instanceof Error) expect(result.name).toBe('DocumentError');
      else expect(isSound).not.toThrow();
    }
  });
});

describe('titles', () => {
  const content = `${drawLines(['The Real Name of It'], 72, 760, 'F2', 20)}\n${drawLines(['A sentence of the body text, which is long enough.', 'And another sentence of the body text.'], 72, 700)}`;

  it('takes the metadata when it is a title', async () => {
    expect((await raw({ pages: [{ content }], title: 'Report on Wells' })).title).toBe('Report on Wells');
  });

  it.each(['Microsoft Word - draft7.doc', 'untitled', 'scan0001.pdf', ''])(
    'takes the largest heading instead of %j',
    async (title) => {
      expect((await raw({ pages: [{ content }], title })).title).toBe('The Real Name of It');
    },
  );
});
