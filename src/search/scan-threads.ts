import {
  CONTROL,
  CONTROL_BYTES,
  finishChunk,
  MOST_CHUNKS,
  MOST_HELPERS,
  openNext,
  shutNext,
  takeChunk,
} from './scan-control.ts';
import type { HelperTask } from './scan-helper.ts';

/** A chunk takes about a quarter of a millisecond: enough to be worth taking, and little to wait for. */
const CHUNK_BYTES = 2 ** 21;
/** What the kernel ranks together. */
const ROWS_AT_ONCE = 4;
/** More hardly help: memory is what a scan waits for. */
const MOST_CORES = 4;
/** Longer than a busy machine keeps a thread waiting for a core. */
const ANSWER_DEADLINE_MS = 1000;
const START_DEADLINE_MS = 20_000;

/** Sleeps while a number is `value`, as `Atomics.wait` does. */
export type Wait = (control: Int32Array, at: number, value: number, timeoutMs: number) => unknown;

export interface ThreadOptions {
  /** Starts a worker that serves `helpScan` (`workers/scan.ts`). */
  spawn(): Worker;
  /** Threads beside the one that searches, at most 7. */
  helpers: number;
  /** Of a chunk of rows, which one thread looks at. Default: 2 MiB. */
  chunkBytes?: number;
  /** Default `Atomics.wait`, which the main thread of a page may not call. */
  wait?: Wait;
}

/** Threads for a device that has several cores and a page whose memory can be shared; undefined elsewhere. */
export function openScanThreads(spawn: () => Worker): ScanThreads | undefined {
  const helpers = Math.min(MOST_CORES, navigator.hardwareConcurrency) - 1;
  return globalThis.crossOriginIsolated && helpers > 0 ? new ScanThreads({ spawn, helpers }) : undefined;
}

/** A search that threads shall do together. */
export interface SharedSearch {
  /** Rows 0 to `count` − 1. */
  count: number;
  rowBytes: number;
  room: number;
  /** Address and words; 0 and 0 without. */
  bitmap: number;
  words: number;
}

/** What an index tells of its memory. */
export type Binding = Omit<HelperTask, 'control' | 'binding' | 'helper' | 'work' | 'heap'> & {
  /** Free memory for the work and for the heap of each thread. */
  areas: readonly Pick<HelperTask, 'work' | 'heap'>[];
};

/**
 * Threads that take part in the searches of one index at a time. They start when an index is bound for the first time. One
 * that fails or does not answer ends all of it: the search that met it says so, and none is helped any more.
 */
export class ScanThreads {
  readonly #options: ThreadOptions;
  readonly #control = new Int32Array(new SharedArrayBuffer(CONTROL_BYTES));
  #workers: Worker[] = [];
  #bound: WebAssembly.Memory | undefined;
  /** The memory that not all threads have got yet. */
  #starting: { memory: WebAssembly.Memory; left: number; resolve(): void } | undefined;
  #binding = 0;
  #stopped: string | undefined;

  constructor(options: ThreadOptions) {
    this.#options = { ...options, helpers: Math.min(options.helpers, MOST_HELPERS) };
  }

  /** Threads beside the one that searches. */
  get helpers(): number {
    return this.#options.helpers;
  }

  /** Why no thread helps any more. */
  get stopped(): string | undefined {
    return this.#stopped;
  }

  /** Whether the threads help with searches in this memory. */
  isBoundTo(memory: WebAssembly.Memory): boolean {
    return this.#bound === memory;
  }

  /** Gives the threads the memory of an index, in place of that of another one. Resolves with whether they help. */
  async bind({ areas, ...settings }: Binding): Promise<boolean> {
    if (this.isBoundTo(settings.memory)) return true;
    if (this.#stopped !== undefined) return false;
    const control = this.#control;
    const binding = ++this.#binding;
    Atomics.store(control, CONTROL.next, shutNext(this.#load('next')));
    Atomics.store(control, CONTROL.binding, binding);
    this.#wake();
    this.#starting?.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#starting = { memory: settings.memory, left: this.helpers, resolve };
    this.#bound = undefined;
    const timer = setTimeout(() => this.stop('a thread did not start in time'), START_DEADLINE_MS);
    try {
      this.#start();
      this.#workers.forEach((worker, helper) => {
        const { work = 0, heap = 0 } = areas[helper] ?? {};
        const own = { control: control.buffer, binding, helper, work, heap };
        worker.postMessage({ ...settings, ...own } satisfies HelperTask);
      });
      await promise;
    } catch (error) {
      this.stop(error instanceof Error ? error.message : String(error));
    } finally {
      clearTimeout(timer);
    }
    return this.isBoundTo(settings.memory);
  }

  /**
   * Looks at all rows together with the threads. Returns how many hits each of them has; undefined when they failed, and
   * nothing of what was found counts.
   *
   * @param scanRows Looks at some rows here.
   */
  run(search: SharedSearch, scanRows: (from: number, to: number) => void): number[] | undefined {
    const control = this.#control;
    const chunks = this.#open(search);
    for (let chunk = this.#take(); chunk; chunk = this.#take()) {
      scanRows(chunk.from, chunk.to);
      finishChunk(control);
    }
    const wait = this.#options.wait ?? Atomics.wait;
    const deadline = performance.now() + ANSWER_DEADLINE_MS;
    for (let done = this.#load('finished'); done < chunks; done = this.#load('finished')) {
      const left = deadline - performance.now();
      if (left <= 0) return this.stop('a thread did not answer');
      wait(control, CONTROL.finished, done, left);
    }
    const found = Array.from({ length: this.helpers }, (_, helper) =>
      Atomics.load(control, CONTROL.found + helper),
    );
    return found.includes(-1) ? this.stop('a thread failed') : found;
  }

  /** Ends the threads for good. */
  stop(reason: string): undefined {
    this.#stopped ??= reason;
    for (const worker of this.#workers) worker.terminate();
    this.#workers = [];
    this.#bound = undefined;
    this.#starting?.resolve();
    this.#starting = undefined;
  }

  #start(): void {
    if (this.#workers.length > 0) return;
    this.#workers = Array.from({ length: this.helpers }, () => {
      const worker = this.#options.spawn();
      worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => this.#noteReady(data));
      worker.addEventListener('error', (event) => {
        event.preventDefault();
        this.stop(`a thread ended (${event.message || 'no reason given'})`);
      });
      return worker;
    });
  }

  /** @param binding What a thread has got the memory of. */
  #noteReady(binding: unknown): void {
    const starting = this.#starting;
    if (!starting || binding !== this.#binding || --starting.left > 0) return;
    this.#bound = starting.memory;
    this.#starting = undefined;
    starting.resolve();
  }

  #open({ count, rowBytes, room, bitmap, words }: SharedSearch): number {
    const control = this.#control;
    const { chunkBytes = CHUNK_BYTES } = this.#options;
    const least = Math.max(chunkBytes / rowBytes, count / MOST_CHUNKS);
    const chunkRows = Math.ceil(least / ROWS_AT_ONCE) * ROWS_AT_ONCE;
    const chunks = Math.ceil(count / chunkRows);
    const next = shutNext(this.#load('next'));
    Atomics.store(control, CONTROL.next, next);
    const settings = { chunks, finished: 0, count, chunkRows, room, bitmap, words };
    for (const [name, value] of Object.entries(settings))
      Atomics.store(control, CONTROL[name as keyof typeof settings], value);
    for (let helper = 0; helper < this.helpers; helper++) Atomics.store(control, CONTROL.found + helper, 0);
    Atomics.store(control, CONTROL.next, openNext(next));
    this.#wake();
    return chunks;
  }

  #take(): ReturnType<typeof takeChunk> {
    return takeChunk(this.#control, this.#binding);
  }

  #load(name: keyof typeof CONTROL): number {
    return Atomics.load(this.#control, CONTROL[name]);
  }

  #wake(): void {
    Atomics.add(this.#control, CONTROL.wake, 1);
    Atomics.notify(this.#control, CONTROL.wake);
  }
}
