import { stat } from 'node:fs/promises';
import { IntegrityError } from '../../errors.ts';
import { hashFile, type FileDigest } from './file-hash.ts';
import type { HubHttp, OpenAnswer } from './http.ts';
import { PartialFile, type PartialIdentity } from './partial-file.ts';
import { TransientFault } from './retry.ts';

/** A file of the hub and what it must be. */
export interface RemoteFile {
  /** In its repository. */
  path: string;
  url: URL;
  bytes: number;
  /** Hex; given for files in large file storage. */
  sha256?: string;
  /** git's name for the content, given for every other file. */
  gitOid?: string;
}

/**
 * Downloads a file to `target`, which appears only when all of it is there and is what the hub says it is. What an
 * earlier run left is taken up again; a `target` that is complete already is hashed and kept.
 *
 * @param onBytes Called with the bytes that are here so far.
 * @throws {IntegrityError} `size_mismatch` or `hash_mismatch`; the bytes are thrown away.
 * @throws {NetworkError | StateError} it could not be fetched; what arrived is kept.
 */
export async function downloadFile(
  http: HubHttp,
  file: RemoteFile,
  target: string,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<FileDigest> {
  const identity = identityOf(file);
  const present = await stat(target).catch(() => undefined);
  if (present?.size === file.bytes) {
    const digest = await hashFile(target, file.bytes);
    if (isExpected(file, digest)) return withoutGit(digest);
  }
  const partial = await PartialFile.open(target, identity);
  try {
    await http.repeat(file.url, () => receive(http, file, partial, onBytes));
  } catch (error) {
    if (error instanceof IntegrityError) await partial.discard();
    else await partial.close();
    throw error;
  }
  const digest = partial.digest();
  if (isExpected(file, digest)) {
    await partial.keep();
    return withoutGit(digest);
  }
  await partial.discard();
  const actual = file.sha256 ? digest.sha256 : (digest.gitOid ?? '');
  throw new IntegrityError(
    'hash_mismatch',
    `${file.path} is not what ${file.url.host} lists for it: its hash is ${actual} instead of ${identity.hash}. It was thrown away. Run the same command again to fetch it anew; if that fails too, the server, or something on the way, alters it.`,
    { details: { url: file.url.href, expected: identity.hash, actual } },
  );
}

/** What tells this content from any other. */
export function identityOf({ sha256, gitOid, bytes }: RemoteFile): PartialIdentity {
  return { bytes, hash: sha256 ?? gitOid ?? '' };
}

function isExpected({ sha256, gitOid }: RemoteFile, digest: { sha256: string; gitOid?: string }): boolean {
  return sha256 === undefined ? digest.gitOid === gitOid : digest.sha256 === sha256;
}

function withoutGit({ bytes, sha256, chunks }: FileDigest): FileDigest {
  return { bytes, sha256, ...(chunks && { chunks }) };
}

/** One request for what is still missing. */
async function receive(
  http: HubHttp,
  file: RemoteFile,
  partial: PartialFile,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const before = partial.bytes;
  if (before === file.bytes) return;
  const answer = await http.open(file.url, rangeHeaders(partial), 'https');
  try {
    await matchRange(file, partial, answer);
    await partial.noteEtag(answer.headers.get('etag'));
    for await (const piece of answer.pieces()) {
      if (partial.bytes + piece.byteLength > file.bytes)
        throw sizeMismatch(file, `more than ${file.bytes} bytes`);
      await partial.append(piece);
      onBytes(partial.bytes);
    }
  } catch (error) {
    if (!(error instanceof TransientFault) || partial.bytes <= before) throw error;
    throw new TransientFault(error.message, { cause: error.cause, hasProgressed: true });
  } finally {
    answer.end();
  }
  if (partial.bytes < file.bytes)
    throw new TransientFault(`the line ended after ${partial.bytes} of ${file.bytes} bytes`, {
      hasProgressed: partial.bytes > before,
    });
}

function rangeHeaders(partial: PartialFile): Record<string, string> {
  // Packed, the bytes would not be those that ranges and lengths count.
  const plain = { 'accept-encoding': 'identity' };
  if (partial.bytes === 0) return plain;
  const range = { ...plain, range: `bytes=${partial.bytes}-` };
  return partial.etag === undefined ? range : { ...range, 'if-range': partial.etag };
}

/** Makes what is here fit what the server is about to send, or refuses it. */
async function matchRange(file: RemoteFile, partial: PartialFile, answer: OpenAnswer): Promise<void> {
  if (answer.status === 416) {
    await partial.restart();
    throw new TransientFault('it has no bytes after those that are here');
  }
  if (answer.status === 200) {
    const length = answer.headers.get('content-length');
    if (length !== null && !answer.headers.has('content-encoding') && Number(length) !== file.bytes)
      throw sizeMismatch(file, `${length} bytes`);
    // It holds other content by now, or knows no ranges: all of it comes from the start.
    if (partial.bytes > 0) await partial.restart();
    return;
  }
  const [, start, total] =
    /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(answer.headers.get('content-range') ?? '') ?? [];
  if (total !== undefined && total !== '*' && Number(total) !== file.bytes)
    throw sizeMismatch(file, `${total} bytes`);
  if (Number(start) === partial.bytes) return;
  await partial.restart();
  throw new TransientFault('it sent another part than it was asked for');
}

function sizeMismatch(file: RemoteFile, actual: string): IntegrityError {
  return new IntegrityError(
    'size_mismatch',
    `${file.path} has ${actual} instead of the ${file.bytes} that ${file.url.host} lists. It was thrown away. Run the same command again to fetch it anew; if that fails too, the server, or something on the way, alters it.`,
    { details: { url: file.url.href, expected: `${file.bytes} bytes`, actual } },
  );
}
