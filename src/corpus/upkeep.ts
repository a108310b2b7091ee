import { chooseMerge, mergeSegments, type RunSteps } from '../storage/merge.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import type { SegmentInfo, SegmentSet } from '../storage/schema.ts';
import type { BackgroundGate } from './background-gate.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { Indexes } from './load-indexes.ts';
import { runInSlices } from './time-slices.ts';
import { remakeWords } from './word-repair.ts';

export interface UpkeepParts {
  store: CorpusStore;
  indexes: Indexes;
  /** Asked before each step. */
  gate: BackgroundGate;
  /** Documents whose words shall be made again. */
  wordless: readonly CatalogueEntry[];
  onChange(): void;
}

type Step = () => Promise<void>;

const SETS: SegmentSet[] = ['words', 'vectors', 'vectors2'];

/**
 * Keeps what is stored in order, in the background: makes words again that were lost, joins small segments, and drops
 * what is left of documents that are gone. That is done when it is as much as what lives, so that the disk never holds
 * more than twice of that, and once after each opening however little it is: removed means gone.
 */
export class Upkeep {
  readonly #parts: UpkeepParts;
  readonly #abort = new AbortController();
  readonly #wordless: CatalogueEntry[];
  #running: Promise<void> | undefined;
  #isWanted = false;
  #isFirst = true;
  /** Segments that may hold what is gone. */
  #unswept: SegmentInfo[] = [];
  /** How many keys were gone when they were listed. */
  #deletions = 0;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    this.#wordless = [...parts.wordless];
  }

  /** Documents whose words are still to be made again. */
  get wordless(): readonly CatalogueEntry[] {
    return this.#wordless;
  }

  /** Has the words of documents made again. */
  remake(entries: readonly CatalogueEntry[]): void {
    this.#wordless.push(...entries);
    this.wake();
  }

  /** Starts, unless it runs: call it whenever something was stored or removed. */
  wake(): void {
    this.#isWanted = true;
    if (this.#abort.signal.aborted) return;
    this.#running ??= this.#run()
      // What is not in order is still right, and is looked at again after the next change.
      .catch(() => undefined)
      .finally(() => {
        this.#running = undefined;
        if (this.#isWanted) this.wake();
      });
  }

  /** Resolves when all is in order; what is held back is not done. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Stops; waits for a step under way. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    while (this.#isWanted) {
      this.#isWanted = false;
      for (let step = await this.#nextStep(); step; step = await this.#nextStep()) {
        await this.#parts.gate.released(signal);
        signal.throwIfAborted();
        await step();
      }
    }
  }

  async #nextStep(): Promise<Step | undefined> {
    const [entry] = this.#wordless;
    if (entry) return () => this.#remakeWords(entry);
    const lists = await Promise.all(SETS.map((set) => this.#parts.store.segments.list(set)));
    for (const list of lists) {
      const chosen = chooseMerge(list);
      if (chosen.length > 0) return () => this.#rewrite(chosen);
    }
    if (this.#mayHoldDead(lists[0] ?? [])) this.#unswept = lists.flat();
    const next = this.#unswept.pop();
    return next && (() => this.#rewrite([next]));
  }

  #mayHoldDead(words: readonly SegmentInfo[]): boolean {
    const { live } = this.#parts.store;
    const rows = words.reduce((sum, segment) => sum + segment.rows, 0);
    const gone = live.deletions - this.#deletions;
    if (!(this.#isFirst ? rows > live.size : gone > live.size)) return false;
    this.#isFirst = false;
    this.#deletions = live.deletions;
    return true;
  }

  #rewrite(chosen: readonly SegmentInfo[]): Promise<void> {
    const { segments, live } = this.#parts.store;
    const run: RunSteps = (steps) => runInSlices(steps, this.#parts.gate, this.#abort.signal);
    return segments.inTurn(() => mergeSegments(segments, chosen, live, run));
  }

  async #remakeWords(entry: CatalogueEntry): Promise<void> {
    const { store, indexes, onChange } = this.#parts;
    await remakeWords(store, indexes, entry);
    this.#wordless.splice(this.#wordless.indexOf(entry), 1);
    onChange();
  }
}
