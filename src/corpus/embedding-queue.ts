import type { Embedder } from '../inference/embedder.ts';
import { checkVectors } from '../search/vector-border.ts';
import { quantise } from '../search/vector-rows.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import type { VectorOrigin } from '../storage/schema.ts';
import type { BackgroundGate } from './background-gate.ts';
import { keysOf, type Catalogue, type CatalogueEntry } from './catalogue.ts';
import type { VectorSpace } from './vector-space.ts';

/** Passages that are embedded and committed together: what a crash can cost, and how long a commit waits. */
const BATCH_PASSAGES = 16;

export interface EmbeddingParts {
  store: CorpusStore;
  catalogue: Catalogue;
  embedder: Embedder;
  /** Where the vectors go. */
  space: VectorSpace;
  /** Asked before each batch. */
  gate: BackgroundGate;
  /** Whether passages are this embedder's business now. */
  mayEmbed(): boolean;
  /** Whether the embedder sees all of each passage of a document; if not, the document waits to be read again. */
  fits(entry: CatalogueEntry): Promise<boolean>;
  /** Documents that are about to be read (again), whose vectors would not last. */
  waiting(): readonly { id: string }[];
  /** The text of a passage as the embedder shall see it. */
  embeddingTexts(entry: CatalogueEntry, ordinals: readonly number[]): Promise<string[]>;
  /** Of a batch that is on the disk: the documents that took part of it. */
  onStored(entries: readonly CatalogueEntry[]): void;
  /** Nothing is left that could be embedded now. */
  onIdle(): void;
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
  #embedded = 0;
  #spentMs = 0;

  constructor(parts: EmbeddingParts) {
    this.#parts = parts;
  }

  /** How fast vectors were made so far; undefined before there were some. */
  get passagesPerSecond(): number | undefined {
    return this.#spentMs > 0 ? (1000 * this.#embedded) / this.#spentMs : undefined;
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

  /** Resolves when every vector is made, or none can be; what is held back is not made. */
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
      for (let batch = this.#nextBatch(); batch.length > 0; batch = this.#nextBatch()) {
        // What there is to embed may be another after the wait.
        if (this.#parts.gate.isHeld) await this.#parts.gate.released(this.#abort.signal);
        else await this.#embed(batch);
      }
      if (!this.#abort.signal.aborted) this.#parts.onIdle();
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#hasFailed = true;
      this.#parts.onError(error);
    }
  }

  #nextBatch(): Share[] {
    const { catalogue, space, waiting, mayEmbed } = this.#parts;
    const batch: Share[] = [];
    if (this.#abort.signal.aborted || this.#hasFailed || !mayEmbed()) return batch;
    let room = BATCH_PASSAGES;
    const unsettled = new Set(waiting().map(({ id }) => id));
    for (const entry of catalogue.values()) {
      if (room === 0) break;
      if (unsettled.has(entry.record.id)) continue;
      const ordinals = missingOrdinals(entry, space, room);
      if (ordinals.length > 0) batch.push({ entry, ordinals });
      room -= ordinals.length;
    }
    return batch;
  }

  async #embed(candidates: Share[]): Promise<void> {
    const { store, catalogue, embedder, space } = this.#parts;
    const batch: Share[] = [];
    for (const share of candidates) if (await this.#parts.fits(share.entry)) batch.push(share);
    if (batch.length === 0) return;
    const texts = (
      await Promise.all(batch.map(({ entry, ordinals }) => this.#parts.embeddingTexts(entry, ordinals)))
    ).flat();
    const startedAt = performance.now();
    const vectors = await embedder.embed(texts, 'passage', this.#abort.signal);
    this.#spentMs += performance.now() - startedAt;
    this.#embedded += texts.length;
    const keys = batch.flatMap(({ entry, ordinals }) => ordinals.map((at) => entry.record.firstKey + at));
    // Before they are stored, as what is stored is believed.
    checkVectors(keys, vectors, space.index.dims);
    const rows = quantise(keys, vectors, space.index.dims);
    const origins = [{ rows: keys.length, made: originOf(embedder) }];
    if (!(await store.vectors.commit({ model: space.fingerprint, rows, origins }))) return;
    // A document may have been removed or replaced while its vectors were made.
    const current = new Set(batch.flatMap(({ entry }) => (isCurrent(catalogue, entry) ? keysOf(entry) : [])));
    space.index.addRows(rows, (key) => current.has(key));
    space.origins.note({ rows, origins });
    this.#parts.onStored(batch.flatMap(({ entry }) => (isCurrent(catalogue, entry) ? [entry] : [])));
  }
}

function isCurrent(catalogue: Catalogue, entry: CatalogueEntry): boolean {
  return catalogue.get(entry.record.id) === entry;
}

function originOf({ info: { device, adapter, selfTest } }: Embedder): VectorOrigin {
  return { device, ...(adapter && { adapter }), ...(selfTest !== undefined && { selfTest }) };
}

/** The first passages of a document in a row that have no vector, at most `limit`. */
function missingOrdinals({ record, spans }: CatalogueEntry, { index }: VectorSpace, limit: number): number[] {
  const ordinals: number[] = [];
  for (let ordinal = 0; ordinal < spans.length && ordinals.length < limit; ordinal++) {
    if (!index.has(record.firstKey + ordinal)) ordinals.push(ordinal);
    else if (ordinals.length > 0) break;
  }
  return ordinals;
}
