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
  settings: EmbedderSettings,
): Promise<Float32Array<ArrayBuffer>> {
  return poolBatch(await engine.run(batch), batch, settings);
}

function poolBatch(
  states: Float32Array,
  batch: TokenBatch,
  { dims, pooling }: EmbedderSettings,
): Float32Array<ArrayBuffer> {
  const vectors = poolStates(states, batch.lengths, batch.width, dims, pooling);
  normaliseRows(vectors, dims);
  return vectors;
}

/**
 * What a run costs besides its tokens, in tokens: on one thread of WASM, a question of 12 tokens takes a quarter of the
 * time that a passage of 132 takes.
 */
const RUN_COST = 28;

/** The `Embedder` over a loaded engine: tokens, batches, queries first. */
export class EngineEmbedder implements Embedder {
  readonly info: EmbedderInfo;
  readonly #engine: Engine;
  readonly #tokenizer: Tokenizer;
  readonly #settings: EmbedderSettings;
  readonly #maxPaddedTokens: number;
  readonly #queue: BatchQueue = openBatchQueue();
  /** The question that was embedded last, with the vectors of its tokens: it is compared soon. */
  #asked: { ids: readonly number[]; vectors: Float32Array } | undefined;
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
    await this.#run(kind, ids, signal, async ({ batch, indexes }) => {
      const states = await this.#engine.run(batch);
      const rows = poolBatch(states, batch, this.#settings);
      for (const [row, index] of indexes.entries())
        vectors.set(rows.subarray(row * dims, (row + 1) * dims), index * dims);
      const [only] = ids;
      if (kind === 'query' && only && ids.length === 1)
        this.#asked = {
          ids: only,
          vectors: tokenVectors(states, 0, batch.width, dims, [[0, only.length]]).vectors,
        };
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
    const question = this.#encode(words, 'query');
    const vectors = isEqual(this.#asked?.ids, question.ids) ? this.#asked?.vectors : undefined;
    const passages = texts.map((pieces) => this.#encode(pieces, 'passage'));
    const read = await this.#read(vectors ? passages : [question, ...passages], signal);
    const asked = vectors ? { vectors, ranges: question.ranges } : read.shift();
    const matches = asked ? read.map((text) => matchWords(asked, text, dims)) : [];
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

  /** The tokens' vectors of texts; as queries, as somebody waits. */
  async #read(texts: readonly EncodedPieces[], signal: AbortSignal | undefined): Promise<TokenVectors[]> {
    const { dims } = this.#settings;
    const read: TokenVectors[] = [];
    const ids = texts.map((text) => text.ids);
    await this.#run('query', ids, signal, async ({ batch, indexes }) => {
      const states = await this.#engine.run(batch);
      for (const [row, index] of indexes.entries())
        read[index] = tokenVectors(states, row, batch.width, dims, texts[index]?.ranges ?? []);
    });
    return read;
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
    signal: AbortSignal | undefined,
    step: (plan: PlannedBatch) => Promise<void>,
  ): Promise<void> {
    const padding = kind === 'query' && this.info.device === 'wasm' ? RUN_COST : undefined;
    const plans = planBatches(ids, this.#maxPaddedTokens, this.#engine.padId, padding);
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

function isEqual(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a?.length === b.length && a.every((value, index) => value === b[index]);
}
