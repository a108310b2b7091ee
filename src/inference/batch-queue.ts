import type { EmbedKind } from './embedder.ts';
import { letMessagesIn } from './let-messages-in.ts';

/**
 * How long passages wait after a query, in milliseconds: what was found is compared with the question soon, and one
 * question leads to the next.
 */
const REST_MS = 1000;

/** Passages go on when so many queries in a row have come within the rest, so that no program keeps them off for ever. */
const PATIENCE = 8;

/** Runs steps one at a time, those of queries before those of passages. */
export interface BatchQueue {
  /**
   * Queues the steps of one call; resolves when all have run. On abort it rejects with the signal's reason at once and
   * the steps that have not begun never do. A step that throws ends its call.
   */
  run(kind: EmbedKind, steps: readonly (() => Promise<void>)[], signal?: AbortSignal): Promise<void>;
  /** Rejects all calls, those to come as well. The first reason stays. */
  close(reason: unknown): void;
}

interface Job {
  steps: (() => Promise<void>)[];
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * Opens an empty queue.
 *
 * @param rest What passages wait for after a query, unless another query comes. Default: a second.
 */
export function openBatchQueue(rest: () => Promise<void> = restAfterQuery): BatchQueue {
  return new TwoLaneQueue(rest);
}

function restAfterQuery(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, REST_MS));
}

class TwoLaneQueue implements BatchQueue {
  readonly #lanes: Record<EmbedKind, Set<Job>> = { query: new Set(), passage: new Set() };
  readonly #rest: () => Promise<void>;
  #isRunning = false;
  /** Resolved by the next query. */
  #asked: PromiseWithResolvers<void> = Promise.withResolvers();
  #closed: { reason: unknown } | undefined;

  constructor(rest: () => Promise<void>) {
    this.#rest = rest;
  }

  async run(kind: EmbedKind, steps: readonly (() => Promise<void>)[], signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#closed) throw this.#closed.reason;
    if (steps.length === 0) return;
    const lane = this.#lanes[kind];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const job: Job = { steps: [...steps], resolve, reject };
    const abort = (): void => {
      lane.delete(job);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    lane.add(job);
    if (kind === 'query') this.#asked.resolve();
    if (!this.#isRunning) void this.#drain();
    try {
      await promise;
    } finally {
      lane.delete(job);
      signal?.removeEventListener('abort', abort);
    }
  }

  close(reason: unknown): void {
    this.#closed ??= { reason };
    for (const lane of Object.values(this.#lanes)) {
      for (const job of lane) job.reject(this.#closed.reason);
      lane.clear();
    }
  }

  async #drain(): Promise<void> {
    this.#isRunning = true;
    let rests = 0;
    let isAfterQuery = false;
    for (let job = this.#next(); job; job = this.#next()) {
      const isQuery = this.#lanes.query.has(job);
      if (isAfterQuery && !isQuery && rests < PATIENCE) {
        rests += 1;
        isAfterQuery = false;
        this.#asked = Promise.withResolvers();
        await Promise.race([this.#rest(), this.#asked.promise]);
        continue;
      }
      if (!isQuery) rests = 0;
      isAfterQuery = isQuery;
      await this.#step(job);
      await letMessagesIn();
    }
    this.#isRunning = false;
  }

  #next(): Job | undefined {
    const [query] = this.#lanes.query;
    const [passage] = this.#lanes.passage;
    return query ?? passage;
  }

  async #step(job: Job): Promise<void> {
    const step = job.steps.shift();
    try {
      await step?.();
      if (job.steps.length > 0) return;
      job.resolve();
    } catch (error) {
      job.reject(error);
    }
    // At once, as the caller's own clean-up comes after the next look at the lanes.
    for (const lane of Object.values(this.#lanes)) lane.delete(job);
  }
}
