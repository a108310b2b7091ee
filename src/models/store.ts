import { IntegrityError } from '../errors.ts';
import type { CallOptions, Progress } from '../types.ts';
import { openOpfsCache, type ByteCache } from './byte-cache.ts';
import { chunksOf, readChunked } from './chunked-file.ts';
import { verifyDigest } from './digest.ts';
import { download } from './download.ts';
import { findFile, type ManifestFile, type ModelManifest } from './manifest.ts';

/** A file whose bytes matched its manifest; `path` is relative to the asset base. */
export interface VerifiedFile {
  path: string;
  bytes: number;
  sha256: string;
  verified: true;
}

/** The only way from a server or a disk to an engine: what it hands out was hashed, and nothing else is handed out. */
export interface ModelStore {
  /** Absolute, same origin, ends in '/'. */
  readonly assetBase: string;
  /** 'opfs' when verified bytes are kept for the next visit, 'none' when each visit downloads them. */
  readonly cache: 'opfs' | 'custom' | 'none';
  /** The address of a file, listed or not. */
  url(manifest: ModelManifest, path: string): string;
  /**
   * The bytes of a listed file: the very buffer that was hashed, for the caller to keep or transfer. Hashed on every
   * call, also when they come from the cache; an altered entry of the cache is removed and the call rejects.
   *
   * @throws {IntegrityError} `not_listed` (without a request), `size_mismatch`, `hash_mismatch`.
   * @throws {NetworkError} `fetch_failed`, `offline`.
   */
  read(manifest: ModelManifest, path: string, options?: CallOptions): Promise<ArrayBuffer>;
  /** What was read and verified so far, in that order, each file once. */
  verified(): VerifiedFile[];
  /** Removes the cached files of these manifests; without an argument, all of them. */
  purge(manifests?: readonly ModelManifest[]): Promise<void>;
}

export interface ModelStoreOptions {
  /** Folder of the own origin that holds the manifests' bases, absolute or starting with '/'. */
  assetBase: string;
  /** Default: the browser's, as it is when the store is opened: an engine's realm replaces it later. */
  fetch?: typeof fetch;
  /** Default: the origin private file system; null for none. */
  cache?: ByteCache | null;
}

/**
 * Opens the store of model files below `assetBase`.
 *
 * @throws {TypeError} `assetBase` is relative, or of another origin: model files are never loaded from elsewhere.
 */
export async function openModelStore(options: ModelStoreOptions): Promise<ModelStore> {
  const assetBase = resolveBase(options.assetBase);
  const cache = options.cache === undefined ? await openOpfsCache() : (options.cache ?? undefined);
  const state = cache ? (options.cache ? 'custom' : 'opfs') : 'none';
  return new CheckedStore(assetBase, state, cache, options.fetch ?? globalThis.fetch.bind(globalThis));
}

function resolveBase(assetBase: string): string {
  const { origin } = globalThis.location;
  // A relative base would mean another folder in a worker than on the page.
  if (!assetBase.startsWith('/') && !URL.canParse(assetBase))
    throw new TypeError(`assetBase must be absolute or start with '/', but is '${assetBase}'.`);
  const url = new URL(assetBase, origin);
  if (url.origin !== origin)
    throw new TypeError(`assetBase must be of this origin (${origin}), but is of ${url.origin}.`);
  return new URL(url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`, origin).href;
}

class CheckedStore implements ModelStore {
  readonly assetBase: string;
  readonly cache: ModelStore['cache'];
  readonly #cache: ByteCache | undefined;
  readonly #fetch: typeof fetch;
  readonly #verified = new Map<string, VerifiedFile>();

  constructor(
    assetBase: string,
    state: ModelStore['cache'],
    cache: ByteCache | undefined,
    fetcher: typeof fetch,
  ) {
    this.assetBase = assetBase;
    this.cache = state;
    this.#cache = cache;
    this.#fetch = fetcher;
  }

  url(manifest: ModelManifest, path: string): string {
    return new URL(manifest.base + path, this.assetBase).href;
  }

  async read(manifest: ModelManifest, path: string, options: CallOptions = {}): Promise<ArrayBuffer> {
    options.signal?.throwIfAborted();
    const url = new URL(this.url(manifest, path));
    const file = findFile(manifest, path);
    // The manifest may not have come through `parseManifest`, so that the address is checked as well.
    if (!file || !url.href.startsWith(this.assetBase)) throw notListed(manifest, path, url.href);
    const report = (step: Progress['step'], done: number): void =>
      options.onProgress?.({ step, subject: path, done, total: file.bytes, unit: 'bytes' });
    const bytes = await this.#readFile(file, url, options.signal, report);
    options.signal?.throwIfAborted();
    report('verify', file.bytes);
    this.#verified.set(url.href, { ...file, path: manifest.base + path, verified: true });
    return bytes;
  }

  async #readFile(
    file: ManifestFile,
    url: URL,
    signal: AbortSignal | undefined,
    report: (step: Progress['step'], done: number) => void,
  ): Promise<ArrayBuffer> {
    const { chunks } = file;
    if (!chunks) return (await this.#readCached(file)) ?? this.#fetchFile(file, url, signal, report);
    const onBytes = (done: number): void => report('download', done);
    const cache = this.#cache ? 'no-store' : 'default';
    const options = { fetch: this.#fetch, pieces: this.#cache, cache, signal, onBytes } as const;
    return readChunked({ ...file, chunks }, url, options);
  }

  async #readCached(file: ManifestFile): Promise<ArrayBuffer | undefined> {
    const bytes = await this.#cache?.read(file.sha256);
    if (!bytes) return undefined;
    try {
      await verifyDigest(bytes, file, `cache:${file.sha256}`);
    } catch (error) {
      // Another tab may hold the entry, to replace it; whatever it says, these bytes go no further.
      await this.#cache?.remove(file.sha256).catch(() => undefined);
      throw error;
    }
    return bytes;
  }

  async #fetchFile(
    file: ManifestFile,
    url: URL,
    signal: AbortSignal | undefined,
    report: (step: Progress['step'], done: number) => void,
  ): Promise<ArrayBuffer> {
    const bytes = await download(url, file, {
      fetch: this.#fetch,
      cache: this.#cache ? 'no-store' : 'default',
      signal,
      onBytes: (received) => report('download', received),
    });
    await verifyDigest(bytes, file, url.href);
    // A full disk costs a download at the next visit, not this one.
    await this.#cache?.write(file.sha256, bytes).catch(() => undefined);
    return bytes;
  }

  verified(): VerifiedFile[] {
    return [...this.#verified.values()];
  }

  async purge(manifests?: readonly ModelManifest[]): Promise<void> {
    const cache = this.#cache;
    if (!cache) return;
    if (!manifests) return cache.clear();
    const entries = manifests.flatMap(({ files }) => files.flatMap(entriesOf));
    await Promise.all(entries.map(({ sha256 }) => cache.remove(sha256)));
  }
}

/** The entries of the cache that a file is kept in: itself, or its pieces. */
export function entriesOf(file: ManifestFile): Pick<ManifestFile, 'sha256' | 'bytes'>[] {
  const { chunks } = file;
  return chunks ? chunksOf({ ...file, chunks }).map((chunk) => chunk.file) : [file];
}

function notListed(manifest: ModelManifest, path: string, url: string): IntegrityError {
  return new IntegrityError(
    'not_listed',
    `The file ${path} is not in the manifest of ${manifest.id}. It was not loaded, as nothing says what it must hold. ` +
      'Use the model and the manifest of the same release.',
    { details: { url, expected: 'a listed file', actual: path } },
  );
}
