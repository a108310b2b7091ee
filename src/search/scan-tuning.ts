import type { KernelName } from './kernel/kernel.ts';
import type { KeyFilter } from './key-bitmap.ts';
import { medianOf, pause } from './pacing.ts';
import { PreFilter } from './pre-filter.ts';
import type { ScanWay } from './scan-places.ts';
import type { ScanRows } from './scan-rows.ts';
import type { ScanThreads } from './scan-threads.ts';
import type { VectorMetric } from './vector-border.ts';
import type { PreFilterState, VectorEngine, VectorHit } from './vector-index.ts';

/** From when on a search is made faster. */
export interface TuningLimits {
  /** Vectors from which threads are tried: a search of fewer takes hardly longer than waking them. */
  threadsFrom: number;
  /** Vectors from which a pre-filter is tried. */
  filterFrom: number;
  /** Milliseconds of a search that a person may notice, beside all the rest of an answer: what less takes is not filtered. */
  noticedMs: number;
  /** Share of the time of a search without that one with threads may take. */
  threadsWorth: number;
  /** The same for a pre-filter. */
  filterWorth: number;
}

export const LIMITS: Readonly<TuningLimits> = {
  threadsFrom: 20_000,
  filterFrom: 200_000,
  noticedMs: 10,
  threadsWorth: 0.9,
  filterWorth: 0.7,
};

/** Growth or loss since the last tuning that calls for another one. */
const GROWTH = 1.5;
/** Searches after which the pre-filter is tried on what was asked lately. */
const SEARCHES = 250;
const RECENT = 16;
/** Most hits that are asked of the pre-filter. */
const MOST_FILTERED_HITS = 100;
/** Searches of each sort that are timed. */
const TRIALS = 7;
/** What a browser's clock tells of at the least; a search of a few vectors takes less, and seems to take no time. */
const CLOCK_STEP_MS = 0.005;

/** What tuning sees of an index. */
export interface TunedIndex {
  dims: number;
  kernel: KernelName;
  metric: VectorMetric;
  threads: ScanThreads | undefined;
  /** They are others after the index was cleared or gave memory back. */
  rows(): ScanRows;
  size(): number;
}

/** Decides by measuring how an index is searched: alone or with threads, all rows or those that a pre-filter leaves. */
export class ScanTuning {
  readonly #index: TunedIndex;
  readonly #limits: TuningLimits;
  readonly #recent: Float32Array[] = [];
  #usesThreads = false;
  #filter: PreFilter | undefined;
  #filterState: PreFilterState | undefined;
  /** At the last tuning. */
  #tunedSize = 0;
  #searches = 0;
  #running: Promise<void> | undefined;

  constructor(index: TunedIndex, limits: Partial<TuningLimits> = {}) {
    this.#index = index;
    this.#limits = { ...LIMITS, ...limits };
  }

  get bytes(): number {
    return this.#filter?.bytes ?? 0;
  }

  describe(): Pick<VectorEngine, 'threads' | 'preFilter'> {
    const { threads } = this.#way;
    return {
      threads: threads ? threads.helpers + 1 : 1,
      ...(this.#filterState && { preFilter: this.#filterState }),
    };
  }

  search(query: Float32Array, k: number, filter?: KeyFilter): VectorHit[] {
    const size = this.#index.size();
    this.#recent[this.#searches++ % RECENT] = query.slice();
    if (this.#isDue(size)) this.tune().catch(() => undefined);
    const rows = this.#index.rows();
    const isFiltered = !filter && k <= MOST_FILTERED_HITS && this.#filterState?.isUsed;
    if (isFiltered && this.#filter) return this.#filter.search(rows, query, size, k);
    return rows.scan(query, size, k, { ...this.#way, filter });
  }

  /** Measures anew. Pauses after each search, so that others come in between. */
  async tune(): Promise<void> {
    this.#running ??= this.#tune().finally(() => (this.#running = undefined));
    await this.#running;
  }

  /** A row has got another vector. */
  noteChange(row: number): void {
    this.#filter?.noteChange(this.#index.rows(), row);
  }

  /** A row was filled by the last one. */
  noteRemoval(row: number, last: number): void {
    this.#filter?.noteRemoval(this.#index.rows(), row, last);
  }

  /** All rows are others. */
  reset(): void {
    this.#usesThreads = false;
    this.#filter = undefined;
    this.#filterState = undefined;
    this.#tunedSize = 0;
  }

  get #way(): ScanWay {
    const { threads } = this.#index;
    const binding = this.#index.rows().binding;
    return this.#usesThreads && threads && binding && threads.isBoundTo(binding.memory) ? { threads } : {};
  }

  #isDue(size: number): boolean {
    if (this.#running || size < Math.min(this.#limits.threadsFrom, this.#limits.filterFrom)) return false;
    if (this.#filter && (this.#searches % SEARCHES === 0 || this.#filter.isBehind(size))) return true;
    return size > this.#tunedSize * GROWTH || size < this.#tunedSize / GROWTH;
  }

  async #tune(): Promise<void> {
    await pause();
    const size = this.#index.size();
    if (size === 0) return;
    const { threadsFrom, filterFrom } = this.#limits;
    if (size > this.#tunedSize * GROWTH || size < this.#tunedSize / GROWTH) {
      this.#tunedSize = size;
      this.#usesThreads = size >= threadsFrom && (await this.#areThreadsFaster());
    }
    if (size >= filterFrom) await this.#tuneFilter();
    else if (this.#filter) this.#dropFilter('the index has become small');
  }

  async #areThreadsFaster(): Promise<boolean> {
    const { threads } = this.#index;
    const rows = this.#index.rows();
    if (!threads || !rows.binding || threads.helpers === 0) return false;
    if (!(await threads.bind(rows.binding))) return false;
    const ratios: number[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      await pause();
      if (this.#index.rows() !== rows) return false;
      const query = this.#sample(trial, TRIALS);
      const together = (): number => this.#time(query, { threads });
      const alone = (): number => this.#time(query, {});
      // In turns, as the first of two finds the query's rows out of the caches.
      const [a, b] = trial % 2 === 0 ? [alone(), together()] : [together(), alone()].toReversed();
      ratios.push((b ?? 0) / Math.max(a ?? 0, CLOCK_STEP_MS));
    }
    return medianOf(ratios) < this.#limits.threadsWorth;
  }

  async #tuneFilter(): Promise<void> {
    const { kernel, metric, dims } = this.#index;
    const rows = this.#index.rows();
    if (kernel === 'scalar' || metric !== 'cosine') return;
    const times: number[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      await pause();
      times.push(this.#time(this.#sample(trial, TRIALS), this.#way));
    }
    const searchMs = medianOf(times);
    if (searchMs < this.#limits.noticedMs)
      return this.#dropFilter(`searching all takes ${searchMs.toFixed(1)} ms`);
    const size = this.#index.size();
    if (this.#filter?.isOutgrown(size)) this.#dropFilter('the index has grown');
    this.#filter ??= new PreFilter(kernel, dims);
    const filter = this.#filter;
    const isGone = (): boolean => this.#filter !== filter || this.#index.rows() !== rows;
    if (!(await filter.build(rows, () => this.#index.size(), isGone))) return;
    const verdict = await filter.check(rows, {
      size: this.#index.size(),
      recent: this.#recent,
      way: this.#way,
      worth: this.#limits.filterWorth,
      isGone,
    });
    if (isGone()) return;
    this.#filterState = verdict;
    if (!verdict.isUsed) this.#filter = undefined;
  }

  #dropFilter(reason: string): void {
    this.#filter = undefined;
    this.#filterState = { isUsed: false, reason };
  }

  /** A vector of the index, evenly spread. */
  #sample(index: number, count: number): Float32Array {
    return this.#index.rows().read(Math.floor((this.#index.size() * (index + 0.5)) / count));
  }

  #time(query: Float32Array, way: ScanWay): number {
    const start = performance.now();
    this.#index.rows().scan(query, this.#index.size(), 10, way);
    return performance.now() - start;
  }
}
