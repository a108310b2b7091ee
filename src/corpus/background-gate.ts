/** How long one piece of work may hold back the background, in milliseconds. */
const MOST_MS = 3000;

/** Keeps background work off the device while something that a person waits for needs it. */
export class BackgroundGate {
  #holds = 0;
  #opening: PromiseWithResolvers<void> | undefined;

  get isHeld(): boolean {
    return this.#holds > 0;
  }

  /** Holds the work back until `release` was called as often as this. */
  hold(): void {
    this.#holds += 1;
  }

  /** Takes one hold back; with the last one the work goes on. Does nothing where nothing is held. */
  release(): void {
    if (this.#holds === 0) return;
    this.#holds -= 1;
    if (this.#holds > 0) return;
    this.#opening?.resolve();
    this.#opening = undefined;
  }

  /** Holds the work back until something else is done, for three seconds at most: what hangs must not stop it for good. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.hold();
    let isOver = false;
    const end = (): void => {
      if (!isOver) this.release();
      isOver = true;
    };
    const timer = setTimeout(end, MOST_MS);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      end();
    }
  }

  /** Resolves when nothing holds the work back, at once where nothing does; rejects with the signal's reason on abort. */
  async released(signal: AbortSignal): Promise<void> {
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(signal.reason);
    aborted.promise.catch(() => undefined);
    signal.addEventListener('abort', abort, { once: true });
    try {
      // In a loop, as it may be held anew between the release and the turn of who waits.
      while (this.isHeld) {
        signal.throwIfAborted();
        this.#opening ??= Promise.withResolvers();
        await Promise.race([this.#opening.promise, aborted.promise]);
      }
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
