import type { Plugin } from 'vite';

const MODULE = '/node_modules/pdfjs-dist/legacy/build/pdf.worker.mjs';

/** Code of pdf.js, and what stands there instead. */
const CHANGES: readonly (readonly [from: string, to: string])[] = [
  [
    'if (properties.hasIncludedToUnicodeMap) {\n    return;\n  }\n  if (builtInEncoding === properties.defaultEncoding) {',
    'if (builtInEncoding === properties.defaultEncoding) {',
  ],
  [
    'for (const charCode in builtInEncoding) {\n    if (properties.hasEncoding) {',
    'for (const charCode in builtInEncoding) {\n    if (properties.hasIncludedToUnicodeMap && properties.toUnicode.has(+charCode)) {\n      continue;\n    }\n    if (properties.hasEncoding) {',
  ],
];

/**
 * The code of pdf.js' worker such that a font with a map of some of its characters has the names of its glyphs asked for
 * the others, as other readers do: else "file" is read as "le" in what dvipdfmx wrote. Other code stays as it is.
 *
 * @throws {Error} for a pdf.js in which that stands no longer as it did.
 */
export function completeCharacterMaps(code: string, id: string): string {
  if (!id.replaceAll('\\', '/').includes(MODULE)) return code;
  return CHANGES.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2)
      throw new Error(
        `pdf.js has changed where fonts with part of a character map are read; see ${import.meta.filename}.`,
      );
    return text.replace(from, to);
  }, code);
}

/** See `completeCharacterMaps`. */
export function mendCharacterMaps(): Plugin {
  return {
    name: 'cloister:character-maps',
    transform(code, id) {
      const mended = completeCharacterMaps(code, id);
      return mended === code ? null : { code: mended, map: null };
    },
  };
}
