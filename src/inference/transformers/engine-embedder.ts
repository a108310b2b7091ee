import { openBatchQueue, type BatchQueue } from '../batch-queue.ts';
import { engineClosed, runFailed } from '../engine-failure.ts';
import type { Embedder, EmbedderInfo, EmbedKind } from '../embedder.ts';
import { normaliseRows, poolStates } from '../pooling.ts';
import { planBatches, type PlannedBatch, type TokenBatch } from './token-batch.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { Engine } from './transformers-engine.ts';
import type { EmbedderSettings } from './verified-parts.ts';

/** Unit vectors of a batch, row-major `rows × dims`. */
export async function embedBatch(
  engine: Engine,
  batch: TokenBatch,
  { dims, pooling }: EmbedderSettings,
): Promise<Float32Array<ArrayBuffer>> {
  const states = await engine.run(batch);
  const vectors = poolStates(states, batch.lengths, batch.width, dims, pooling);
  normaliseRows(vectors, dims);
  return vectors;
}

/** The `Embedder` over a loaded engine: tokens, batches, queries first. */
export class EngineEmbedder implements Embedder {
  readonly info: EmbedderInfo;
  readonly #engine: Engine;
  readonly #tokenizer: Tokenizer;
  readonly #settings: EmbedderSettings;
  readonly #maxPaddedTokens: number;
  readonly #queue: BatchQueue = openBatchQueue();
  #isDisposed = false;

  constructor(
    info: EmbedderInfo,
    engine: Engine,
    tokenizer: Tokenizer,
    settings: EmbedderSettings,
    maxPaddedTokens: number,
  ) {
    this.info = info;
    this.#engine = engine;
    this.#tokenizer = tokenizer;
    this.#settings = settings;
    this.#maxPaddedTokens = maxPaddedTokens;
  }

  async embed(texts: readonly string[], kind: EmbedKind, signal?: AbortSignal): Promise<Float32Array> {
    signal?.throwIfAborted();
    const { dims, maxTokens, prefixes } = this.#settings;
    const prefix = prefixes?.[kind] ?? '';
    const ids = texts.map((text) => this.#tokenizer.encode(prefix + text, maxTokens));
    const vectors = new Float32Array(texts.length * dims);
    const steps = planBatches(ids, this.#maxPaddedTokens, this.#engine.padId).map(
      (plan) => () => this.#step(plan, vectors),
    );
    await this.#queue.run(kind, steps, signal);
    return vectors;
  }

  /** Rejects all calls with this reason, those to come as well. */
  fail(reason: unknown): void {
    this.#queue.close(reason);
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#queue.close(engineClosed('embedder'));
    await this.#engine.dispose();
  }

  async #step({ batch, indexes }: PlannedBatch, vectors: Float32Array): Promise<void> {
    const { dims } = this.#settings;
    try {
      const rows = await embedBatch(this.#engine, batch, this.#settings);
      for (const [row, index] of indexes.entries())
        vectors.set(rows.subarray(row * dims, (row + 1) * dims), index * dims);
    } catch (error) {
      const reason = runFailed('embedder', this.info.device, error);
      this.fail(reason);
      throw reason;
    }
  }
}
