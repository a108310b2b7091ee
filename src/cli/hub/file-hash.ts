import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CHUNK_BYTES } from '../../models/manifest.ts';

/** What a manifest pins of a file; `chunks` where it is longer than one of them. */
export interface FileDigest {
  bytes: number;
  sha256: string;
  chunks?: string[];
}

/** Hashes a file while it arrives: as a whole, and each piece of 4 MiB. */
export class FileHash {
  bytes = 0;
  /** Hashes of the pieces that are complete. */
  readonly chunks: string[] = [];
  readonly #whole: Hash = createHash('sha256');
  readonly #git: Hash | undefined;
  #chunk: Hash = createHash('sha256');

  /** @param gitBytes Length of the file, where git's name for its content is wanted too. */
  constructor(gitBytes?: number) {
    // git hashes a header with the length before the content: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
    if (gitBytes !== undefined) this.#git = createHash('sha1').update(`blob ${gitBytes}\0`);
  }

  update(bytes: Uint8Array): void {
    this.#whole.update(bytes);
    this.#git?.update(bytes);
    for (let at = 0; at < bytes.byteLength;) {
      const room = CHUNK_BYTES - (this.bytes % CHUNK_BYTES);
      const part = bytes.subarray(at, at + room);
      this.#chunk.update(part);
      this.bytes += part.byteLength;
      at += part.byteLength;
      if (this.bytes % CHUNK_BYTES === 0) this.#endChunk();
    }
  }

  #endChunk(): void {
    this.chunks.push(this.#chunk.digest('hex'));
    this.#chunk = createHash('sha256');
  }

  /** The digest of everything so far; ends the hash. */
  finish(): FileDigest & { gitOid?: string } {
    if (this.bytes % CHUNK_BYTES !== 0) this.#endChunk();
    const gitOid = this.#git?.digest('hex');
    return {
      bytes: this.bytes,
      sha256: this.#whole.digest('hex'),
      ...(this.bytes > CHUNK_BYTES && { chunks: this.chunks }),
      ...(gitOid !== undefined && { gitOid }),
    };
  }
}

/** Hashes a file on disk, piece by piece, so that its size does not matter. */
export async function hashFile(path: string, gitBytes?: number): Promise<FileDigest & { gitOid?: string }> {
  const hash = new FileHash(gitBytes);
  for await (const piece of createReadStream(path, { highWaterMark: 1024 * 1024 }))
    hash.update(piece as Buffer);
  return hash.finish();
}
