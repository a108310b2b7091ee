import { sha256 } from '../models/digest.ts';
import { RESPONSE_HEADERS } from '../security/headers.ts';
import type { Release, ReleaseFile } from './release.ts';

const PREFIX = 'cloister-release:';
/** Lists the release inside its own cache, so that pages of an older one find their files until they are reloaded. */
const LIST = 'release.json';
/** Files that are fetched at a time. */
const LANES = 6;

/** The files of one release, in a cache that bears its id. */
export class ReleaseCache {
  readonly release: Release;
  /** Folder of the app, with a slash at the end. */
  readonly #scope: string;
  readonly #cache: Cache;

  private constructor(release: Release, scope: string, cache: Cache) {
    this.release = release;
    this.#scope = scope;
    this.#cache = cache;
  }

  static async open(release: Release, scope: string): Promise<ReleaseCache> {
    return new ReleaseCache(release, scope, await caches.open(nameOf(release.id, scope)));
  }

  /** Releases that are kept besides this one, newest last. What was altered is left out. */
  async others(): Promise<ReleaseCache[]> {
    const names = await caches.keys();
    const own = nameOf(this.release.id, this.#scope);
    const others = names.filter((name) => name !== own && name.startsWith(nameOf('', this.#scope)));
    return (await Promise.all(others.map((name) => this.#openOther(name)))).flat();
  }

  /**
   * Gets every file, from an older release where it is the same, else from the server.
   *
   * @throws {TypeError} one cannot be had or is not the listed one; what was got so far is kept for the next try.
   */
  async fill(): Promise<void> {
    const others = await this.others();
    const waiting = [...this.release.files];
    const lane = async (): Promise<void> => {
      for (let file = waiting.shift(); file; file = waiting.shift()) await this.#get(file, others);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    await this.#cache.put(this.#scope + LIST, new Response(JSON.stringify(this.release)));
  }

  /** The file as it was built, or nothing when it is not there or was altered. */
  async read({ path, sha256: expected, type }: ReleaseFile): Promise<Response | undefined> {
    const kept = await this.#cache.match(this.#scope + path, { ignoreVary: true });
    const bytes = await kept?.arrayBuffer();
    if (!bytes || (await sha256(bytes)) !== expected) return undefined;
    return new Response(bytes, { headers: { ...RESPONSE_HEADERS, 'Content-Type': type } });
  }

  /** Gets one file from the server, and keeps it if it is the listed one. */
  async fetch(file: ReleaseFile): Promise<void> {
    const url = this.#scope + file.path;
    // What the page has loaded already need not come again; what is old in the browser's own cache must.
    const bytes = (await load(url, file, 'default')) ?? (await load(url, file, 'reload'));
    if (!bytes) throw new TypeError(`${file.path} is not the file of this release.`);
    await this.#cache.put(url, new Response(bytes));
  }

  async delete(): Promise<void> {
    await caches.delete(nameOf(this.release.id, this.#scope));
  }

  async #get(file: ReleaseFile, others: readonly ReleaseCache[]): Promise<void> {
    if (await this.read(file)) return;
    for (const other of others) {
      const same = other.release.files.find(({ sha256 }) => sha256 === file.sha256);
      const kept = same && (await other.read(same));
      if (kept) return this.#cache.put(this.#scope + file.path, new Response(await kept.arrayBuffer()));
    }
    await this.fetch(file);
  }

  async #openOther(name: string): Promise<ReleaseCache[]> {
    const cache = await caches.open(name);
    const text = await (await cache.match(this.#scope + LIST))?.text();
    if (text === undefined) return [];
    const { files, verifiedElsewhere } = JSON.parse(text) as Release;
    const id = await idOf({ files, verifiedElsewhere });
    if (nameOf(id, this.#scope) !== name) return [];
    return [new ReleaseCache({ id, files, verifiedElsewhere }, this.#scope, cache)];
  }
}

/** The bytes from the server or the browser's cache of it; nothing when they are not the listed ones. */
async function load(url: string, file: ReleaseFile, cache: RequestCache): Promise<ArrayBuffer | undefined> {
  const response = await fetch(url, { cache, redirect: 'error' });
  const bytes = await response.arrayBuffer();
  return response.ok && (await sha256(bytes)) === file.sha256 ? bytes : undefined;
}

/** See `Release.id`. */
export async function idOf({ files, verifiedElsewhere }: Omit<Release, 'id'>): Promise<string> {
  return sha256(new TextEncoder().encode(JSON.stringify({ files, verifiedElsewhere })));
}

/** Several apps may live in folders of one origin. */
function nameOf(id: string, scope: string): string {
  return `${PREFIX}${new URL(scope).pathname}:${id}`;
}
