import crc32 from 'crc-32';

/**
 * CRC-32 (ISO 3309) of bytes, unsigned. It finds what a disk does to bytes, not what an attacker does; unlike the
 * browser's digests it is there at once, which a transaction needs.
 */
export function checksumOf(bytes: ArrayBuffer): number {
  return crc32.buf(new Uint8Array(bytes)) >>> 0;
}

/** The same of a value that is stored as it is. It must be one that JSON can hold. */
export function checksumOfValue(value: unknown): number {
  return crc32.str(JSON.stringify(value)) >>> 0;
}
