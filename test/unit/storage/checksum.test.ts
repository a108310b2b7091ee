import crc32 from 'crc-32';
import { expect, it } from 'vitest';
import { isIntact } from '../../../src/storage/checksum.ts';
import type { SegmentRecord } from '../../../src/storage/schema.ts';
import { xxh32 } from '../../../src/storage/xxh32.ts';

const bytes = Uint8Array.from({ length: 99 }, (_, i) => i).buffer;
const SEGMENT = { set: 'words', sequence: 0, rows: 1, size: bytes.byteLength, bytes } as const;

it.each<[version: string, sum: Partial<SegmentRecord>]>([
  ['of now', { digest: xxh32(bytes) }],
  ['of version 3', { checksum: crc32.buf(new Uint8Array(bytes)) >>> 0 }],
])('knows segments %s that are intact, and those that are not', (_version, sum) => {
  const spoilt = bytes.slice(0);
  new Uint8Array(spoilt)[50] = 0;
  expect(isIntact({ ...SEGMENT, ...sum })).toBe(true);
  expect(isIntact({ ...SEGMENT, ...sum, bytes: spoilt })).toBe(false);
});

it('takes a segment without a checksum for damaged', () => {
  expect(isIntact(SEGMENT)).toBe(false);
});
