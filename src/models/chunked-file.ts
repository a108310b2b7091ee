import type { ByteCache } from './byte-cache.ts';
import { verifyDigest } from './digest.ts';
import { allocate, fetchParts, type ByteRange, type DownloadOptions } from './download.ts';
import { CHUNK_BYTES, type ManifestFile } from './manifest.ts';

/** Pieces that are hashed and stored at a time; more gain nothing, and each is a copy in memory. */
const IN_FLIGHT = 4;

export interface ChunkOptions extends DownloadOptions {
  cache: RequestCache;
  /** Keeps pieces between visits; undefined for none. */
  pieces: ByteCache | undefined;
}

/** A piece of a file, which is checked and kept by itself. */
interface Chunk {
  file: ManifestFile;
  first: number;
  end: number;
}

/**
 * Reads a big file by its pieces: those that are kept are checked again, the others are fetched, and each is checked as
 * soon as it is whole and then kept, so that a transfer that broke off goes on where it was.
 *
 * @returns The bytes of the whole file, which were all hashed.
 * @throws As `ModelStore.read`; a kept piece that was altered is removed first.
 */
export async function readChunked(
  file: ManifestFile & { chunks: string[] },
  url: URL,
  options: ChunkOptions,
): Promise<ArrayBuffer> {
  const bytes = allocate(file);
  let done = 0;
  const take = (chunk: Chunk): void => {
    done += chunk.end - chunk.first;
    options.onBytes?.(done);
  };
  const missing = await readKept(chunksOf(file), bytes, url, options, take);
  for (const run of runsOf(missing)) await fetchRun(run, bytes, file, url, options, take);
  return bytes.buffer;
}

/** The pieces of a file, each as a file of its own. */
export function chunksOf({ path, bytes, chunks }: ManifestFile & { chunks: string[] }): Chunk[] {
  return chunks.map((sha256, index) => {
    const first = index * CHUNK_BYTES;
    const end = Math.min(bytes, first + CHUNK_BYTES);
    const name = `${path} (piece ${index + 1} of ${chunks.length})`;
    return { file: { path: name, bytes: end - first, sha256 }, first, end };
  });
}

/** Fills in the pieces that are kept; resolves with the others. */
async function readKept(
  chunks: readonly Chunk[],
  bytes: Uint8Array<ArrayBuffer>,
  url: URL,
  { pieces, signal }: ChunkOptions,
  take: (chunk: Chunk) => void,
): Promise<Chunk[]> {
  if (!pieces) return [...chunks];
  const missing: Chunk[] = [];
  for (let at = 0; at < chunks.length; at += IN_FLIGHT) {
    signal?.throwIfAborted();
    const group = chunks.slice(at, at + IN_FLIGHT);
    const found = await Promise.all(group.map(({ file }) => readPiece(file, pieces)));
    group.forEach((chunk, index) => {
      const piece = found[index];
      if (!piece) return missing.push(chunk);
      bytes.set(new Uint8Array(piece), chunk.first);
      return take(chunk);
    });
  }
  return missing;
}

async function readPiece(file: ManifestFile, pieces: ByteCache): Promise<ArrayBuffer | undefined> {
  const piece = await pieces.read(file.sha256);
  if (!piece) return undefined;
  try {
    await verifyDigest(piece, file, `cache:${file.sha256}`);
    return piece;
  } catch (error) {
    await pieces.remove(file.sha256).catch(() => undefined);
    throw error;
  }
}

/** Neighbouring pieces come in one transfer. */
function runsOf(missing: readonly Chunk[]): Chunk[][] {
  const runs: Chunk[][] = [];
  for (const chunk of missing) {
    const last = runs.at(-1);
    if (last?.at(-1)?.end === chunk.first) last.push(chunk);
    else runs.push([chunk]);
  }
  return runs;
}

async function fetchRun(
  run: readonly Chunk[],
  bytes: Uint8Array<ArrayBuffer>,
  file: ManifestFile,
  url: URL,
  options: ChunkOptions,
  take: (chunk: Chunk) => void,
): Promise<void> {
  const range: ByteRange = { first: run[0]?.first ?? 0, end: run.at(-1)?.end ?? 0 };
  const waiting = [...run];
  const checks = new Set<Promise<void>>();
  let at = range.first;
  try {
    for await (const part of fetchParts(url, file, range, options)) {
      bytes.set(part, at);
      at += part.byteLength;
      for (let chunk = waiting[0]; chunk && chunk.end <= at; chunk = waiting[0]) {
        waiting.shift();
        const check = keepPiece(chunk, bytes, url, options).then(() => take(chunk));
        checks.add(check);
        check.then(() => checks.delete(check)).catch(() => undefined);
        // Also ends the transfer at the first piece that is not the listed one.
        if (checks.size >= IN_FLIGHT) await Promise.race(checks);
      }
    }
    await Promise.all(checks);
  } finally {
    // The next call must find what this one was about to keep.
    await Promise.allSettled(checks);
  }
}

async function keepPiece(
  { file, first, end }: Chunk,
  bytes: Uint8Array<ArrayBuffer>,
  url: URL,
  { pieces }: ChunkOptions,
): Promise<void> {
  const piece = bytes.subarray(first, end);
  await verifyDigest(piece, file, url.href);
  // A full disk costs a download at the next visit, not this one.
  await pieces?.write(file.sha256, piece).catch(() => undefined);
}
