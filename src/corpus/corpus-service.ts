import type { CorpusChange } from '../api.ts';
import { StateError, type StorageError } from '../errors.ts';
import type { CorpusApi, CorpusSetup, LockState } from './corpus-api.ts';
import { CorpusCalls } from './corpus-calls.ts';
import { Corpus } from './corpus.ts';
import type { CorpusProcesses } from './corpus-processes.ts';
import { lockCorpus } from './corpus-lock.ts';
import type { CorpusSharing, Guest, Hosting } from './corpus-sharing.ts';
import { GuestCorpus } from './guest-corpus.ts';

/** What the corpus worker offers: at most one corpus, opened once and closed once, to its own tab and to others. */
export class CorpusService extends CorpusCalls implements CorpusApi {
  readonly #processes: CorpusProcesses;
  readonly #sharing: CorpusSharing;
  readonly #listeners = new Set<(change: CorpusChange) => void>();
  /** Never settles where the opening fails: the page is told by `open`, and guests turn to the next host. */
  readonly #opened = Promise.withResolvers<Corpus>();
  #hosting: Hosting | undefined;
  #unlock: (() => void) | undefined;
  #state: 'new' | 'open' | 'closing' = 'new';

  constructor(processes: CorpusProcesses, sharing: CorpusSharing) {
    super();
    this.#processes = processes;
    this.#sharing = sharing;
  }

  async open(
    setup: CorpusSetup,
    onChange: (change: CorpusChange) => void,
    signal?: AbortSignal,
    onLock?: (state: LockState, version: string) => void,
  ): Promise<void> {
    const tell = (state: LockState): void => onLock?.(state, this.#sharing.version);
    const unlock = await lockCorpus(setup.name, () => tell('waiting'), signal);
    tell('held');
    this.#listeners.add(onChange);
    this.#hosting = this.#sharing.host(setup.name, () => this.#admit());
    const announce = (change: CorpusChange): void => this.#listeners.forEach((listener) => listener(change));
    try {
      const corpus = await Corpus.open(setup, this.#processes, announce, (lost) => void this.#lose(lost));
      this.#unlock = unlock;
      this.#state = 'open';
      this.#opened.resolve(corpus);
    } catch (error) {
      await this.#hosting.end();
      unlock();
      throw error;
    }
  }

  async close(): Promise<void> {
    const corpus = await this.corpus();
    this.#state = 'closing';
    await this.#hosting?.end();
    await corpus.close();
    this.#processes.scanThreads?.stop('the corpus was closed');
    this.#unlock?.();
  }

  protected override async corpus(): Promise<Corpus> {
    if (this.#state !== 'open')
      throw new StateError('closed', 'The corpus is not open. Open it with openRag().');
    return this.#opened.promise;
  }

  #admit(): Guest {
    const api = new GuestCorpus(this.#opened.promise, this.#listeners);
    return { api, leave: () => void api.close() };
  }

  /** The storage is gone: no other tab shall make it anew, and an uncaught error ends this worker and tells the page why. */
  async #lose(lost: StorageError): Promise<void> {
    await this.#hosting?.end(lost);
    setTimeout(() => {
      throw lost;
    });
  }
}
