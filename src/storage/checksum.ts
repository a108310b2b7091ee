import crc32 from 'crc-32';
import type { SegmentRecord } from './schema.ts';
import { xxh32 } from './xxh32.ts';

/** Whether the bytes of a segment are what was written. */
export function isIntact({ bytes, digest, checksum }: SegmentRecord): boolean {
  if (digest !== undefined) return xxh32(bytes) === digest;
  return crc32.buf(new Uint8Array(bytes)) >>> 0 === checksum;
}

/**
 * CRC-32 (ISO 3309) of a value that is stored as it is, unsigned. It must be one that JSON can hold. Like XXH32 it finds
 * what a disk does to bytes, not what an attacker does; unlike the browser's digests both are there at once, which a
 * transaction needs.
 */
export function checksumOfValue(value: unknown): number {
  return crc32.str(JSON.stringify(value)) >>> 0;
}
