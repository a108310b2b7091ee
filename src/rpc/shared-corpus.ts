import type { CorpusChange } from '../api.ts';
import type { CorpusApi, CorpusSetup, LockState } from '../corpus/corpus-api.ts';
import { forward, lasting } from './calls.ts';
import type { Connection } from './connect.ts';
import { CorpusVisit, HOST_GONE, silentError } from './corpus-visit.ts';
import { spawnCorpus } from './spawn-corpus.ts';

/** So long may the tab that works on the corpus take to answer one that opens it, in milliseconds: a busy device is slow. */
const ANSWER_MS = 10_000;
/** So long waits a call while no tab works on the corpus: more than one needs to follow another. */
const HANDOVER_MS = 15_000;

type Method = (...values: readonly unknown[]) => Promise<unknown>;

/** Where calls go: to the worker of this tab, or to that of another one. */
interface Access {
  api: CorpusApi;
  host: 'this' | 'other';
}

/**
 * One corpus in any number of tabs. The worker of one of them works on it; that of each other waits for its turn and does
 * nothing, while its tab calls the first one's. When that tab goes, the next worker follows, and calls that were under way
 * are made again.
 */
export class SharedCorpus {
  readonly api: Omit<CorpusApi, 'open' | 'close' | 'holdBackground' | 'releaseBackground'>;
  /** Settles with the reason when it is lost, to whichever tab. */
  readonly died: Promise<unknown>;
  readonly #setup: CorpusSetup;
  readonly #onChange: (change: CorpusChange) => void;
  readonly #death = Promise.withResolvers<unknown>();
  readonly #over = new AbortController();
  #own: Connection<CorpusApi> = spawnCorpus();
  /** Aborted when this tab is nobody's guest any more. */
  #visiting = new AbortController();
  #access = Promise.withResolvers<Access>();
  #now: Access | undefined;
  #isLockHeld = false;
  /** Whether this tab is the guest of who has the lock. */
  #isMet = false;
  #wasOpen = false;
  /** Of the opening. */
  #patience: ReturnType<typeof setTimeout> | undefined;
  /** How often the background is held; told to each host anew. */
  #holds = 0;

  private constructor(setup: CorpusSetup, onChange: (change: CorpusChange) => void) {
    this.#setup = setup;
    this.#onChange = lasting(onChange);
    this.api = forward((method, values) => this.#call(method, values)) as CorpusApi;
    this.died = this.#death.promise;
    this.#access.promise.catch(() => undefined);
    const { signal } = this.#over;
    addEventListener('pagehide', ({ persisted }) => persisted && this.#rest(), { signal });
    addEventListener('pageshow', ({ persisted }) => persisted && this.#start(), { signal });
    this.#attend(this.#own);
  }

  /** Resolves when it is open, in this tab or another. */
  static async open(
    setup: CorpusSetup,
    onChange: (change: CorpusChange) => void,
    signal?: AbortSignal,
  ): Promise<SharedCorpus> {
    const shared = new SharedCorpus(setup, onChange);
    try {
      await shared.#reach(signal);
      return shared;
    } catch (error) {
      shared.#end(error);
      throw error;
    }
  }

  /** Which tab works on it. */
  get host(): Access['host'] {
    return this.#now?.host ?? 'this';
  }

  /** See `CorpusApi.holdBackground`. */
  async holdBackground(): Promise<void> {
    this.#holds += 1;
    await this.#now?.api.holdBackground().catch(ignoreGoing);
  }

  async releaseBackground(): Promise<void> {
    this.#holds -= 1;
    await this.#now?.api.releaseBackground().catch(ignoreGoing);
  }

  /** Waits for writes under way of this tab's worker, then ends it. @param reason What calls reject with from now on. */
  async close(reason: Error): Promise<void> {
    const { api, died } = this.#own;
    // A worker that died has nothing left to close.
    if (this.#now?.host === 'this') await Promise.race([api.close(), died]).catch(() => undefined);
    this.#end(reason);
  }

  #lose(error: unknown): void {
    if (error === HOST_GONE) return;
    if (!this.#over.signal.aborted) this.#death.resolve(error);
    this.#end(error);
  }

  #end(reason: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    clearTimeout(this.#patience);
    this.#withdraw();
    this.#access.reject(reason);
    this.#visiting.abort(reason);
    this.#own.terminate();
  }

  /**
   * When the page is left: the browser may keep it and its worker as they stand, which then would hold the lock without
   * doing anything (Chromium does, where another tab waits for it).
   */
  #rest(): void {
    clearTimeout(this.#patience);
    this.#isLockHeld = false;
    this.#withdraw();
    this.#visiting.abort(HOST_GONE);
    this.#own.terminate(HOST_GONE);
  }

  /** When the page is there again. */
  #start(): void {
    this.#own = spawnCorpus();
    this.#visiting = new AbortController();
    this.#attend(this.#own);
  }

  #attend(own: Connection<CorpusApi>): void {
    void own.died.then((error) => this.#lose(error));
    void this.#work(own);
  }

  /** Waits for the lock, and works on the corpus from then on. */
  async #work({ api }: Connection<CorpusApi>): Promise<void> {
    try {
      const onLock = (state: LockState, version: string): void => this.#noteLock(state, version);
      await api.open(this.#setup, this.#onChange, undefined, onLock);
      this.#provide({ api, host: 'this' });
    } catch (error) {
      this.#lose(error);
    }
  }

  #noteLock(state: LockState, version: string): void {
    if (state === 'waiting') {
      void this.#visit(version);
      this.#patience = setTimeout(() => this.#giveUp(), ANSWER_MS);
      return;
    }
    this.#isLockHeld = true;
    this.#visiting.abort(HOST_GONE);
    this.#withdraw();
  }

  #giveUp(): void {
    // Who opens a large corpus takes longer; that it lives is watched from its first answer on.
    if (!this.#isLockHeld && !this.#isMet) this.#lose(silentError(this.#setup.name));
  }

  /** Is the guest of one host after the other. */
  async #visit(version: string): Promise<void> {
    const { signal } = this.#visiting;
    try {
      while (!signal.aborted) await this.#stay(await CorpusVisit.begin(this.#setup.name, version, signal));
    } catch (error) {
      if (!signal.aborted) this.#lose(error);
    }
  }

  async #stay({ api, ended }: CorpusVisit): Promise<void> {
    this.#isMet = true;
    try {
      await api.open(this.#setup, this.#onChange);
      this.#provide({ api, host: 'other' });
    } catch (error) {
      if (error !== HOST_GONE) throw error;
    }
    const ending = await ended;
    this.#isMet = false;
    if (this.#now?.api === api) this.#withdraw();
    if (ending.kind === 'lost') throw ending.error;
  }

  #provide(access: Access): void {
    if (this.#over.signal.aborted) return;
    clearTimeout(this.#patience);
    this.#wasOpen = true;
    this.#now = access;
    this.#access.resolve(access);
    for (let hold = 0; hold < this.#holds; hold++) access.api.holdBackground().catch(ignoreGoing);
    // Who listens may have missed something.
    this.#onChange({});
  }

  #withdraw(): void {
    if (!this.#now) return;
    this.#now = undefined;
    this.#access = Promise.withResolvers();
    this.#access.promise.catch(() => undefined);
  }

  async #call(method: string, values: readonly unknown[]): Promise<unknown> {
    const signal = values.find((value) => value instanceof AbortSignal);
    for (;;) {
      const { api } = await this.#reach(signal);
      try {
        return await (api as unknown as Record<string, Method>)[method]?.(...values);
      } catch (error) {
        if (error !== HOST_GONE) throw error;
        if (this.#now?.api === api) this.#withdraw();
      }
    }
  }

  /** Resolves when there is somebody to call; rejects when nobody answers for so long. */
  async #reach(signal?: AbortSignal): Promise<Access> {
    signal?.throwIfAborted();
    if (this.#now) return this.#now;
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      if (!this.#isLockHeld && !this.#isMet && this.#wasOpen) reject(silentError(this.#setup.name));
    }, HANDOVER_MS);
    const abort = (): void => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      return await Promise.race([this.#access.promise, promise]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }
}

/** What a host that goes was told, the next one is told anew. */
function ignoreGoing(error: unknown): void {
  if (error !== HOST_GONE) throw error;
}
