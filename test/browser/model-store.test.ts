import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRagError } from '../../src/errors.ts';
import type { ByteCache } from '../../src/models/byte-cache.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { sha256 } from '../../src/models/digest.ts';
import type { ModelManifest } from '../../src/models/manifest.ts';
import { openModelStore, type ModelStore } from '../../src/models/store.ts';
import type { Progress } from '../../src/types.ts';

const WEIGHTS = pattern(70_000, 7);
const CONFIG = pattern(500, 3);
const FOLDER = 'cloister-models';

let manifest: ModelManifest;
let requests: string[];

/** Bytes that differ everywhere, so that no cut or swap of them goes unseen. */
function pattern(length: number, factor: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * factor + (i >> 8)) & 255);
}

/** A server with these answers by path; everything else is a 404. */
function serverOf(answers: Record<string, () => Response>): typeof fetch {
  return (input) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    requests.push(pathname);
    const answer = answers[pathname];
    return Promise.resolve(answer ? answer() : new Response('not here', { status: 404 }));
  };
}

/** A body in several parts, as from a network, and a note of how far it was read. */
function streamOf(bytes: Uint8Array<ArrayBuffer>, sent: { bytes: number } = { bytes: 0 }): Response {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (sent.bytes >= bytes.byteLength) controller.close();
      else controller.enqueue(bytes.slice(sent.bytes, (sent.bytes += 10_000)));
    },
  });
  return new Response(body);
}

const honest = (): Record<string, () => Response> => ({
  '/m/test/weights.bin': () => streamOf(WEIGHTS),
  '/m/test/config.json': () => streamOf(CONFIG),
});

const openWith = (answers: Record<string, () => Response>): Promise<ModelStore> =>
  openModelStore({ assetBase: '/m/', fetch: serverOf(answers) });

async function entry(hash: string): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory();
  return (await root.getDirectoryHandle(FOLDER)).getFileHandle(hash);
}

async function cachedHashes(): Promise<string[]> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

async function failureOf(call: Promise<unknown>): Promise<{ code?: string; details?: object }> {
  const error: unknown = await call.then(
    () => new Error('it handed out bytes'),
    (reason: unknown) => reason,
  );
  expect(isRagError(error), String(error)).toBe(true);
  return error as { code: string; details: object };
}

beforeEach(async () => {
  requests = [];
  manifest = {
    format: 'cloister-model/1',
    id: 'test',
    base: 'test/',
    kind: 'embedder',
    engine: { name: 'none', version: '1' },
    license: 'Apache-2.0',
    source: 'this test',
    files: [
      { path: 'weights.bin', bytes: WEIGHTS.length, sha256: await sha256(WEIGHTS) },
      { path: 'config.json', bytes: CONFIG.length, sha256: await sha256(CONFIG) },
    ],
  };
});
afterEach(async () => {
  vi.restoreAllMocks();
  await (await openModelStore({ assetBase: '/m/' })).purge();
});

describe('the model store', () => {
  it('hands out listed bytes, tells of their way, and keeps them for the next visit', async () => {
    const progress: Progress[] = [];
    const store = await openWith(honest());
    const bytes = await store.read(manifest, 'weights.bin', { onProgress: (step) => progress.push(step) });
    expect(new Uint8Array(bytes)).toEqual(WEIGHTS);
    expect(progress.filter(({ step }) => step === 'download').length).toBeGreaterThan(2);
    expect(progress.at(-1)).toEqual({
      step: 'verify',
      subject: 'weights.bin',
      done: 70_000,
      total: 70_000,
      unit: 'bytes',
    });
    expect(store.verified()).toEqual([{ ...manifest.files[0], path: 'test/weights.bin', verified: true }]);

    const later = await openWith({});
    expect(later.cache).toBe('opfs');
    expect(new Uint8Array(await later.read(manifest, 'weights.bin'))).toEqual(WEIGHTS);
    expect(requests).toEqual(['/m/test/weights.bin']);
  });

  it('works without a cache, and says so', async () => {
    const store = await openModelStore({ assetBase: '/m/', fetch: serverOf(honest()), cache: null });
    expect(store.cache).toBe('none');
    await store.read(manifest, 'config.json');
    await store.read(manifest, 'config.json');
    expect(requests).toHaveLength(2);
    expect(await cachedHashes()).toEqual([]);
  });

  it('hands out verified bytes when the disk is full', async () => {
    const full: ByteCache = {
      size: () => Promise.resolve(undefined),
      read: () => Promise.resolve(undefined),
      write: () => Promise.reject(new DOMException('no room', 'QuotaExceededError')),
      remove: () => Promise.resolve(),
      clear: () => Promise.resolve(),
      total: () => Promise.resolve(0),
    };
    const store = await openModelStore({ assetBase: '/m/', fetch: serverOf(honest()), cache: full });
    expect(new Uint8Array(await store.read(manifest, 'weights.bin'))).toEqual(WEIGHTS);
  });

  it('lets two tabs load the same file at once', async () => {
    const tabs = await Promise.all([openWith(honest()), openWith(honest())]);
    const both = await Promise.all(tabs.map((tab) => tab.read(manifest, 'weights.bin')));
    for (const bytes of both) expect(new Uint8Array(bytes)).toEqual(WEIGHTS);
    expect(await cachedHashes()).toEqual([manifest.files[0]?.sha256]);
  });

  it('takes an entry that another tab has only begun for none', async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(FOLDER, { create: true });
    await folder.getFileHandle(manifest.files[0]?.sha256 ?? '', { create: true });
    const store = await openWith(honest());
    expect(new Uint8Array(await store.read(manifest, 'weights.bin'))).toEqual(WEIGHTS);
  });

  it('rejects with the reason of an abort, before and during a download', async () => {
    const reason = new Error('closed the tab');
    const store = await openModelStore({ assetBase: '/m/', cache: null });
    await expect(store.read(manifest, 'weights.bin', { signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    const abort = new AbortController();
    const slow = await openModelStore({
      assetBase: '/m/',
      cache: null,
      fetch: (_input, init) => {
        const { promise, reject } = Promise.withResolvers<Response>();
        init?.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        abort.abort(reason);
        return promise;
      },
    });
    await expect(slow.read(manifest, 'weights.bin', { signal: abort.signal })).rejects.toBe(reason);
  });

  it('refuses a folder of another origin, and a relative one', async () => {
    await expect(openModelStore({ assetBase: 'https://models.example/' })).rejects.toThrow(TypeError);
    await expect(openModelStore({ assetBase: '//models.example/' })).rejects.toThrow(TypeError);
    await expect(openModelStore({ assetBase: './' })).rejects.toThrow(TypeError);
  });
});

describe('bytes that are not the listed ones', () => {
  const tampered = (
    change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
  ): Promise<ModelStore> => openWith({ '/m/test/weights.bin': () => streamOf(change(WEIGHTS.slice())) });

  /** Reads the weights, which must fail and leave nothing behind. */
  async function refusal(store: ModelStore): Promise<{ code?: string; details?: object }> {
    const failure = await failureOf(store.read(manifest, 'weights.bin'));
    expect(store.verified()).toEqual([]);
    expect(await cachedHashes()).toEqual([]);
    return failure;
  }

  it('one flipped bit is refused', async () => {
    const flipped = await tampered((bytes) => {
      bytes[35_000] = (bytes[35_000] ?? 0) ^ 1;
      return bytes;
    });
    expect(await refusal(flipped)).toMatchObject({
      code: 'hash_mismatch',
      details: { url: `${location.origin}/m/test/weights.bin`, expected: manifest.files[0]?.sha256 },
    });
  });

  it('a truncated file is refused', async () => {
    const short = await tampered((bytes) => bytes.slice(0, -1));
    expect(await refusal(short)).toMatchObject({
      code: 'size_mismatch',
      details: { expected: '70000 bytes', actual: '69999 bytes' },
    });
  });

  it('a file with a byte appended is refused', async () => {
    const long = await tampered((bytes) => new Uint8Array([...bytes, 0]));
    expect(await refusal(long)).toMatchObject({ code: 'size_mismatch' });
  });

  it('a file without end is not read to its end', async () => {
    const sent = { bytes: 0 };
    const endless = await openWith({ '/m/test/weights.bin': () => streamOf(pattern(1_000_000, 5), sent) });
    expect(await refusal(endless)).toMatchObject({ code: 'size_mismatch' });
    expect(sent.bytes).toBeLessThan(120_000);
  });

  it('two files of the same size, swapped, are both refused', async () => {
    const other = pattern(WEIGHTS.length, 11);
    manifest.files.push({ path: 'other.bin', bytes: other.length, sha256: await sha256(other) });
    const swapped = await openWith({
      '/m/test/weights.bin': () => streamOf(other),
      '/m/test/other.bin': () => streamOf(WEIGHTS),
    });
    expect(await refusal(swapped)).toMatchObject({ code: 'hash_mismatch' });
    expect(await failureOf(swapped.read(manifest, 'other.bin'))).toMatchObject({ code: 'hash_mismatch' });
  });

  it('an unlisted file is refused without a request', async () => {
    const store = await openWith({ '/m/test/extra.bin': () => streamOf(CONFIG) });
    expect(await failureOf(store.read(manifest, 'extra.bin'))).toMatchObject({ code: 'not_listed' });
    expect(requests).toEqual([]);
  });

  it('a listed path that leaves the folder is refused without a request', async () => {
    const store = await openWith(honest());
    const forged = { ...manifest, base: '../elsewhere/' };
    expect(await failureOf(store.read(forged, 'config.json'))).toMatchObject({ code: 'not_listed' });
    expect(requests).toEqual([]);
  });

  it.each([
    ['flipped', (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(1, 9, 10), 'hash_mismatch'],
    ['cut short', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(5), 'size_mismatch'],
  ])(
    'a cached file that was %s is refused and purged; the next read downloads it anew',
    async (_how, alter, code) => {
      const hash = manifest.files[0]?.sha256 ?? '';
      await (await openWith(honest())).read(manifest, 'weights.bin');
      const writer = await (await entry(hash)).createWritable();
      await writer.write(alter(WEIGHTS.slice()));
      await writer.close();
      const store = await openWith(honest());
      expect(await refusal(store)).toMatchObject({ code, details: { url: `cache:${hash}` } });
      expect(new Uint8Array(await store.read(manifest, 'weights.bin'))).toEqual(WEIGHTS);
      expect(requests).toHaveLength(2);
    },
  );

  it("a server's page in place of a file is refused, though its status is 200", async () => {
    const page = (): Response =>
      new Response('<!doctype html><title>App</title>', { headers: { 'content-type': 'text/html' } });
    expect(await refusal(await openWith({ '/m/test/weights.bin': page }))).toMatchObject({
      code: 'size_mismatch',
    });
  });

  it('a missing file is a network failure with its status', async () => {
    expect(await refusal(await openWith({}))).toMatchObject({
      code: 'fetch_failed',
      details: { status: 404 },
    });
  });

  it('a transfer that breaks off is a network failure, told apart from being offline', async () => {
    const broken = (): Response =>
      new Response(
        new ReadableStream({ start: (controller) => controller.error(new TypeError('network error')) }),
      );
    expect(await refusal(await openWith({ '/m/test/weights.bin': broken }))).toMatchObject({
      code: 'fetch_failed',
    });
    vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    expect(await refusal(await openWith({ '/m/test/weights.bin': broken }))).toMatchObject({
      code: 'offline',
    });
  });
});

describe('a real server', () => {
  it('is not followed where it redirects, even to the right bytes', async () => {
    const store = await openModelStore({ assetBase: '/', cache: null });
    const [config] = builtInEmbedder.files;
    expect((await store.read(builtInEmbedder, 'config.json')).byteLength).toBe(config?.bytes);
    const moved = { ...builtInEmbedder, base: 'test/redirect/all-MiniLM-L6-v2/' };
    const failure = await failureOf(store.read(moved, 'config.json'));
    expect(failure).toMatchObject({
      code: 'fetch_failed',
      message: expect.stringContaining('redirects') as string,
    });
  });
});
