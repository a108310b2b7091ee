import { openBatchQueue, type BatchQueue } from '../batch-queue.ts';
import { engineClosed, runFailed } from '../engine-failure.ts';
import type { PairTokenizer, TokenPair } from './pair-tokenizer.ts';
import type { Reranker, RerankerInfo } from '../reranker.ts';
import { planBatches, type PlannedBatch } from './token-batch.ts';
import type { CrossEncoder } from './transformers-cross-encoder.ts';

/** Scores of the rows of a planned batch, in their order. */
export function scoreBatch(
  engine: CrossEncoder,
  pairs: readonly TokenPair[],
  { batch, indexes }: PlannedBatch,
): Promise<Float32Array> {
  const types = new BigInt64Array(batch.ids.length);
  for (const [row, index] of indexes.entries())
    for (const [column, type] of (pairs[index]?.types ?? []).entries())
      types[row * batch.width + column] = BigInt(type);
  return engine.run(batch, types);
}

/** The `Reranker` over a loaded cross-encoder: pairs of tokens, batches, one call after the other. */
export class EngineReranker implements Reranker {
  readonly info: RerankerInfo;
  readonly #engine: CrossEncoder;
  readonly #tokenizer: PairTokenizer;
  readonly #maxPaddedTokens: number;
  readonly #queue: BatchQueue = openBatchQueue();
  #isDisposed = false;

  constructor(info: RerankerInfo, engine: CrossEncoder, tokenizer: PairTokenizer, maxPaddedTokens: number) {
    this.info = info;
    this.#engine = engine;
    this.#tokenizer = tokenizer;
    this.#maxPaddedTokens = maxPaddedTokens;
  }

  async score(question: string, passages: readonly string[], signal?: AbortSignal): Promise<Float32Array> {
    signal?.throwIfAborted();
    const { maxTokens } = this.info;
    const pairs = passages.map((passage) => this.#tokenizer.encode(question, passage, maxTokens));
    const scores = new Float32Array(passages.length);
    const plans = planBatches(
      pairs.map(({ ids }) => ids),
      this.#maxPaddedTokens,
      this.#engine.padId,
    );
    await this.#queue.run(
      'query',
      plans.map((plan) => () => this.#step(pairs, plan, scores)),
      signal,
    );
    return scores;
  }

  /** Rejects all calls with this reason, those to come as well. */
  fail(reason: unknown): void {
    this.#queue.close(reason);
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#queue.close(engineClosed('reranker'));
    await this.#engine.dispose();
  }

  async #step(pairs: readonly TokenPair[], plan: PlannedBatch, scores: Float32Array): Promise<void> {
    try {
      const rows = await scoreBatch(this.#engine, pairs, plan);
      for (const [row, index] of plan.indexes.entries()) scores[index] = rows[row] ?? Number.NaN;
    } catch (error) {
      const reason = runFailed('reranker', this.info.device, error);
      this.fail(reason);
      throw reason;
    }
  }
}
