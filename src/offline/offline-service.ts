import { findTarget, type Release, type ReleaseFile } from './release.ts';
import { ReleaseCache } from './release-cache.ts';

/** What the service worker tells pages: a kept file was altered or lost. */
export interface DamageReport {
  kind: 'damaged';
  path: string;
  /** Whether the file was had from the server again, and is the listed one. */
  repaired: boolean;
}

/** Answers the requests of the app's pages and workers from what is kept of a release. */
export class OfflineService {
  readonly #current: Promise<ReleaseCache>;
  readonly #scope: string;
  readonly #report: (damage: DamageReport) => void;

  constructor(release: Release, scope: string, report: (damage: DamageReport) => void) {
    this.#scope = scope;
    this.#current = ReleaseCache.open(release, scope);
    this.#report = report;
  }

  /** Gets all files; rejects when one cannot be had. */
  async install(): Promise<void> {
    await (await this.#current).fill();
  }

  /**
   * Deletes what older releases have kept.
   *
   * @param inUse Whether pages of the release before may be open: its files then stay until the next call.
   */
  async tidy(inUse: boolean): Promise<void> {
    const others = await (await this.#current).others();
    const old = inUse ? others.slice(0, -1) : others;
    await Promise.all(old.map((cache) => cache.delete()));
  }

  /**
   * The answer to a request: a listed file as it was built, or an error. Nothing else reaches the network but files that
   * are verified by who asks for them.
   */
  async answer(request: Request): Promise<Response> {
    const { method, url, mode } = request;
    if (method !== 'GET') return Response.error();
    const asked = { url, isNavigation: mode === 'navigate' };
    const current = await this.#current;
    const target = findTarget(current.release, this.#scope, asked);
    if (target.kind === 'elsewhere') return fetch(request);
    if (target.kind === 'file')
      return (await current.read(target.file)) ?? this.#repair(current, target.file);
    return (await this.#answerOld(current, asked)) ?? Response.error();
  }

  /** A page that was opened before the update loads more of its own release. */
  async #answerOld(
    current: ReleaseCache,
    asked: { url: string; isNavigation: boolean },
  ): Promise<Response | undefined> {
    for (const cache of await current.others()) {
      const target = findTarget(cache.release, this.#scope, asked);
      if (target.kind === 'elsewhere') return fetch(asked.url);
      const response = target.kind === 'file' ? await cache.read(target.file) : undefined;
      if (response) return response;
    }
    return undefined;
  }

  async #repair(cache: ReleaseCache, file: ReleaseFile): Promise<Response> {
    const repaired = await cache.fetch(file).then(
      () => true,
      () => false,
    );
    this.#report({ kind: 'damaged', path: file.path, repaired });
    return (await cache.read(file)) ?? Response.error();
  }
}
