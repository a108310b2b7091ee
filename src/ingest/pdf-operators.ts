import type { OPS, PDFPageProxy } from 'pdfjs-dist';
import { IDENTITY, multiply, toMatrix, transformPoint, type Matrix } from './pdf-matrix.ts';

/** A glyph where it is drawn: its advance, from one end of the baseline to the other, in the page's own coordinates. */
export interface DrawnGlyph {
  /** The characters that it stands for. */
  text: string;
  from: readonly [x: number, y: number];
  to: readonly [x: number, y: number];
}

/** What pdf.js tells of a glyph that is shown; widths are in thousandths of the font size. */
interface ShownGlyph {
  unicode?: string;
  width?: number;
  /** Of vertical fonts: the advance first. */
  vmetric?: ArrayLike<number>;
  isSpace?: boolean;
}

interface FontFacts {
  fontMatrix?: ArrayLike<number>;
  vertical?: boolean;
}

/** What a PDF's text operators change; kept and brought back by q and Q. */
interface TextState {
  ctm: Matrix;
  matrix: Matrix;
  x: number;
  y: number;
  lineX: number;
  lineY: number;
  /** Width of a unit of a glyph, in font sizes. */
  unit: number;
  isVertical: boolean;
  size: number;
  charSpacing: number;
  wordSpacing: number;
  stretch: number;
  rise: number;
  leading: number;
}

const START: TextState = {
  ctm: IDENTITY,
  matrix: IDENTITY,
  x: 0,
  y: 0,
  lineX: 0,
  lineY: 0,
  unit: 0.001,
  isVertical: false,
  size: 0,
  charSpacing: 0,
  wordSpacing: 0,
  stretch: 1,
  rise: 0,
  leading: 0,
};

type Handler = (walk: Walk, args: readonly unknown[]) => void;

/** One pass over the drawing operators of a page. Section 9.4 of ISO 32000-1 says how they move the text. */
class Walk {
  readonly glyphs: DrawnGlyph[] = [];
  state: TextState = START;
  readonly #saved: TextState[] = [];
  readonly #font: (name: string) => FontFacts | undefined;

  constructor(font: (name: string) => FontFacts | undefined) {
    this.#font = font;
  }

  set(change: Partial<TextState>): void {
    this.state = { ...this.state, ...change };
  }

  save(): void {
    this.#saved.push(this.state);
  }

  restore(): void {
    this.state = this.#saved.pop() ?? this.state;
  }

  transform(matrix: unknown): void {
    if (isNumbers(matrix)) this.set({ ctm: multiply(this.state.ctm, toMatrix(matrix)) });
  }

  setFont(name: unknown, size: unknown): void {
    const font = this.#font(String(name));
    const unit = font?.fontMatrix?.[0] ?? 0.001;
    this.set({ size: Number(size), unit, isVertical: font?.vertical === true });
  }

  moveLine(x: number, y: number): void {
    const lineX = this.state.lineX + x;
    const lineY = this.state.lineY + y;
    this.set({ lineX, lineY, x: lineX, y: lineY });
  }

  show(shown: readonly (number | ShownGlyph)[]): void {
    const { ctm, matrix, size, unit, stretch, rise, isVertical, charSpacing, wordSpacing } = this.state;
    const toPage = multiply(ctm, matrix);
    let { x, y } = this.state;
    for (const glyph of shown) {
      const isGap = typeof glyph === 'number';
      const width = isGap ? 0 : ((isVertical ? glyph.vmetric?.[0] : glyph.width) ?? 0) * unit * size;
      const spacing = isGap ? (-glyph * size) / 1000 : charSpacing + (glyph.isSpace ? wordSpacing : 0);
      const from = transformPoint(toPage, x, y + rise);
      if (isVertical) y += width;
      else x += width * stretch;
      const to = transformPoint(toPage, x, y + rise);
      if (isVertical) y += spacing;
      else x += spacing * stretch;
      if (!isGap && glyph.unicode) this.glyphs.push({ text: glyph.unicode, from, to });
    }
    this.set({ x, y });
  }
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

/** What each operator that touches text does; all others leave it where it is. */
function makeHandlers(ops: typeof OPS): Map<number, Handler> {
  const move: Handler = (walk, [x, y]) => walk.moveLine(Number(x), Number(y));
  return new Map<number, Handler>([
    [ops.save, (walk) => walk.save()],
    [ops.restore, (walk) => walk.restore()],
    [ops.transform, (walk, args) => walk.transform(args)],
    [ops.beginText, (walk) => walk.set({ matrix: IDENTITY, x: 0, y: 0, lineX: 0, lineY: 0 })],
    [ops.setCharSpacing, (walk, [spacing]) => walk.set({ charSpacing: Number(spacing) })],
    [ops.setWordSpacing, (walk, [spacing]) => walk.set({ wordSpacing: Number(spacing) })],
    [ops.setHScale, (walk, [percent]) => walk.set({ stretch: Number(percent) / 100 })],
    [ops.setTextRise, (walk, [rise]) => walk.set({ rise: Number(rise) })],
    [ops.setLeading, (walk, [leading]) => walk.set({ leading: Number(leading) })],
    [ops.setFont, (walk, [name, size]) => walk.setFont(name, size)],
    [ops.setGState, setGraphicsState],
    [ops.moveText, move],
    [
      ops.setLeadingMoveText,
      (walk, args) => {
        walk.set({ leading: -Number(args[1]) });
        move(walk, args);
      },
    ],
    [ops.nextLine, (walk) => walk.moveLine(0, -walk.state.leading)],
    [ops.setTextMatrix, setTextMatrix],
    [ops.showText, (walk, [shown]) => walk.show(shown as (number | ShownGlyph)[])],
    [ops.paintFormXObjectBegin, beginForm],
    [ops.paintFormXObjectEnd, (walk) => walk.restore()],
    [ops.beginGroup, (walk) => walk.save()],
    [ops.endGroup, (walk) => walk.restore()],
  ]);
}

function beginForm(walk: Walk, [matrix]: readonly unknown[]): void {
  walk.save();
  walk.transform(matrix);
}

function setTextMatrix(walk: Walk, args: readonly unknown[]): void {
  const numbers = isNumbers(args[0]) ? args[0] : (args as number[]);
  walk.set({ matrix: toMatrix(numbers), x: 0, y: 0, lineX: 0, lineY: 0 });
}

function setGraphicsState(walk: Walk, [entries]: readonly unknown[]): void {
  if (!Array.isArray(entries)) return;
  for (const [key, value] of entries as [string, unknown][])
    if (key === 'Font' && Array.isArray(value)) walk.setFont(value[0], value[1]);
}

/**
 * The glyphs of a page in the order in which they are drawn, white space too. pdf.js tells of whole stretches of text
 * where they begin and how long they are; only its drawing operators know each glyph. Rejects with what pdf.js throws.
 *
 * @param ops pdf.js's numbers of the operators.
 */
export async function readDrawnGlyphs(page: PDFPageProxy, ops: typeof OPS): Promise<DrawnGlyph[]> {
  // 0: what annotations look like is no text of the page.
  const { fnArray, argsArray } = await page.getOperatorList({ annotationMode: 0 });
  const handlers = makeHandlers(ops);
  const walk = new Walk((name) =>
    page.commonObjs.has(name) ? (page.commonObjs.get(name) as FontFacts) : undefined,
  );
  fnArray.forEach((op, i) => handlers.get(op)?.(walk, (argsArray[i] ?? []) as unknown[]));
  return walk.glyphs;
}
