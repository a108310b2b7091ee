import { statfs } from 'node:fs/promises';
import { StorageError } from '../../errors.ts';

/** Left free, so that the system and the build go on working. */
const RESERVE_BYTES = 256 * 1024 * 1024;

/** Bytes that may still be written where this folder is. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Makes sure that a download fits before it begins.
 *
 * @throws {StorageError} `quota_exceeded`, with both numbers.
 */
export function requireSpace(needed: number, available: number): void {
  if (needed + RESERVE_BYTES <= available) return;
  throw new StorageError(
    'quota_exceeded',
    `The model needs ${toMegabytes(needed)} MB more on this disk, and ${toMegabytes(available)} MB are free (${toMegabytes(RESERVE_BYTES)} MB of them are left alone). Nothing was downloaded. Free some space, or take a smaller model.`,
    { details: { needed: needed + RESERVE_BYTES, available } },
  );
}

function toMegabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
