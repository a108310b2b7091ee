import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadFile } from '../../../src/cli/hub/download-file.ts';
import { HubHttp, type HttpOptions } from '../../../src/cli/hub/http.ts';
import { readRepository, type Repository } from '../../../src/cli/hub/repository.ts';
import { CHUNK_BYTES } from '../../../src/models/manifest.ts';
import { startHub, type HubFault, type HubServer } from '../../helpers/hub-server.ts';

const NAME = 'acme/tiny';
/** Two whole pieces and a bit, so that every border is met. */
const WEIGHTS = createBytes(2 * CHUNK_BYTES + 1234);
const CONFIG = '{"hidden_size":8}';
const FILES = {
  'config.json': CONFIG,
  'weights.bin': WEIGHTS,
  'a.txt': 'a',
  'b.txt': 'b',
  'c.txt': 'c',
  LICENSE: 'free',
};

function createBytes(length: number): Uint8Array {
  let state = 7;
  return Uint8Array.from({ length }, () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16);
}

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

let hub: HubServer;
let folder: string;
let waits: number[];

beforeEach(async () => {
  hub = await startHub([
    { name: NAME, files: FILES, lfs: ['weights.bin'], card: { license: 'mit', base_model: 'acme/base' } },
    { name: 'acme/base', files: {}, card: { license: 'gpl', language: ['en', 'de'] } },
  ]);
  folder = mkdtempSync(join(tmpdir(), 'cloister-download-'));
  waits = [];
});

afterEach(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

function open(options: HttpOptions = {}, token?: string): HubHttp {
  const sleep = (milliseconds: number): Promise<void> => {
    waits.push(milliseconds);
    return Promise.resolve();
  };
  return new HubHttp({ url: hub.url, ...(token && { token }) }, { sleep, ...options });
}

async function fetchFile(path: string, http: HubHttp = open()): ReturnType<typeof downloadFile> {
  const { files } = await readRepository(http, NAME);
  const file = files.find((candidate) => candidate.path === path);
  if (!file) throw new Error(`no ${path}`);
  return downloadFile(http, file, join(folder, path));
}

const sent = (part: string): (string | undefined)[] =>
  hub.requests.filter(({ path }) => path.includes(part)).map(({ range }) => range);

describe('readRepository', () => {
  it('ties a branch to its commit and lists every page of files with their hashes', async () => {
    const repository: Repository = await readRepository(open(), NAME, 'v1.0');
    expect(repository.commit).toBe(hub.commitOf(NAME));
    expect(repository.files.map(({ path }) => path)).toEqual(Object.keys(FILES));
    const [config, weights] = repository.files;
    expect(weights).toMatchObject({ bytes: WEIGHTS.byteLength, sha256: sha256(WEIGHTS) });
    expect(config?.sha256).toBeUndefined();
    expect(config?.gitOid).toMatch(/^[0-9a-f]{40}$/);
    expect(weights?.url.pathname).toContain(`/resolve/${repository.commit}/`);
  });

  it('takes from the original model what its card leaves out, and nothing that it says', async () => {
    const { card } = await readRepository(open(), NAME);
    expect(card).toMatchObject({ license: 'mit', languages: ['en', 'de'] });
  });

  it('does without the original when it cannot be read', async () => {
    hub.faults.push({ at: 'acme/base', status: 401 });
    const { card } = await readRepository(open(), NAME);
    expect(card).toEqual({ license: 'mit' });
  });

  it('says what to do when there is no such repository, or none for us', async () => {
    await expect(readRepository(open(), 'acme/none')).rejects.toMatchObject({ code: 'not_found' });
    hub.faults.push({ at: '/api/', status: 403 });
    await expect(readRepository(open(), NAME)).rejects.toThrow(/accept its terms .* HF_TOKEN/);
  });

  it('waits as long as the server asks, and longer each time when it does not say', async () => {
    hub.faults.push({ at: '/tree/', status: 429, retryAfter: '7', times: 1 });
    hub.faults.push({ at: '/tree/', status: 503, times: 2 });
    const { files } = await readRepository(open(), NAME);
    expect(files).toHaveLength(Object.keys(FILES).length);
    expect(waits).toEqual([7000, 2000, 4000]);
  });

  it('gives up after six tries, and at once when it should come back much later', async () => {
    hub.faults.push({ at: '/api/', status: 500 });
    await expect(readRepository(open(), NAME)).rejects.toMatchObject({ code: 'fetch_failed' });
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000]);
    hub.faults.splice(0, 1, { at: '/api/', status: 429, retryAfter: '3600' });
    await expect(readRepository(open(), NAME)).rejects.toThrow(/429.*run the same command again/i);
    expect(waits).toHaveLength(5);
  });

  it('asks a mirror for the pages that it places at the hub, below the path of the mirror', async () => {
    const asked: string[] = [];
    const mirror = new HubHttp(
      { url: 'https://mirror.test/hf' },
      {
        fetch: async (input, init) => {
          const { origin, pathname, search } = new URL(input as URL);
          asked.push(origin);
          const answer = await fetch(hub.url + pathname.replace(/^\/hf/, '') + search, init);
          const link = answer.headers.get('link')?.replace(hub.url, 'https://hub.test');
          return new Response(answer.body, { headers: link ? { link } : {} });
        },
      },
    );
    const { files } = await readRepository(mirror, NAME);
    expect(files).toHaveLength(Object.keys(FILES).length);
    expect(new Set(asked)).toEqual(new Set(['https://mirror.test']));
  });
});

describe('downloadFile', () => {
  it('gives the SHA-256 of the whole and of each piece', async () => {
    const digest = await fetchFile('weights.bin');
    expect(digest).toEqual({
      bytes: WEIGHTS.byteLength,
      sha256: sha256(WEIGHTS),
      chunks: [0, 1, 2].map((index) =>
        sha256(WEIGHTS.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)),
      ),
    });
    expect(readFileSync(join(folder, 'weights.bin')).equals(WEIGHTS)).toBe(true);
    expect(existsSync(join(folder, 'weights.bin.part'))).toBe(false);
  });

  it('checks a small file by what git calls its content, and pins its SHA-256', async () => {
    expect(await fetchFile('config.json')).toEqual({ bytes: CONFIG.length, sha256: sha256(CONFIG) });
  });

  it('goes on after a cut where it was, for the same content only', async () => {
    hub.faults.push({ at: '/lfs/', cutAfter: CHUNK_BYTES + 500_000, times: 1 });
    expect(await fetchFile('weights.bin')).toMatchObject({ sha256: sha256(WEIGHTS) });
    const [, again] = hub.requests.filter(({ path }) => path.startsWith('/lfs/'));
    const [, start] = /^bytes=(\d+)-$/.exec(again?.range ?? '') ?? [];
    expect(Number(start)).toBeGreaterThan(0);
    expect(again).toMatchObject({ status: 206, ifRange: expect.stringMatching(/^"[0-9a-f]+"$/) as string });
  });

  it('does not give up while each try brings something', async () => {
    hub.faults.push({ at: '/lfs/', cutAfter: 1_000_000, times: 8 });
    expect(await fetchFile('weights.bin')).toMatchObject({ sha256: sha256(WEIGHTS) });
    expect(sent('/lfs/')).toHaveLength(9);
  });

  it('takes a line that goes silent for broken', async () => {
    hub.faults.push({ at: '/lfs/', silentAfter: 300_000, times: 1 });
    expect(await fetchFile('weights.bin', open({ idleMs: 200, attempts: 50 }))).toMatchObject({
      sha256: sha256(WEIGHTS),
    });
  });

  it('takes up in a new run what an earlier one left, from the last whole piece', async () => {
    hub.faults.push({ at: '/lfs/', cutAfter: CHUNK_BYTES + 500_000, times: 1 }, { at: '/lfs/', status: 500 });
    await expect(fetchFile('weights.bin', open({ attempts: 2 }))).rejects.toMatchObject({
      code: 'fetch_failed',
    });
    hub.faults.length = 0;
    hub.requests.length = 0;
    expect(await fetchFile('weights.bin')).toMatchObject({ sha256: sha256(WEIGHTS) });
    expect(sent('/lfs/')).toEqual([`bytes=${CHUNK_BYTES}-`]);
  });

  it('fetches anew what has changed on the disk meanwhile', async () => {
    hub.faults.push({ at: '/lfs/', cutAfter: 2 * CHUNK_BYTES + 10, times: 1 }, { at: '/lfs/', status: 500 });
    await expect(fetchFile('weights.bin', open({ attempts: 2 }))).rejects.toThrow();
    const part = join(folder, 'weights.bin.part');
    const bytes = readFileSync(part);
    bytes[CHUNK_BYTES + 5]! ^= 1;
    writeFileSync(part, bytes);
    hub.faults.length = 0;
    hub.requests.length = 0;
    expect(await fetchFile('weights.bin')).toMatchObject({ sha256: sha256(WEIGHTS) });
    expect(sent('/lfs/')).toEqual([`bytes=${CHUNK_BYTES}-`]);
  });

  it.each<[string, Partial<HubFault>]>([
    ['another mark of the content', { etag: '"other"' }],
    ['a server that knows no ranges', { noRanges: true }],
  ])('begins anew with %s', async (_what, fault) => {
    hub.faults.push({ at: '/lfs/', cutAfter: CHUNK_BYTES + 10, times: 1 });
    hub.faults.push({ at: '/lfs/', ...fault, times: 1 });
    expect(await fetchFile('weights.bin')).toMatchObject({ sha256: sha256(WEIGHTS) });
    expect(hub.requests.filter(({ path }) => path.startsWith('/lfs/')).map(({ status }) => status)).toEqual([
      200, 200,
    ]);
  });

  it('keeps a complete file without asking for it again', async () => {
    await fetchFile('weights.bin');
    hub.requests.length = 0;
    await fetchFile('weights.bin');
    expect(sent('/lfs/')).toEqual([]);
  });

  it.each<[string, string, Partial<HubFault>, string]>([
    ['a flipped byte', 'weights.bin', { flipAt: CHUNK_BYTES + 3 }, 'hash_mismatch'],
    ['a flipped byte in a small file', 'config.json', { flipAt: 3 }, 'hash_mismatch'],
    ['too many bytes', 'weights.bin', { lengthBy: 1 }, 'size_mismatch'],
    ['too few bytes', 'weights.bin', { lengthBy: -1 }, 'size_mismatch'],
  ])('throws away %s and says what to do', async (_what, path, fault, code) => {
    hub.faults.push({ at: path === 'config.json' ? '/resolve/' : '/lfs/', ...fault });
    const error = await fetchFile(path).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'IntegrityError', code });
    expect(String(error)).toMatch(/thrown away\. Run the same command again/);
    expect(existsSync(join(folder, path))).toBe(false);
    expect(existsSync(join(folder, `${path}.part`))).toBe(false);
  });

  it('follows a redirect of a file to another https host, without the token', async () => {
    const seen: [string, string | null][] = [];
    const http = open(
      {
        fetch: (input, init) => {
          const url = new URL(input as URL);
          seen.push([url.origin, new Headers(init?.headers).get('authorization')]);
          return fetch(url.origin === hub.url ? url : hub.url + url.pathname, init);
        },
      },
      'secret',
    );
    hub.faults.push({ at: '/resolve/', redirect: `https://storage.test/lfs/${NAME}/weights.bin` });
    expect(await fetchFile('weights.bin', http)).toMatchObject({ sha256: sha256(WEIGHTS) });
    expect(seen).toContainEqual(['https://storage.test', null]);
    expect(seen.filter(([origin]) => origin === hub.url).every(([, sent]) => sent === 'Bearer secret')).toBe(
      true,
    );
  });

  it.each([
    ['an unencrypted host', '/resolve/', 'http://storage.test/weights.bin'],
    ['another host that would say what is right', '/api/', 'https://other.test/api'],
    ['something that is no address', '/resolve/', 'https://['],
    ['itself', '/resolve/', `/${NAME}/resolve/main/weights.bin`],
  ])('refuses a redirect to %s', async (_what, at, redirect) => {
    hub.faults.push({ at, redirect });
    await expect(fetchFile('weights.bin')).rejects.toMatchObject({
      code: 'fetch_failed',
      message: expect.stringContaining('redirects') as string,
    });
    expect(waits).toEqual([]);
  });
});
