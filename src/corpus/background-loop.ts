/** Work that is done in the background whenever something has changed, one round at a time. */
export class BackgroundLoop {
  readonly #work: (signal: AbortSignal) => Promise<void>;
  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;
  #isWanted = false;

  /**
   * @param work One round. What it throws ends the round and is told to nobody: the next change begins another.
   */
  constructor(work: (signal: AbortSignal) => Promise<void>) {
    this.#work = work;
  }

  /** Aborted by `close`. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Asks for a round; where one is under way, for another one after it. */
  wake(): void {
    this.#isWanted = true;
    if (this.signal.aborted) return;
    this.#running ??= this.#run()
      .catch(() => undefined)
      .finally(() => {
        this.#running = undefined;
        if (this.#isWanted) this.wake();
      });
  }

  /** Resolves when no round is wanted. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Stops for good; waits until the round under way has noticed. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      await this.#work(this.signal);
    }
  }
}
