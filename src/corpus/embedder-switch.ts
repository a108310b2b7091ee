import type { Progress } from '../types.ts';
import type { ActiveEmbedder } from './active-embedder.ts';
import type { VectorSpace } from './vector-space.ts';

/** One change to another embedder, from its first vector (of any session) to the moment when it takes over. */
export class EmbedderSwitch {
  readonly space: VectorSpace;
  /** The new embedder, once what earlier sessions made is loaded. */
  embedder: ActiveEmbedder | undefined;
  /** Set while the new embedder takes over, which nothing can stop. */
  finishing: Promise<void> | undefined;
  /** Set when it was stopped. */
  isStopped = false;
  readonly #ended = Promise.withResolvers<void>();
  readonly #listeners = new Set<(progress: Progress) => void>();

  constructor(space: VectorSpace) {
    this.space = space;
    // Who begins it at the opening of a corpus waits for nothing.
    this.#ended.promise.catch(() => undefined);
  }

  /** Settles when the new embedder has taken over; rejects when it was stopped. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  end(): void {
    this.#ended.resolve();
  }

  fail(reason: unknown): void {
    this.#ended.reject(reason);
  }

  report(progress: Progress): void {
    for (const listener of this.#listeners) listener(progress);
  }

  /**
   * Waits for the end.
   *
   * @param stop Called when `signal` aborts, which stops it for everyone who waits.
   */
  async wait(
    stop: (reason: unknown) => void,
    signal: AbortSignal | undefined,
    onProgress: ((progress: Progress) => void) | undefined,
  ): Promise<void> {
    const abort = (): void => stop(signal?.reason);
    if (onProgress) this.#listeners.add(onProgress);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      if (signal?.aborted) abort();
      await this.ended;
    } finally {
      if (onProgress) this.#listeners.delete(onProgress);
      signal?.removeEventListener('abort', abort);
    }
  }
}
