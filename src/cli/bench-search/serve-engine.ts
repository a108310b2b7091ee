import { wasmBytes } from './wasm-memory.ts';
import { serve } from '../../rpc/serve.ts';
import type { Engine, EngineMaker } from './engine.ts';
import { K, type EngineApi, type OpenRequest, type Turn } from './search-api.ts';

/** Browsers tell the time in steps of five microseconds. */
const SHORT_MS = 0.05;
const SHORT_MEDIAN_MS = 0.2;
const TOGETHER = 8;

async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Offers one engine to the page. */
export function serveEngine(maker: EngineMaker): void {
  serve(new EngineWorker(maker));
}

class EngineWorker implements EngineApi {
  readonly #maker: EngineMaker;
  #engine: Engine | undefined;
  #dims = 1;
  #size = 0;
  #queries: Float32Array[] = [];
  #next = 0;

  constructor(maker: EngineMaker) {
    this.#maker = maker;
  }

  async open(request: OpenRequest): Promise<void> {
    this.#dims = request.dims;
    this.#engine = await this.#maker.open(request);
  }

  ready(): void {}

  async load(request: OpenRequest): Promise<void> {
    this.#dims = request.dims;
    this.#size = request.n;
    this.#engine = await this.#maker.load(request);
  }

  use(queries: Float32Array[]): void {
    this.#queries = queries;
  }

  async add(vectors: Float32Array): Promise<number> {
    return milliseconds(() => this.#running.add(this.#take(vectors), vectors));
  }

  async prepare(): Promise<string | undefined> {
    return this.#running.prepare?.();
  }

  async store(): Promise<number> {
    return milliseconds(() => this.#running.store());
  }

  async append(vectors: Float32Array): Promise<number> {
    const engine = this.#running;
    const firstKey = this.#take(vectors);
    return milliseconds(async () => {
      if (engine.append) return engine.append(firstKey, vectors);
      await engine.add(firstKey, vectors);
      return engine.store();
    });
  }

  ask({ share, budgetMs, least, most }: Turn): number[] {
    const search = this.#searchOf(share);
    const times: number[] = [];
    const first = search(1);
    // What is about as short as the steps of the clock is timed by eights. Of searches among few keys only medians are told.
    const short = share === 100 ? SHORT_MS : SHORT_MEDIAN_MS;
    const count = Math.min(first, first < 1 ? search(1) : first) < short ? TOGETHER : 1;
    const begin = performance.now();
    while (times.length < most && (times.length < least || performance.now() - begin < budgetMs))
      times.push(search(count));
    return times;
  }

  /** Searches so often, each time for another query, and returns the mean time. */
  #searchOf(share: Turn['share']): (count: number) => number {
    const engine = this.#running;
    return (count) => {
      const queries = Array.from({ length: count }, () => this.#nextQuery());
      const start = performance.now();
      for (const query of queries) engine.search(query, K, share);
      return (performance.now() - start) / count;
    };
  }

  find(share: Turn['share']): number[][] | undefined {
    const engine = this.#running;
    if (engine.isBound || (share !== 100 && !engine.filters)) return undefined;
    return this.#queries.map((query) => engine.search(query, K, share));
  }

  first(query: Float32Array): number[] {
    return this.#running.search(query, K, 100);
  }

  wasmBytes(): number {
    return wasmBytes();
  }

  get #running(): Engine {
    if (!this.#engine) throw new Error('The engine was not opened.');
    return this.#engine;
  }

  /** The first of the next free keys. */
  #take(vectors: Float32Array): number {
    const first = this.#size;
    this.#size += vectors.length / this.#dims;
    return first;
  }

  #nextQuery(): Float32Array {
    return this.#queries[this.#next++ % this.#queries.length] ?? new Float32Array(this.#dims);
  }
}
