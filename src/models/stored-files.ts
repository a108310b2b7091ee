import { isRagError, StorageError } from '../errors.ts';
import { openOpfsCache, type ByteCache } from './byte-cache.ts';
import { chunksOf } from './chunked-file.ts';
import { verifyDigest } from './digest.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import { entriesOf } from './store.ts';

/** The files of models as they lie in a cache, whole or in pieces. */
export class StoredFiles {
  readonly #cache: ByteCache;

  constructor(cache: ByteCache) {
    this.#cache = cache;
  }

  /** Keeps a file that is one of the listed ones; resolves with those that it is. */
  async takeOver({ files }: ModelManifest, file: File): Promise<ManifestFile[] | undefined> {
    const candidates = files.filter(({ bytes }) => bytes === file.size);
    for (const candidate of candidates) {
      const pieces = candidate.chunks
        ? chunksOf({ ...candidate, chunks: candidate.chunks })
        : [whole(candidate)];
      try {
        for (const piece of pieces) {
          const bytes = await file.slice(piece.first, piece.end).arrayBuffer();
          await verifyDigest(bytes, piece.file, file.name);
          await this.#cache.write(piece.file.sha256, bytes);
        }
        return files.filter(({ sha256 }) => sha256 === candidate.sha256);
      } catch (error) {
        if (!isRagError(error)) throw noRoom(candidate.bytes, error);
        // Another file of the same size may be the one.
      }
    }
    return undefined;
  }

  /** Whether an entry is absent or as listed; an altered one is removed. */
  async isSound(entry: Pick<ManifestFile, 'sha256' | 'bytes'>): Promise<boolean> {
    const bytes = await this.#cache.read(entry.sha256);
    if (!bytes) return true;
    try {
      await verifyDigest(bytes, { path: entry.sha256, ...entry }, `cache:${entry.sha256}`);
      return true;
    } catch {
      await this.#cache.remove(entry.sha256);
      return false;
    }
  }

  /** Whether all of a file is kept. */
  async isStored(file: ManifestFile): Promise<boolean> {
    return (await this.storedBytes([file])) === file.bytes;
  }

  /** How much of these files is kept. */
  async storedBytes(files: readonly ManifestFile[]): Promise<number> {
    const entries = files.flatMap(entriesOf);
    const sizes = await Promise.all(entries.map(({ sha256 }) => this.#cache.size(sha256)));
    // An entry of another size is a broken one, which will be fetched again.
    return entries.reduce((sum, { bytes }, at) => sum + (sizes[at] === bytes ? bytes : 0), 0);
  }
}

function whole(file: ManifestFile): { file: ManifestFile; first: number; end: number } {
  return { file, first: 0, end: file.bytes };
}

/** How much of these files the browser keeps for this page. */
export async function keptBytes(files: readonly ManifestFile[]): Promise<number> {
  const cache = await openOpfsCache();
  return cache ? new StoredFiles(cache).storedBytes(files) : 0;
}

/** Makes sure that the browser has room for so many bytes. */
export async function requireRoom(needed: number): Promise<void> {
  const { quota = Number.POSITIVE_INFINITY, usage = 0 } = await navigator.storage.estimate();
  if (needed > quota - usage) throw noRoom(needed, undefined, quota - usage);
}

/** The error for bytes that cannot be kept. */
export function noRoom(needed: number, cause?: unknown, available?: number): StorageError {
  const room = available === undefined ? '' : `, and ${(available / 1e6).toFixed(0)} MB are free`;
  return new StorageError(
    'quota_exceeded',
    `The browser has no room for this model: ${(needed / 1e6).toFixed(0)} MB are needed${room}. Nothing was lost. Remove another model or documents, and try again.`,
    { cause, details: { needed, ...(available !== undefined && { available }) } },
  );
}
