import { chooseMerge, mergeSegments, type RunSteps } from '../storage/merge.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import type { SegmentInfo, SegmentSet } from '../storage/schema.ts';
import type { BackgroundGate } from './background-gate.ts';
import { BackgroundLoop } from './background-loop.ts';
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
 * what is left of documents that are gone: at once when a person removed them, and when it is as much as what lives where
 * they were replaced, so that the disk never holds more than twice of that.
 */
export class Upkeep {
  readonly #parts: UpkeepParts;
  // What is not in order is still right, and is looked at again after the next change.
  readonly #loop: BackgroundLoop = new BackgroundLoop((signal) => this.#tidy(signal));
  readonly #wordless: CatalogueEntry[];
  /** Whether all that is left of what is gone shall go. At the opening, as a purge may have been cut off. */
  #isPurging = true;
  /** Segments that may hold what is gone. */
  #unswept: SegmentInfo[] = [];
  /** How many keys were gone when they were listed. */
  #deletions = 0;

  constructor(parts: UpkeepParts) {
    this.#parts = parts;
    this.#wordless = [...parts.wordless];
  }

  /** Segments that were found damaged since the opening. */
  get damaged(): readonly SegmentInfo[] {
    return this.#parts.store.segments.damaged;
  }

  /** Documents whose words are still to be made again. */
  get wordless(): readonly CatalogueEntry[] {
    return this.#wordless;
  }

  /** Has all that is left of removed documents dropped: removed means gone. */
  purge(): void {
    this.#isPurging = true;
    this.wake();
  }

  /** Starts, unless it runs: call it whenever something was stored or removed. */
  wake(): void {
    this.#loop.wake();
  }

  /** Resolves when all is in order; what is held back is not done. */
  idle(): Promise<void> {
    return this.#loop.idle();
  }

  /** Stops; waits for a step under way. */
  close(): Promise<void> {
    return this.#loop.close();
  }

  async #tidy(signal: AbortSignal): Promise<void> {
    for (let step = await this.#nextStep(); step; step = await this.#nextStep()) {
      await this.#parts.gate.released(signal);
      signal.throwIfAborted();
      await step();
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
    if (this.#unswept.length === 0 && this.#mustSweep(lists[0] ?? [])) this.#unswept = lists.flat();
    const next = this.#unswept.pop();
    return next && (() => this.#rewrite([next]));
  }

  #mustSweep(words: readonly SegmentInfo[]): boolean {
    const { live } = this.#parts.store;
    const rows = words.reduce((sum, segment) => sum + segment.rows, 0);
    const mayHoldDead = this.#isPurging && rows > live.size;
    this.#isPurging = false;
    if (!mayHoldDead && live.deletions - this.#deletions <= live.size) return false;
    this.#deletions = live.deletions;
    return true;
  }

  #rewrite(chosen: readonly SegmentInfo[]): Promise<void> {
    const { segments, live } = this.#parts.store;
    return segments.inTurn(() => mergeSegments(segments, chosen, live, this.#runSteps));
  }

  readonly #runSteps: RunSteps = (steps) => runInSlices(steps, this.#parts.gate, this.#loop.signal);

  async #remakeWords(entry: CatalogueEntry): Promise<void> {
    const { store, indexes, onChange } = this.#parts;
    await remakeWords(store, indexes, entry, this.#runSteps);
    this.#wordless.splice(this.#wordless.indexOf(entry), 1);
    onChange();
  }
}
