import type { Embedder } from '../inference/embedder.ts';
import type { VectorIndex } from '../search/vector-index.ts';
import type { CorpusStore, VectorCommit } from '../storage/corpus-store.ts';
import { countEmbedded, type Catalogue, type CatalogueEntry } from './catalogue.ts';

/** Passages that are embedded and committed together: what a crash can cost, and how long a commit waits. */
const BATCH_PASSAGES = 16;

export interface EmbeddingParts {
  store: CorpusStore;
  catalogue: Catalogue;
  embedder: Embedder;
  index: VectorIndex;
  /** Documents that are about to be read (again), whose vectors would not last. */
  waiting(): readonly { id: string }[];
  /** The text of a passage as the embedder shall see it. */
  embeddingTexts(entry: CatalogueEntry, ordinals: readonly number[]): Promise<string[]>;
  onStored(entry: CatalogueEntry): void;
  onError(error: unknown): void;
}

interface Share {
  entry: CatalogueEntry;
  /** Ordinals of neighbouring passages without a vector. */
  ordinals: number[];
}

/** Makes the vectors that are missing, in the background, and commits them as they come. */
export class EmbeddingQueue {
  readonly #parts: EmbeddingParts;
  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;
  #hasFailed = false;

  constructor(parts: EmbeddingParts) {
    this.#parts = parts;
  }

  /** Starts, unless it runs: call it whenever passages were added. */
  wake(): void {
    if (this.#hasFailed || this.#abort.signal.aborted) return;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // What was added between the last look and here would otherwise wait for the next call.
      if (this.#nextBatch().length > 0) this.wake();
    });
  }

  /** Resolves when every vector is made, or none can be. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Stops in the middle of a batch, whose vectors are made again later; waits for a commit under way. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      for (let batch = this.#nextBatch(); batch.length > 0; batch = this.#nextBatch())
        await this.#embed(batch);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#hasFailed = true;
      this.#parts.onError(error);
    }
  }

  #nextBatch(): Share[] {
    const batch: Share[] = [];
    let room = this.#abort.signal.aborted || this.#hasFailed ? 0 : BATCH_PASSAGES;
    const waiting = new Set(this.#parts.waiting().map(({ id }) => id));
    for (const entry of this.#parts.catalogue.values()) {
      if (room === 0) break;
      const first = entry.embedded.indexOf(0);
      if (first < 0 || waiting.has(entry.record.id)) continue;
      const next = entry.embedded.indexOf(1, first);
      const count = Math.min(room, (next < 0 ? entry.embedded.length : next) - first);
      batch.push({ entry, ordinals: Array.from({ length: count }, (_, offset) => first + offset) });
      room -= count;
    }
    return batch;
  }

  async #embed(batch: Share[]): Promise<void> {
    const { store, catalogue, embedder, index } = this.#parts;
    const texts = (
      await Promise.all(batch.map(({ entry, ordinals }) => this.#parts.embeddingTexts(entry, ordinals)))
    ).flat();
    const vectors = await embedder.embed(texts, 'passage', this.#abort.signal);
    const commits: VectorCommit[] = [];
    const slices: Float32Array[] = [];
    let row = 0;
    for (const { entry, ordinals } of batch) {
      const data = vectors.slice(row * index.dims, (row + ordinals.length) * index.dims);
      row += ordinals.length;
      slices.push(data);
      commits.push(commitOf(entry, ordinals, data));
    }
    const stored = await store.commitVectors(commits);
    batch.forEach(({ entry, ordinals }, at) => {
      const { id, firstKey } = entry.record;
      // A document may have been removed or replaced while its vectors were made.
      if (!stored.has(id) || catalogue.get(id) !== entry) return;
      index.add(
        ordinals.map((ordinal) => firstKey + ordinal),
        slices[at]!,
      );
      for (const ordinal of ordinals) entry.embedded[ordinal] = 1;
      if (commits[at]!.isComplete) entry.record = { ...entry.record, state: 'ready' };
      this.#parts.onStored(entry);
    });
  }
}

function commitOf(entry: CatalogueEntry, ordinals: number[], data: Float32Array): VectorCommit {
  return {
    record: {
      documentId: entry.record.id,
      first: ordinals[0] ?? 0,
      count: ordinals.length,
      data: data.buffer as ArrayBuffer,
    },
    firstKey: entry.record.firstKey,
    isComplete: countEmbedded(entry) + ordinals.length === entry.spans.length,
  };
}
