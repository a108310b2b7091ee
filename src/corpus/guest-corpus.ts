import type { CorpusChange } from '../api.ts';
import type { CheckReport } from '../check-report.ts';
import type { Progress } from '../types.ts';
import type { CorpusSetup, GuestApi } from './corpus-api.ts';
import { CorpusCalls } from './corpus-calls.ts';
import type { Corpus } from './corpus.ts';
import { checkEmbedder } from './model-binding.ts';

type Listener = (change: CorpusChange) => void;

/** One other tab's way to the corpus. What it has under way is finished when it goes, so that what it added is kept. */
export class GuestCorpus extends CorpusCalls implements GuestApi {
  readonly #opened: Promise<Corpus>;
  readonly #listeners: Set<Listener>;
  readonly #left = new AbortController();
  #listener: Listener | undefined;
  #holds = 0;

  constructor(opened: Promise<Corpus>, listeners: Set<Listener>) {
    super();
    this.#opened = opened;
    this.#listeners = listeners;
  }

  /** Resolves when the host has opened it. What of the setup concerns engines is the host's choice. */
  async open(setup: CorpusSetup, onChange: Listener): Promise<void> {
    const corpus = await this.#opened;
    const wanted = await checkEmbedder(setup, corpus.embedder);
    this.#left.signal.throwIfAborted();
    this.#listener = onChange;
    this.#listeners.add(onChange);
    // How it goes is in the status.
    if (wanted) corpus.switchEmbedder(wanted).catch(() => undefined);
  }

  async present(): Promise<void> {}

  override async holdBackground(): Promise<void> {
    const corpus = await this.#opened;
    if (this.#left.signal.aborted) return;
    this.#holds += 1;
    corpus.holdBackground();
  }

  override async releaseBackground(): Promise<void> {
    if (this.#holds === 0) return;
    this.#holds -= 1;
    (await this.#opened).releaseBackground();
  }

  /** Nobody waits for the report of a tab that has gone. */
  override async check(
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<CheckReport> {
    const left = this.#left.signal;
    return super.check(signal ? AbortSignal.any([signal, left]) : left, onProgress);
  }

  /** Leaves the corpus; it stays open for the others. */
  async close(): Promise<void> {
    this.#left.abort();
    if (this.#listener) this.#listeners.delete(this.#listener);
    while (this.#holds > 0) await this.releaseBackground();
  }

  protected override corpus(): Promise<Corpus> {
    return this.#opened;
  }
}
