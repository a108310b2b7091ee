import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRagError } from '../../src/errors.ts';
import { sha256 } from '../../src/models/digest.ts';
import { CHUNK_BYTES, type ManifestFile, type ModelManifest } from '../../src/models/manifest.ts';
import { openShelf, type ModelShelf } from '../../src/models/shelf.ts';
import { openModelStore } from '../../src/models/store.ts';

const BIG = pattern(2 * CHUNK_BYTES + 1000, 7);
const SMALL = pattern(500, 3);
const FOLDER = 'cloister-models';

let manifest: ModelManifest;
let requests: { path: string; range: string | null }[];

function pattern(length: number, factor: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, i) => (i * factor + (i >> 8) + 31 * (i >> 16)) & 255);
}

async function chunkedFile(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<ManifestFile> {
  const count = Math.ceil(bytes.length / CHUNK_BYTES);
  const pieces = Array.from({ length: count }, (_, i) =>
    sha256(bytes.slice(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES)),
  );
  return {
    path,
    bytes: bytes.length,
    sha256: await sha256(bytes),
    chunks: await Promise.all(pieces),
  };
}

interface ServerSetup {
  big?: Uint8Array<ArrayBuffer>;
  /** Bytes after which the line breaks, at the first request for the big file. */
  breakAt?: number;
  knowsRanges?: boolean;
  /** Instead of breaking, the line stays silent until the transfer is given up. */
  isSilent?: boolean;
}

/** A server of the two files, which may break off. */
function serverOf({
  big = BIG,
  breakAt,
  knowsRanges = true,
  isSilent = false,
}: ServerSetup = {}): typeof fetch {
  let left = breakAt;
  return (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const range = new Headers(init?.headers).get('range');
    requests.push({ path: pathname, range });
    const bytes = pathname.endsWith('big.bin') ? big : SMALL;
    const wanted = knowsRanges ? /bytes=(\d+)-(\d+)/.exec(range ?? '') : null;
    const [first, end] = wanted ? [Number(wanted[1]), Number(wanted[2]) + 1] : [0, bytes.length];
    const limit = pathname.endsWith('big.bin') ? left : undefined;
    if (limit !== undefined) left = undefined;
    let at = first;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (limit !== undefined && at - first >= limit && isSilent)
          return new Promise((_resolve, reject) =>
            init?.signal?.addEventListener('abort', () => reject(new TypeError('aborted'))),
          );
        if (limit !== undefined && at - first >= limit) controller.error(new TypeError('the line broke'));
        else if (at >= end) controller.close();
        else controller.enqueue(bytes.slice(at, (at = Math.min(end, at + 300_000))));
        return undefined;
      },
    });
    return Promise.resolve(new Response(body, { status: wanted ? 206 : 200 }));
  };
}

const shelfOf = (setup?: ServerSetup): Promise<ModelShelf> =>
  openShelf({ assetBase: '/m/', models: [manifest], fetch: serverOf(setup) });

const storedBytesOf = async (shelf: ModelShelf): Promise<number> => (await shelf.list())[0]?.storedBytes ?? 0;

async function failureOf(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  return isRagError(error) ? error.code : String(error);
}

async function overwrite(hash: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER);
  const writer = await (await folder.getFileHandle(hash)).createWritable();
  await writer.write(bytes);
  await writer.close();
}

beforeEach(async () => {
  requests = [];
  manifest = {
    format: 'cloister-model/1',
    id: 'test',
    base: 'test/',
    kind: 'embedder',
    engine: { name: 'none', version: '1' },
    license: 'MIT',
    source: 'this test',
    files: [
      await chunkedFile('big.bin', BIG),
      { path: 'small.bin', bytes: 500, sha256: await sha256(SMALL) },
    ],
  };
});

afterEach(async () => {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true });
});

describe('a file that is listed with the hashes of its pieces', () => {
  const read = async (setup?: ServerSetup): Promise<ArrayBuffer> => {
    const store = await openModelStore({ assetBase: '/m/', fetch: serverOf(setup) });
    return store.read(manifest, 'big.bin');
  };

  it('arrives whole, is kept in pieces, and comes from there the next time', async () => {
    expect(await sha256(await read())).toBe(manifest.files[0]?.sha256);
    expect(requests).toHaveLength(1);
    expect(await sha256(await read())).toBe(manifest.files[0]?.sha256);
    expect(requests).toHaveLength(1);
  });

  it('goes on where a broken transfer ended, with and without a server that knows ranges', async () => {
    for (const knowsRanges of [true, false]) {
      requests = [];
      expect(await failureOf(read({ breakAt: CHUNK_BYTES + 400_000 }))).toBe('fetch_failed');
      expect(await sha256(await read({ knowsRanges }))).toBe(manifest.files[0]?.sha256);
      expect(requests[1]?.range).toBe(`bytes=${CHUNK_BYTES}-${BIG.length - 1}`);
      await (await shelfOf()).remove('test');
    }
  });

  it('is refused at its first piece with a flipped byte, and nothing of that piece is kept', async () => {
    const big = BIG.slice();
    big[CHUNK_BYTES + 5]! ^= 1;
    expect(await failureOf(read({ big }))).toBe('hash_mismatch');
    const storedBytes = await storedBytesOf(await shelfOf());
    expect(storedBytes % CHUNK_BYTES === 0 || storedBytes % CHUNK_BYTES === 1000).toBe(true);
    expect(storedBytes).toBeLessThanOrEqual(CHUNK_BYTES + 1000);
  });

  it('is refused when a kept piece was altered, which is then fetched anew', async () => {
    await read();
    await overwrite(manifest.files[0]!.chunks![1]!, BIG.slice(0, CHUNK_BYTES));
    expect(await failureOf(read())).toBe('hash_mismatch');
    requests = [];
    expect(await sha256(await read())).toBe(manifest.files[0]?.sha256);
    expect(requests).toEqual([
      { path: '/m/test/big.bin', range: `bytes=${CHUNK_BYTES}-${2 * CHUNK_BYTES - 1}` },
    ]);
  });

  it('is refused when it is longer or shorter than listed', async () => {
    expect(await failureOf(read({ big: BIG.slice(0, -1) }))).toBe('size_mismatch');
    const longer = new Uint8Array(BIG.length + 1);
    longer.set(BIG);
    await (await shelfOf()).remove('test');
    expect(await failureOf(read({ big: longer }))).toBe('size_mismatch');
  });
});

describe('the shelf of models', () => {
  it('says what is kept, fetches with progress, and gives the room back', async () => {
    const shelf = await shelfOf();
    const bytes = BIG.length + SMALL.length;
    expect(await shelf.list()).toMatchObject([{ id: 'test', bytes, storedBytes: 0, isComplete: false }]);
    const seen: number[] = [];
    await shelf.get('test', { onProgress: ({ done, total }) => seen.push(done / total) });
    expect(seen.at(-1)).toBe(1);
    expect(seen.every((share, at) => at === 0 || share >= (seen[at - 1] ?? 0))).toBe(true);
    expect(await shelf.list()).toMatchObject([{ storedBytes: bytes, isComplete: true, license: 'MIT' }]);
    requests = [];
    await shelf.get('test');
    expect(requests).toEqual([]);
    await shelf.remove('test');
    expect(await shelf.list()).toMatchObject([{ storedBytes: 0 }]);
  });

  it('pauses at an abort and goes on from there', async () => {
    const shelf = await shelfOf({ breakAt: CHUNK_BYTES + 600_000, isSilent: true });
    const pause = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done >= CHUNK_BYTES) pause.abort(new Error('later'));
    };
    await expect(shelf.get('test', { signal: pause.signal, onProgress })).rejects.toThrow('later');
    const storedBytes = await storedBytesOf(shelf);
    expect(storedBytes).toBeGreaterThanOrEqual(CHUNK_BYTES);
    requests = [];
    await shelf.get('test');
    expect(requests[0]?.range).toMatch(/^bytes=\d{7}/);
    expect(await shelf.list()).toMatchObject([{ isComplete: true }]);
  });

  it('knows each file, the room of all, and frees that at once, also of what it does not list', async () => {
    const shelf = await shelfOf();
    await shelf.get('test');
    const [model] = await shelf.list();
    expect(model?.files).toEqual(
      manifest.files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256, isStored: true })),
    );
    expect(await shelf.storedBytes()).toBe(BIG.length + SMALL.length);
    const other = await openShelf({ assetBase: '/m/', models: [], fetch: serverOf() });
    expect(await other.storedBytes()).toBe(BIG.length + SMALL.length);
    await other.clear();
    expect(await shelf.storedBytes()).toBe(0);
    expect((await shelf.list())[0]?.files.map(({ isStored }) => isStored)).toEqual([false, false]);
  });

  it('finds what was altered on disk, and removes it', async () => {
    const shelf = await shelfOf();
    await shelf.get('test');
    expect(await shelf.verify('test')).toEqual([]);
    const flipped = SMALL.slice();
    flipped[7]! ^= 1;
    await overwrite(manifest.files[1]!.sha256, flipped);
    expect(await shelf.verify('test')).toEqual(['small.bin']);
    expect(await shelf.list()).toMatchObject([{ isComplete: false, storedBytes: BIG.length }]);
  });

  it('takes over files from disk by what they hold', async () => {
    const shelf = await shelfOf();
    const flipped = BIG.slice();
    flipped[9]! ^= 1;
    const files = [
      new File([flipped], 'big.bin'),
      new File([SMALL], 'renamed.dat'),
      new File(['notes'], 'notes.txt'),
    ];
    expect(await shelf.import('test', files)).toEqual({
      imported: ['small.bin'],
      refused: [
        { name: 'big.bin', reason: 'altered' },
        { name: 'notes.txt', reason: 'unknown' },
      ],
      missing: ['big.bin'],
    });
    expect(await shelf.import('test', [new File([BIG], 'x')])).toEqual({
      imported: ['big.bin'],
      refused: [],
      missing: [],
    });
    expect(requests).toEqual([]);
    expect(await shelf.list()).toMatchObject([{ isComplete: true }]);
  });
});
