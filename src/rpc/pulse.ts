/** So often is asked whether the other side is there while something is under way, in milliseconds. */
const BEAT_MS = 4_000;
/** So many questions in a row stay without an answer before it is taken for silent. */
const MISSES = 2;

/**
 * Notices that the other side of a channel has fallen silent while calls to it are under way: a channel, other than a
 * worker, does not tell of its end.
 */
export class Pulse {
  readonly #ask: () => Promise<unknown>;
  readonly #onSilence: () => void;
  #waiting = 0;
  #missed = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(ask: () => Promise<unknown>, onSilence: () => void) {
    this.#ask = ask;
    this.#onSilence = onSilence;
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    this.#timer ??= setInterval(() => this.#beat(), BEAT_MS);
    try {
      return await work();
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#rest();
    }
  }

  // Counts what was asked, not the time: a page that slept finds the answers only after its timer.
  #beat(): void {
    if (this.#missed >= MISSES) {
      this.#missed = 0;
      return this.#onSilence();
    }
    this.#missed += 1;
    this.#ask().then(
      () => (this.#missed = 0),
      () => undefined,
    );
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#missed = 0;
  }
}
