import { EnvironmentError } from '../errors.ts';
import type { CallOptions } from '../types.ts';
import { openOpfsCache, type ByteCache } from './byte-cache.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import { recordedSpeed, type MeasuredSpeed } from './speed-record.ts';
import { entriesOf, openModelStore, type ModelStore } from './store.ts';
import { noRoom, requireRoom, StoredFiles } from './stored-files.ts';

/** A model as it stands on this device. */
export interface ShelvedModel {
  id: string;
  kind: ModelManifest['kind'];
  /** Name for people. */
  title: string;
  license: string;
  source: string;
  engine: { name: string; version: string };
  /** Size of all its files, and how much of it is kept here. */
  bytes: number;
  storedBytes: number;
  /** Whether it can be used without the server. */
  isComplete: boolean;
  /** Most memory while it works, of its most modest form; as far as the manifest says. */
  memoryBytes?: number;
  /** How fast it was on this device, the last time that was measured. */
  speed?: MeasuredSpeed;
  /** What it is made of; each file was compared with its SHA-256 before it was kept. */
  files: { path: string; bytes: number; sha256: string; isStored: boolean }[];
}

/** A file that was handed over and not taken. */
export interface ImportRefusal {
  name: string;
  /** 'altered': it has the name or the size of one of the model's files, and other bytes. */
  reason: 'unknown' | 'altered';
}

/** What became of files that were handed over. */
export interface ImportOutcome {
  /** Paths of the model's files that were checked and are kept now. */
  imported: string[];
  refused: ImportRefusal[];
  /** Paths that are still missing. */
  missing: string[];
}

/** The models that a page may use, and what of them is kept on this device. */
export interface ModelShelf {
  list(): Promise<ShelvedModel[]>;
  /**
   * Fetches what is missing, checks it and keeps it. Aborting pauses: what was kept stays, and the next call goes on from
   * there.
   *
   * @throws {StorageError} `quota_exceeded` before anything is fetched when the browser has no room for it.
   */
  get(id: string, options?: CallOptions): Promise<void>;
  /** Hashes all that is kept of a model; altered entries are removed. Resolves with the paths of such files. */
  verify(id: string, options?: CallOptions): Promise<string[]>;
  /** Takes over files from disk, by what they hold, whatever they are called. What is not listed is not kept. */
  import(id: string, files: Iterable<File>, options?: CallOptions): Promise<ImportOutcome>;
  /** Frees the room of a model. */
  remove(id: string): Promise<void>;
  /** Bytes of all that is kept of models and of the engines that run them, those that are listed here or not. */
  storedBytes(): Promise<number>;
  /** Removes all of that. */
  clear(): Promise<void>;
}

export interface ShelfOptions {
  /** Folder that serves `models/`, absolute or starting with '/'. */
  assetBase: string;
  models: readonly ModelManifest[];
  /** Default: the browser's. */
  fetch?: typeof fetch;
  /** Default: the origin private file system. */
  cache?: ByteCache;
}

/**
 * Opens the shelf.
 *
 * @throws {EnvironmentError} `no_storage` where the browser keeps no files.
 */
export async function openShelf({ assetBase, models, fetch, cache }: ShelfOptions): Promise<ModelShelf> {
  const kept = cache ?? (await openOpfsCache());
  if (!kept) {
    const message =
      'This browser keeps no files for this page (a private window, or a page in a frame), so that models are fetched at each visit. Open the page in an ordinary window.';
    throw new EnvironmentError('no_storage', message, { details: { feature: 'origin private file system' } });
  }
  const store = await openModelStore({ assetBase, cache: kept, ...(fetch && { fetch }) });
  return new StoredShelf(models, store, kept);
}

class StoredShelf implements ModelShelf {
  readonly #models: readonly ModelManifest[];
  readonly #store: ModelStore;
  readonly #stored: StoredFiles;
  readonly #cache: ByteCache;

  constructor(models: readonly ModelManifest[], store: ModelStore, cache: ByteCache) {
    this.#models = models;
    this.#store = store;
    this.#cache = cache;
    this.#stored = new StoredFiles(cache);
  }

  list(): Promise<ShelvedModel[]> {
    return Promise.all(this.#models.map((manifest) => this.#describe(manifest)));
  }

  async get(id: string, { signal, onProgress }: CallOptions = {}): Promise<void> {
    const { files } = this.#find(id);
    const total = sizeOf(files);
    let done = 0;
    await requireRoom(total - (await this.#stored.storedBytes(files)));
    for (const file of files) {
      if (!(await this.#stored.isStored(file))) {
        const report = (received: number): void =>
          onProgress?.({ step: 'download', subject: file.path, done: done + received, total, unit: 'bytes' });
        await this.#store.read(this.#find(id), file.path, {
          ...(signal && { signal }),
          onProgress: ({ step, done: received }) => step === 'download' && report(received),
        });
        if (!(await this.#stored.isStored(file))) throw noRoom(file.bytes);
      }
      done += file.bytes;
      onProgress?.({ step: 'download', subject: file.path, done, total, unit: 'bytes' });
    }
  }

  async verify(id: string, { signal, onProgress }: CallOptions = {}): Promise<string[]> {
    const { files } = this.#find(id);
    const total = sizeOf(files);
    const altered: string[] = [];
    let done = 0;
    for (const file of files) {
      for (const entry of entriesOf(file)) {
        signal?.throwIfAborted();
        if (!(await this.#stored.isSound(entry)) && !altered.includes(file.path)) altered.push(file.path);
        done += entry.bytes;
        onProgress?.({ step: 'verify', subject: file.path, done, total, unit: 'bytes' });
      }
    }
    return altered;
  }

  async import(
    id: string,
    files: Iterable<File>,
    { signal, onProgress }: CallOptions = {},
  ): Promise<ImportOutcome> {
    const manifest = this.#find(id);
    const outcome: ImportOutcome = { imported: [], refused: [], missing: [] };
    const total = sizeOf(manifest.files);
    let done = 0;
    for (const file of files) {
      signal?.throwIfAborted();
      const listed = await this.#stored.takeOver(manifest, file);
      if (!listed) outcome.refused.push(refusalOf(file, manifest));
      for (const { path, bytes } of listed ?? []) {
        outcome.imported.push(path);
        done += bytes;
        onProgress?.({ step: 'store', subject: path, done, total, unit: 'bytes' });
      }
    }
    for (const file of manifest.files)
      if (!(await this.#stored.isStored(file))) outcome.missing.push(file.path);
    return outcome;
  }

  async remove(id: string): Promise<void> {
    const manifest = this.#find(id);
    const shared = new Set(
      this.#models
        .filter((other) => other !== manifest)
        .flatMap(({ files }) => files.map((file) => file.sha256)),
    );
    // A tokenizer may belong to two forms of one model.
    const files = manifest.files.filter(({ sha256 }) => !shared.has(sha256));
    await this.#store.purge([{ ...manifest, files }]);
  }

  storedBytes(): Promise<number> {
    return this.#cache.total();
  }

  clear(): Promise<void> {
    return this.#cache.clear();
  }

  async #describe(manifest: ModelManifest): Promise<ShelvedModel> {
    const { id, kind, license, source, engine, files, generator } = manifest;
    const bytes = sizeOf(files);
    const storedBytes = await this.#stored.storedBytes(files);
    const memory = generator?.forms.map((form) => form.memoryBytes) ?? [];
    const speed = recordedSpeed(id);
    const isStored = await Promise.all(files.map((file) => this.#stored.isStored(file)));
    return {
      id,
      kind,
      title: generator?.title ?? id,
      license,
      source,
      engine,
      bytes,
      storedBytes,
      isComplete: storedBytes === bytes,
      ...(memory.length > 0 && { memoryBytes: Math.min(...memory) }),
      ...(speed && { speed }),
      files: files.map(({ path, bytes, sha256 }, at) => ({
        path,
        bytes,
        sha256,
        isStored: isStored[at] === true,
      })),
    };
  }

  #find(id: string): ModelManifest {
    const manifest = this.#models.find((other) => other.id === id);
    if (!manifest) throw new RangeError(`There is no model ${id} on this shelf.`);
    return manifest;
  }
}

function refusalOf(file: File, { files }: ModelManifest): ImportRefusal {
  const isNear = files.some(({ path, bytes }) => bytes === file.size || path.split('/').at(-1) === file.name);
  return { name: file.webkitRelativePath || file.name, reason: isNear ? 'altered' : 'unknown' };
}

function sizeOf(files: readonly ManifestFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
