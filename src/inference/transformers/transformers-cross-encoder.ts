import { AutoModelForSequenceClassification, Tensor, type PreTrainedModel } from '@huggingface/transformers';
import type { TokenBatch } from './token-batch.ts';
import { padIdOf, type EngineParts } from './transformers-engine.ts';
import { loadSealed } from './transformers-environment.ts';

/** A loaded network that reads two texts together. Runs must not overlap. */
export interface CrossEncoder {
  /** Fills up short rows of a batch. */
  readonly padId: number;
  /**
   * One score a row.
   *
   * @param types Which of the two texts each token belongs to, in the shape of `batch.ids`.
   */
  run(batch: TokenBatch, types: BigInt64Array): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Loads a model into transformers.js: once in a worker, which is to be ended when this rejects. */
export async function openCrossEncoder(parts: EngineParts): Promise<CrossEncoder> {
  const { device, dtype, runtime, files } = parts;
  const model = await loadSealed(runtime, files, (id) =>
    AutoModelForSequenceClassification.from_pretrained(id, { device, dtype: dtype as 'int8' }),
  );
  return new TransformersCrossEncoder(model);
}

class TransformersCrossEncoder implements CrossEncoder {
  readonly padId: number;
  readonly #model: PreTrainedModel;

  constructor(model: PreTrainedModel) {
    this.#model = model;
    this.padId = padIdOf(model);
  }

  async run({ rows, width, ids, mask }: TokenBatch, types: BigInt64Array): Promise<Float32Array> {
    const shape = [rows, width];
    // A network without types of tokens is not given them.
    const inputs = {
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
      token_type_ids: new Tensor('int64', types, shape),
    };
    const { logits } = (await this.#model(inputs)) as { logits: Tensor };
    // Copied, because `dispose` may free what the tensor shows.
    const scores = Float32Array.from(logits.to('float32').data as Float32Array);
    for (const tensor of [logits, ...Object.values(inputs)]) tensor.dispose();
    if (scores.length !== rows)
      throw new TypeError(
        `The network gives ${scores.length / rows} values a pair, but a reranker gives one.`,
      );
    return scores;
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}
