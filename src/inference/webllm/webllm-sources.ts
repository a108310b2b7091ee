import type { ModelManifest } from '../../models/manifest.ts';
import type { ModelStore } from '../../models/store.ts';
import type { CallOptions } from '../../types.ts';

/**
 * The folder that web-llm believes the model to be in. Names below `.invalid` never resolve, so that a request that ever
 * got past the replacements fails; `/resolve/main/` keeps web-llm from appending it.
 */
export const MODEL_ROOT = 'https://verified.invalid/model/resolve/main/';

/** What the engine got so far. */
export interface SealedSources {
  /** The first reason for which a file was refused; web-llm wraps it in errors of its own. */
  readonly failure: unknown;
}

/**
 * Replaces `fetch` and `caches` of this realm, for good: what web-llm asks either for comes from the store, hashed, or
 * does not exist. Call it before web-llm is imported, and end the worker when its engine is done with. A store that was
 * opened before goes on with the `fetch` that it has.
 *
 * @param paths Files of the manifest that may be read.
 * @param onComplete Called once, when each of them was handed out.
 */
export function sealSources(
  manifest: ModelManifest,
  paths: readonly string[],
  store: ModelStore,
  options: CallOptions,
  onComplete: () => void,
): SealedSources {
  const awaited = new Set(paths);
  const sources = { failure: undefined as unknown };
  const read = async (path: string): Promise<ArrayBuffer> => {
    try {
      const bytes = await store.read(manifest, path, options);
      if (awaited.delete(path) && awaited.size === 0) onComplete();
      return bytes;
    } catch (error) {
      sources.failure ??= error;
      throw error;
    }
  };
  const listed = new Set(paths);
  const match = (request: RequestInfo | URL): Response | undefined => {
    const path = pathOf(request);
    return listed.has(path) ? respondLazily(() => read(path)) : undefined;
  };
  replace('caches', sealedCaches(paths, match, read));
  replace('fetch', (request: RequestInfo | URL) =>
    Promise.resolve(match(request) ?? new Response(null, { status: 404 })),
  );
  return sources;
}

/** Caches that hold the given files already, under every name, and take no others. */
function sealedCaches(
  paths: readonly string[],
  match: (request: RequestInfo | URL) => Response | undefined,
  read: (path: string) => Promise<ArrayBuffer>,
): object {
  const cache = {
    match: (request: RequestInfo | URL) => Promise.resolve(match(request)),
    // It would be a download; the store rejects what the manifest does not list.
    add: async (request: RequestInfo | URL) => void (await read(pathOf(request))),
    put: () => Promise.resolve(),
    delete: () => Promise.resolve(false),
    keys: () => Promise.resolve(paths.map((path) => new Request(MODEL_ROOT + path))),
  };
  return {
    open: () => Promise.resolve(cache),
    match: cache.match,
    has: () => Promise.resolve(true),
    delete: () => Promise.resolve(false),
    keys: () => Promise.resolve([]),
  };
}

/**
 * web-llm matches every file twice, the first time only to see whether it is there. Nothing is read before the body is,
 * so that each file is read and hashed once, and no bytes are kept.
 */
function respondLazily(read: () => Promise<ArrayBuffer>): Response {
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        controller.enqueue(new Uint8Array(await read()));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body);
}

/** The path below the model's folder, or the whole address, which no manifest lists. */
function pathOf(request: RequestInfo | URL): string {
  const url = request instanceof Request ? request.url : String(request);
  return url.startsWith(MODEL_ROOT) ? url.slice(MODEL_ROOT.length) : url;
}

function replace(name: 'caches' | 'fetch', value: unknown): void {
  Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
}
