import { openBatchQueue, type BatchQueue } from '../batch-queue.ts';
import { engineClosed, runFailed } from '../engine-failure.ts';
import type { Embedder, EmbedderInfo, EmbedKind } from '../embedder.ts';
import { normaliseRows, poolStates } from '../pooling.ts';
import { matchWords, tokenVectors, type TokenVectors } from '../word-match.ts';
import { planBatches, type PlannedBatch, type TokenBatch } from './token-batch.ts';
import type { EncodedPieces, Tokenizer } from './tokenizer.ts';
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
    await this.#run(kind, ids, this.#maxPaddedTokens, signal, async ({ batch, indexes }) => {
      const rows = await embedBatch(this.#engine, batch, this.#settings);
      for (const [row, index] of indexes.entries())
        vectors.set(rows.subarray(row * dims, (row + 1) * dims), index * dims);
    });
    return vectors;
  }

  async compare(
    words: readonly string[],
    texts: readonly (readonly string[])[],
    signal?: AbortSignal,
  ): Promise<Float32Array> {
    signal?.throwIfAborted();
    const { dims } = this.#settings;
    const encoded = [this.#encode(words, 'query'), ...texts.map((pieces) => this.#encode(pieces, 'passage'))];
    const read: TokenVectors[] = [];
    const ids = encoded.map((text) => text.ids);
    // Padding costs as much as words, and batches of a few texts gain nothing on one thread.
    const padded = this.info.device === 'wasm' && this.info.threads === 1 ? 1 : this.#maxPaddedTokens;
    await this.#run('query', ids, padded, signal, async ({ batch, indexes }) => {
      const states = await this.#engine.run(batch);
      for (const [row, index] of indexes.entries())
        read[index] = tokenVectors(states, row, batch.width, dims, encoded[index]?.ranges ?? []);
    });
    const [question, ...rest] = read;
    const matches = question ? rest.map((text) => matchWords(question, text, dims)) : [];
    return joinRows(matches);
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

  /** Ids of a text in pieces, with the prefix that the model wants before it. */
  #encode(pieces: readonly string[], kind: EmbedKind): EncodedPieces {
    const { maxTokens, prefixes } = this.#settings;
    const { ids, ranges } = this.#tokenizer.encodePieces([prefixes?.[kind] ?? '', ...pieces], maxTokens);
    return { ids, ranges: ranges.slice(1) };
  }

  /** Runs texts through the engine in batches, one at a time; queries before passages. */
  async #run(
    kind: EmbedKind,
    ids: readonly number[][],
    maxPaddedTokens: number,
    signal: AbortSignal | undefined,
    step: (plan: PlannedBatch) => Promise<void>,
  ): Promise<void> {
    const plans = planBatches(ids, maxPaddedTokens, this.#engine.padId);
    const steps = plans.map((plan) => () => this.#step(plan, step));
    await this.#queue.run(kind, steps, signal);
  }

  async #step(plan: PlannedBatch, step: (plan: PlannedBatch) => Promise<void>): Promise<void> {
    try {
      await step(plan);
    } catch (error) {
      const reason = runFailed('embedder', this.info.device, error);
      this.fail(reason);
      throw reason;
    }
  }
}

function joinRows(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    joined.set(part, end);
    end += part.length;
  }
  return joined;
}
