import { readFile, writeFile } from 'node:fs/promises';
import { IntegrityError } from '../../errors.ts';
import { FileHash, type FileDigest } from '../hub/file-hash.ts';
import type { HubHttp } from '../hub/http.ts';
import { AddError } from './layout.ts';

/** '\0asm', with which every WebAssembly file begins. */
const MAGIC = Buffer.from([0, 0x61, 0x73, 0x6d]);

/**
 * Puts the compiled library of a web-llm model at `target`. Nobody publishes its hash with it: the operator may say what
 * it must be, and from now on the manifest does.
 *
 * @param from Path, or https address.
 * @throws {IntegrityError} `hash_mismatch`.
 */
export async function takeLibrary(
  http: HubHttp,
  from: string,
  expected: string | undefined,
  target: string,
): Promise<FileDigest> {
  const bytes = /^https?:\/\//.test(from) ? await fetchBytes(http, from) : await readFile(from);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC))
    throw new AddError(`${from} is no WebAssembly file, so that it cannot be the library of a model.`);
  const hash = new FileHash();
  hash.update(bytes);
  const { bytes: length, sha256, chunks } = hash.finish();
  if (expected !== undefined && expected.toLowerCase() !== sha256)
    throw new IntegrityError(
      'hash_mismatch',
      `The library ${from} has SHA-256 ${sha256} instead of ${expected}. It was thrown away. Check where it comes from.`,
      { details: { url: from, expected, actual: sha256 } },
    );
  await writeFile(target, bytes);
  return { bytes: length, sha256, ...(chunks && { chunks }) };
}

function fetchBytes(http: HubHttp, address: string): Promise<Buffer> {
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.origin !== new URL(http.endpoint.url).origin)
    throw new AddError(`${address} is not encrypted. Say an https address, or the path of a file.`);
  return http.repeat(url, async () => {
    const answer = await http.open(url, { 'accept-encoding': 'identity' }, 'https');
    const parts: Uint8Array[] = [];
    for await (const piece of answer.pieces()) parts.push(piece);
    return Buffer.concat(parts);
  });
}
