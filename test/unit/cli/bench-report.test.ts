import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/cli/bench/bench-report.ts';
import { PatternModel } from '../../../src/cli/bench/pattern-model.ts';
import { mixedTexts } from '../../../src/cli/bench/texts.ts';
import { CHUNK_BYTES, parseManifest } from '../../../src/models/manifest.ts';

describe('judge', () => {
  it('names the figures that miss what is asked, and no others', () => {
    const { missed } = judge({
      embedTax: 0.02,
      generateTax: 0.021,
      hopMs: 5,
      sortedSpeedup: 1.49,
      secondTurn: 0.5,
      verifyShare: Number.NaN,
      verifyExtraMiB: -3,
    });
    expect(missed).toEqual(['generateTax', 'sortedSpeedup', 'verifyShare']);
  });
});

describe('PatternModel', () => {
  it('serves the bytes that its manifest lists, as a whole and by piece, no two pieces the same', () => {
    const model = new PatternModel('m', 4 * CHUNK_BYTES, 2 * CHUNK_BYTES, true);
    const manifest = parseManifest(model.manifest);
    expect(manifest.files).toHaveLength(2);
    const chunks = manifest.files.flatMap((file) => {
      const served = model.read(manifest.base + file.path);
      const bytes = Buffer.concat([...(served?.pieces ?? [])]);
      expect(bytes.byteLength).toBe(file.bytes);
      expect(served?.bytes).toBe(file.bytes);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
      const first = createHash('sha256').update(bytes.subarray(0, CHUNK_BYTES)).digest('hex');
      expect(file.chunks?.[0]).toBe(first);
      return file.chunks ?? [];
    });
    expect(new Set(chunks).size).toBe(4);
    expect(model.read('pattern/m/other')).toBeUndefined();
  });

  it('refuses sizes that its pieces do not make up', () => {
    expect(() => new PatternModel('m', CHUNK_BYTES, CHUNK_BYTES / 2, false)).toThrow(RangeError);
  });
});

describe('mixedTexts', () => {
  it('spreads lengths evenly, in an order that is mixed and the same each time', () => {
    const texts = mixedTexts(64, 4, 180);
    const lengths = texts.map((text) => text.split(' ').length);
    expect(mixedTexts(64, 4, 180)).toEqual(texts);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([4, 180]);
    expect(new Set(lengths).size).toBe(64);
    expect(lengths).not.toEqual(lengths.toSorted((a, b) => a - b));
  });
});
