/**
 * Tables that older East Asian PDFs name instead of carrying them: without them their bytes are no characters. Each is
 * a module of its own, loaded when a document asks for it, so that no request goes to a server for data.
 */
const TABLES: Record<string, () => Promise<string>> = import.meta.glob<string>(
  '../../node_modules/pdfjs-dist/cmaps/*.bcmap',
  { query: '?url&inline', import: 'default' },
);

/** What pdf.js asks for files; the shape is its `BinaryDataFactory`. Fonts and codecs are not needed to read text. */
export class CharacterMaps {
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const load = TABLES[`../../node_modules/pdfjs-dist/cmaps/${filename}`];
    if (kind !== 'cMapUrl' || !load) throw new Error(`No such file: ${filename}`);
    const encoded = (await load()).split(',', 2)[1] ?? '';
    return Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  }
}
