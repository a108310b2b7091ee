import { IntegrityError } from '../errors.ts';
import type { ManifestFile } from './manifest.ts';

/**
 * SHA-256 as 64 lower-case hex digits. The browser copies what it hashes, so that big files are hashed in pieces
 * (`ManifestFile.chunks`).
 */
export async function sha256(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Bytes that may be hashed at a time, so that their copies stay within it; a bigger file is hashed alone. */
const MAX_COPIED_BYTES = 32 * 1024 * 1024;

let copiedBytes = 0;
const waiting: { bytes: number; start: () => void }[] = [];

/** The same in turn: engines ask for many big files at once. */
async function hashInTurn(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<string> {
  const { byteLength } = bytes;
  await new Promise<void>((start) => {
    waiting.push({ bytes: byteLength, start });
    startNext();
  });
  try {
    return await sha256(bytes);
  } finally {
    copiedBytes -= byteLength;
    startNext();
  }
}

function startNext(): void {
  for (let next = waiting[0]; next; next = waiting[0]) {
    if (copiedBytes > 0 && copiedBytes + next.bytes > MAX_COPIED_BYTES) return;
    waiting.shift();
    copiedBytes += next.bytes;
    next.start();
  }
}

/**
 * Resolves when `bytes` are exactly the listed ones.
 *
 * @param url Where they came from, for the error.
 * @throws {IntegrityError} `size_mismatch` or `hash_mismatch`; `details` has url, expected and actual.
 */
export async function verifyDigest(
  bytes: ArrayBuffer | Uint8Array<ArrayBuffer>,
  file: ManifestFile,
  url: string,
): Promise<void> {
  if (bytes.byteLength !== file.bytes) throw sizeMismatch(file, url, `${bytes.byteLength} bytes`);
  const actual = await hashInTurn(bytes);
  if (actual === file.sha256) return;
  throw new IntegrityError(
    'hash_mismatch',
    `The file ${file.path} is not the one this release was built with (its SHA-256 differs). It was thrown away and ` +
      'nothing of it was used. Reload to fetch it again; if that fails too, tell whoever runs this site.',
    { details: { url, expected: file.sha256, actual } },
  );
}

/** The error for a file that is shorter or longer than the manifest says. */
export function sizeMismatch(file: ManifestFile, url: string, actual: string): IntegrityError {
  return new IntegrityError(
    'size_mismatch',
    `The file ${file.path} has ${actual} instead of ${file.bytes}. It was thrown away and nothing of it was used. ` +
      'Reload to fetch it again; if that fails too, tell whoever runs this site.',
    { details: { url, expected: `${file.bytes} bytes`, actual } },
  );
}
