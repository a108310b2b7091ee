import { appendFile, mkdir, open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CHUNK_BYTES } from '../../models/manifest.ts';
import { FileHash, type FileDigest } from './file-hash.ts';

/** What a journal is about: bytes kept for other content are of no use. */
export interface PartialIdentity {
  bytes: number;
  /** SHA-256, or git's name where that is all the hub gives. */
  hash: string;
}

/**
 * A file that is still arriving, `<target>.part`, beside a journal with the hash of each complete piece of 4 MiB. After
 * a restart the pieces on the disk are hashed again, and it goes on behind the last one that is as the journal says.
 */
export class PartialFile {
  readonly #target: string;
  readonly #identity: PartialIdentity;
  readonly #handle: FileHandle;
  #hash: FileHash;
  #journaled = 0;
  #etag: string | undefined;

  private constructor(target: string, identity: PartialIdentity, handle: FileHandle, hash: FileHash) {
    this.#target = target;
    this.#identity = identity;
    this.#handle = handle;
    this.#hash = hash;
  }

  static async open(target: string, identity: PartialIdentity): Promise<PartialFile> {
    await mkdir(dirname(target), { recursive: true });
    const journal = await readJournal(target, identity);
    const handle = await open(`${target}.part`, journal ? 'r+' : 'w+').catch(() =>
      open(`${target}.part`, 'w+'),
    );
    const hash = newHash(identity);
    await rehash(handle, hash, journal?.chunks ?? []);
    await handle.truncate(hash.bytes);
    const partial = new PartialFile(target, identity, handle, hash);
    await partial.#startJournal(hash.bytes > 0 ? journal?.etag : undefined);
    return partial;
  }

  /** How much is here. */
  get bytes(): number {
    return this.#hash.bytes;
  }

  /** The server's mark of the content that these bytes are of. */
  get etag(): string | undefined {
    return this.#etag;
  }

  /** Notes which content begins to arrive. Weak marks do not promise equal bytes, so they are not kept. */
  async noteEtag(etag: string | null): Promise<void> {
    if (etag === null || etag.startsWith('W/') || etag === this.#etag) return;
    this.#etag = etag;
    await appendFile(journalOf(this.#target), `etag ${etag}\n`);
  }

  async append(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.byteLength;) {
      const { bytesWritten } = await this.#handle.write(bytes, at, undefined, this.bytes + at);
      at += bytesWritten;
    }
    this.#hash.update(bytes);
    const complete = this.#hash.chunks.slice(this.#journaled);
    if (complete.length === 0) return;
    this.#journaled += complete.length;
    await appendFile(journalOf(this.#target), complete.map((chunk) => `${chunk}\n`).join(''));
  }

  /** Forgets everything that arrived. */
  async restart(): Promise<void> {
    await this.#handle.truncate(0);
    this.#hash = newHash(this.#identity);
    await this.#startJournal(undefined);
  }

  /** Ends the hash and gives it; the file waits for `keep` or `discard`. */
  digest(): FileDigest & { gitOid?: string } {
    return this.#hash.finish();
  }

  /** Makes it the target. */
  async keep(): Promise<void> {
    await this.#handle.close();
    await rename(`${this.#target}.part`, this.#target);
    await rm(journalOf(this.#target), { force: true });
  }

  /** Removes it for good. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(`${this.#target}.part`, { force: true });
    await rm(journalOf(this.#target), { force: true });
  }

  /** Leaves it for the next time. */
  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #startJournal(etag: string | undefined): Promise<void> {
    const { chunks } = this.#hash;
    this.#journaled = chunks.length;
    this.#etag = etag;
    const lines = [titleOf(this.#identity), ...(etag === undefined ? [] : [`etag ${etag}`]), ...chunks];
    await writeFile(journalOf(this.#target), `${lines.join('\n')}\n`);
  }
}

function newHash({ bytes, hash }: PartialIdentity): FileHash {
  return new FileHash(hash.length === 40 ? bytes : undefined);
}

function journalOf(target: string): string {
  return `${target}.part.journal`;
}

function titleOf({ bytes, hash }: PartialIdentity): string {
  return `${hash} ${bytes}`;
}

/** Bytes of this content that an earlier run left, as far as its journal knows. */
export async function keptBytes(target: string, identity: PartialIdentity): Promise<number> {
  const journal = await readJournal(target, identity);
  return (journal?.chunks.length ?? 0) * CHUNK_BYTES;
}

async function readJournal(
  target: string,
  identity: PartialIdentity,
): Promise<{ chunks: string[]; etag?: string } | undefined> {
  const text = await readFile(journalOf(target), 'utf8').catch(() => '');
  // What follows the last line end was not written completely.
  const [title, ...lines] = text.split('\n').slice(0, -1);
  if (title !== titleOf(identity)) return undefined;
  const etag = lines.findLast((line) => line.startsWith('etag '))?.slice('etag '.length);
  const chunks = lines.filter((line) => /^[0-9a-f]{64}$/.test(line));
  return { chunks, ...(etag !== undefined && { etag }) };
}

/** Takes the pieces of the disk into `hash`, up to the first that is not as it was. */
async function rehash(handle: FileHandle, hash: FileHash, chunks: readonly string[]): Promise<void> {
  const buffer = Buffer.alloc(chunks.length > 0 ? CHUNK_BYTES : 0);
  for (const [index, expected] of chunks.entries()) {
    const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, index * CHUNK_BYTES);
    const alone = new FileHash();
    alone.update(buffer.subarray(0, bytesRead));
    if (bytesRead < CHUNK_BYTES || alone.chunks[0] !== expected) return;
    hash.update(buffer);
  }
}
