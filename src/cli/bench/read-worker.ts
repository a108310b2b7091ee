import type { ModelManifest } from '../../models/manifest.ts';
import { openModelStore } from '../../models/store.ts';
import { serve } from '../../rpc/serve.ts';
import { watchDigests } from './digest-clock.ts';

export interface ReadTimes {
  totalMs: number;
  /** Of it with a hash under way. */
  hashMs: number;
  bytes: number;
}

/** How much is received between two collections of garbage. */
const GARBAGE_BYTES = 8 * 1024 * 1024;

/** Reads all files of a model into memory and keeps them there, some of them at a time. */
export interface ReadApi {
  /** From now on collects garbage as it arises. The browser must have been started with `--js-flags=--expose-gc`. */
  keepTidy(): Promise<void>;
  /** By the store, which hashes everything; nothing is kept on disk, so that reading is compared with reading. */
  readVerified(manifest: ModelManifest, assetBase: string, filesAtATime: number): Promise<ReadTimes>;
  /** By `fetch` alone, into buffers of the same sizes. */
  readPlain(manifest: ModelManifest, assetBase: string, filesAtATime: number): Promise<ReadTimes>;
}

const clock = watchDigests();
/** Kept as an engine would keep them: what is let go of may or may not be free when memory is looked at. */
let kept: ArrayBuffer[] = [];

async function fetchPlain(url: URL, bytes: number): Promise<ArrayBuffer> {
  const buffer = new Uint8Array(bytes);
  const reader = (await fetch(url, { cache: 'default' })).body?.getReader();
  let at = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    buffer.set(part.value, at);
    at += part.value.byteLength;
  }
  if (at !== bytes) throw new Error(`${url.pathname} has ${at} bytes instead of ${bytes}.`);
  return buffer.buffer;
}

async function readAll(
  { files }: ModelManifest,
  filesAtATime: number,
  read: (path: string, bytes: number) => Promise<ArrayBuffer>,
): Promise<ReadTimes> {
  kept = [];
  clock.restart();
  const start = performance.now();
  const waiting = [...files];
  const readNext = async (): Promise<void> => {
    for (let file = waiting.shift(); file; file = waiting.shift())
      kept.push(await read(file.path, file.bytes));
  };
  await Promise.all(Array.from({ length: filesAtATime }, readNext));
  const totalMs = performance.now() - start;
  const bytes = kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { totalMs, hashMs: clock.hashMs(), bytes };
}

function collectWhileReading(): void {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error('The browser was not started with --js-flags=--expose-gc.');
  const { read } = ReadableStreamDefaultReader.prototype;
  let received = 0;
  ReadableStreamDefaultReader.prototype.read = async function tidy(this: ReadableStreamDefaultReader) {
    const part = (await read.call(this)) as ReadableStreamReadResult<Uint8Array>;
    received += part.value?.byteLength ?? 0;
    if (received >= GARBAGE_BYTES) {
      received = 0;
      gc();
    }
    return part;
  };
}

const api: ReadApi = {
  keepTidy: () => Promise.resolve(collectWhileReading()),
  async readVerified(manifest, assetBase, filesAtATime) {
    const store = await openModelStore({ assetBase, cache: null });
    return readAll(manifest, filesAtATime, (path) => store.read(manifest, path));
  },
  readPlain: (manifest, assetBase, filesAtATime) =>
    readAll(manifest, filesAtATime, (path, bytes) =>
      fetchPlain(new URL(manifest.base + path, assetBase), bytes),
    ),
};

serve(api);
