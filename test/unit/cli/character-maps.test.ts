import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { completeCharacterMaps } from '../../../src/cli/build/character-maps.ts';

const ID = '/home/a/node_modules/pdfjs-dist/legacy/build/pdf.worker.mjs';
const code = readFileSync(
  new URL('../../../node_modules/pdfjs-dist/legacy/build/pdf.worker.mjs', import.meta.url),
  'utf8',
);

/** The function that decides, as plain code that a test can run. */
function adjust(text: string): (properties: object, encoding: Record<number, string>) => void {
  const [body = ''] = /function adjustType1ToUnicode\([\s\S]+?\n\}\n/.exec(text) ?? [];
  const parts = ['IdentityToUnicodeMap', 'CharCodeMap', 'getGlyphsUnicode', 'getUnicodeForGlyph'];
  const build = Reflect.construct(Function, [...parts, `${body} return adjustType1ToUnicode;`]) as (
    ...values: unknown[]
  ) => ReturnType<typeof adjust>;
  return build(
    WeakMap,
    Map,
    () => ({}),
    (name: string) => (name.length === 1 ? name.codePointAt(0) : -1),
  );
}

/** What a font that maps character 1 alone, and names the glyphs of 1 and 2, reads as. */
function readWith(text: string): [number, string][] {
  const map = new Map([[1, 'fi']]);
  const toUnicode = {
    has: (at: number) => map.has(at),
    amend: (more: Map<number, string>) => more.forEach((value, at) => map.set(at, value)),
  };
  adjust(text)({ hasIncludedToUnicodeMap: true, toUnicode }, { 1: 'x', 2: 'y' });
  return [...map];
}

it('asks the names of glyphs for characters that a font does not map, and keeps those that it maps', () => {
  expect(readWith(code)).toEqual([[1, 'fi']]);
  expect(readWith(completeCharacterMaps(code, ID))).toEqual([
    [1, 'fi'],
    [2, 'y'],
  ]);
});

it('leaves other code alone, and says so when pdf.js has changed', () => {
  expect(completeCharacterMaps('const a = 1;', '/src/a.ts')).toBe('const a = 1;');
  expect(() => completeCharacterMaps('const a = 1;', ID)).toThrow('pdf.js has changed');
});
