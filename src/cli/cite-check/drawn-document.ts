import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';
import { pointOf, type Extent } from './letter-point.ts';

/** A letter as PDFium draws it: a point inside it, in parts of the width and height of the page as it is shown. */
export interface DrawnLetter {
  char: string;
  x: number;
  y: number;
}

/** PDFium answers in whole units of a device; with one this large a unit is far below what an eye sees. */
const DEVICE = 1_000_000;
const FLOAT = 4;
const DOUBLE = 8;

/** What stands for a glyph that PDFium knows no character for; 2 is its sign for a hyphen at the end of a line. */
const UNKNOWN = /[\u0000\u0001\u0003-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F]/;

let engine: Promise<WrappedPdfiumModule> | undefined;

/** The memory of the engine, which its own types leave open. */
interface EngineMemory {
  HEAPU8: Uint8Array;
  getValue(address: number, type: 'i32' | 'float' | 'double'): number;
  wasmExports: { malloc(bytes: number): number; free(address: number): void };
}

function memoryOf(engine: WrappedPdfiumModule): EngineMemory {
  return engine.pdfium as unknown as EngineMemory;
}

async function startEngine(): Promise<WrappedPdfiumModule> {
  const bytes = await readFile(createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm'));
  const module = await init({ wasmBinary: new Uint8Array(bytes).buffer });
  module.PDFiumExt_Init();
  return module;
}

/**
 * A PDF read by an engine that shares nothing with the one of the app, so that what it finds under a box is a check and
 * no echo.
 */
export class DrawnDocument {
  readonly #engine: WrappedPdfiumModule;
  readonly #address: number;
  readonly #document: number;
  readonly #pages = new Map<number, readonly DrawnLetter[]>();

  private constructor(engine: WrappedPdfiumModule, address: number, document: number) {
    this.#engine = engine;
    this.#address = address;
    this.#document = document;
  }

  /** Rejects with `Error` for what PDFium cannot open. */
  static async open(bytes: Uint8Array): Promise<DrawnDocument> {
    engine ??= startEngine();
    const pdfium = await engine;
    const { wasmExports } = memoryOf(pdfium);
    const address = wasmExports.malloc(bytes.length);
    memoryOf(pdfium).HEAPU8.set(bytes, address);
    const document = pdfium.FPDF_LoadMemDocument(address, bytes.length, '');
    if (document !== 0) return new DrawnDocument(pdfium, address, document);
    wasmExports.free(address);
    throw new Error(`PDFium cannot open the file (its error ${pdfium.FPDF_GetLastError()}).`);
  }

  /**
   * The letters of a page in the order of reading, white space left out.
   *
   * @param number Page from 1.
   */
  letters(number: number): readonly DrawnLetter[] {
    const known = this.#pages.get(number);
    if (known) return known;
    const letters = this.#readPage(number);
    this.#pages.set(number, letters);
    return letters;
  }

  close(): void {
    this.#engine.FPDF_CloseDocument(this.#document);
    memoryOf(this.#engine).wasmExports.free(this.#address);
  }

  #readPage(number: number): DrawnLetter[] {
    const pdfium = this.#engine;
    const page = pdfium.FPDF_LoadPage(this.#document, number - 1);
    if (page === 0) throw new Error(`PDFium cannot read page ${number}.`);
    const text = pdfium.FPDFText_LoadPage(page);
    const memory = memoryOf(pdfium).wasmExports.malloc(4 * DOUBLE);
    const letters: DrawnLetter[] = [];
    const count = pdfium.FPDFText_CountChars(text);
    for (let at = 0; at < count; at++) {
      const char = this.#spell(text, at);
      if (char.trim() === '' || pdfium.FPDFText_IsGenerated(text, at) === 1) continue;
      const extent = this.#measure(text, at, memory);
      if (extent) letters.push({ char, ...this.#show(page, pointOf(char, extent), memory) });
    }
    memoryOf(pdfium).wasmExports.free(memory);
    pdfium.FPDFText_ClosePage(text);
    pdfium.FPDF_ClosePage(page);
    return letters;
  }

  /** Characters above U+FFFF come as two. */
  #spell(text: number, at: number): string {
    const [before, code, after] = [at - 1, at, at + 1].map((index) =>
      index < 0 ? 0 : this.#engine.FPDFText_GetUnicode(text, index),
    );
    const isLow = (unit = 0): boolean => unit >= 0xdc00 && unit < 0xe000;
    const isHigh = (unit = 0): boolean => unit >= 0xd800 && unit < 0xdc00;
    if (isHigh(code) && isLow(after)) return String.fromCharCode(code ?? 0, after ?? 0);
    if (isLow(code) && isHigh(before)) return '';
    const char = String.fromCodePoint(code ?? 0);
    return UNKNOWN.test(char) ? '\uFFFD' : char;
  }

  #measure(text: number, at: number, memory: number): Extent | undefined {
    const pdfium = this.#engine;
    const { getValue } = memoryOf(pdfium);
    const double = (index: number): number => getValue(memory + index * DOUBLE, 'double');
    if (!pdfium.FPDFText_GetCharOrigin(text, at, memory, memory + DOUBLE)) return undefined;
    const origin: [number, number] = [double(0), double(1)];
    if (
      !pdfium.FPDFText_GetCharBox(text, at, memory, memory + DOUBLE, memory + 2 * DOUBLE, memory + 3 * DOUBLE)
    )
      return undefined;
    const ink = { left: double(0), right: double(1), bottom: double(2), top: double(3) };
    pdfium.FPDFText_GetMatrix(text, at, memory);
    const [c, d] = [2, 3].map((index) => getValue(memory + index * FLOAT, 'float'));
    const size = pdfium.FPDFText_GetFontSize(text, at) * Math.hypot(c ?? 0, d ?? 1);
    return { origin, ink, size, angle: pdfium.FPDFText_GetCharAngle(text, at) };
  }

  /** A point of the page on the page as it is shown, which may be turned. */
  #show(page: number, [x, y]: readonly [number, number], memory: number): { x: number; y: number } {
    const pdfium = this.#engine;
    pdfium.FPDF_PageToDevice(page, 0, 0, DEVICE, DEVICE, 0, x, y, memory, memory + FLOAT);
    const { getValue } = memoryOf(pdfium);
    return { x: getValue(memory, 'i32') / DEVICE, y: getValue(memory + FLOAT, 'i32') / DEVICE };
  }
}
