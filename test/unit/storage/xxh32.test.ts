import { expect, it } from 'vitest';
import { xxh32 } from '../../../src/storage/xxh32.ts';

/** Bytes 7, 38, 69 …, and what the reference implementation (xxHash 0.8) makes of so many of them. */
const REFERENCE: [length: number, digest: number][] = [
  [0, 46947589],
  [1, 3018034],
  [3, 2896262016],
  [4, 121612930],
  [15, 2670327931],
  [16, 1064080997],
  [17, 3762875611],
  [31, 15815260],
  [64, 4071069690],
  [1001, 4032226600],
];

it.each(REFERENCE)('digests %i bytes as the reference does', (length, digest) => {
  expect(xxh32(Uint8Array.from({ length }, (_, i) => i * 31 + 7).buffer)).toBe(digest);
});

it('tells any flipped bit', () => {
  const bytes = new Uint8Array(100);
  const whole = xxh32(bytes.buffer);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const flipped = bytes.slice();
    flipped[bit >> 3] = 1 << (bit & 7);
    expect(xxh32(flipped.buffer)).not.toBe(whole);
  }
});
