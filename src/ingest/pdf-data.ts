/**
 * What a PDF may name instead of carrying it, each a module of its own that is loaded when a document asks for it, so that
 * no request goes to a server for data.
 */
const FILES: Readonly<Record<string, Record<string, () => Promise<string>>>> = {
  /** Tables of older East Asian PDFs, whose bytes are no characters without them. */
  cMapUrl: import.meta.glob<string>('../../node_modules/pdfjs-dist/cmaps/*.bcmap', {
    query: '?url&inline',
    import: 'default',
  }),
  /** Stand-ins for the fonts that every reader is expected to have. */
  standardFontDataUrl: import.meta.glob<string>('../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}', {
    query: '?url&inline',
    import: 'default',
  }),
  /** Decoders of image formats that browsers do not have. */
  wasmUrl: import.meta.glob<string>('../../node_modules/pdfjs-dist/wasm/*.wasm', {
    query: '?url&inline',
    import: 'default',
  }),
};

/** What pdf.js asks for files; the shape is its `BinaryDataFactory`. */
export class PdfData {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const files = FILES[kind] ?? {};
    const load = Object.entries(files).find(([path]) => path.endsWith(`/${filename}`))?.[1];
    if (!load) throw new Error(`No such file: ${filename}`);
    const encoded = (await load()).split(',', 2)[1] ?? '';
    return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  }
}
