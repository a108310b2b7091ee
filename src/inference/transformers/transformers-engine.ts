import { AutoModel, Tensor, type PreTrainedModel } from '@huggingface/transformers';
import type { Device } from '../embedder.ts';
import type { TokenBatch } from './token-batch.ts';
import { loadSealed, type RuntimeParts } from './transformers-environment.ts';

/** Everything that the engine runs from. Nothing else is ever read: it has no way to the network. */
export interface EngineParts {
  device: Device;
  dtype: string;
  runtime: RuntimeParts;
  /** Verified bytes of the model by path: `config.json`, `onnx/…`. */
  files: ReadonlyMap<string, ArrayBuffer>;
}

/** A loaded network. Runs must not overlap. */
export interface Engine {
  /** Fills up short rows of a batch. */
  readonly padId: number;
  /** The last hidden states, row-major `rows × width × dims`. */
  run(batch: TokenBatch): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Loads a model into transformers.js: once in a worker, which is to be ended when this rejects. */
export async function openEngine({ device, dtype, runtime, files }: EngineParts): Promise<Engine> {
  const model = await loadSealed(runtime, files, (id) =>
    AutoModel.from_pretrained(id, { device, dtype: dtype as 'int8' }),
  );
  return new TransformersEngine(model);
}

/** What a model is padded with, 0 when it does not say. */
export function padIdOf({ config }: PreTrainedModel): number {
  const { pad_token_id: padId } = config as { pad_token_id?: unknown };
  return typeof padId === 'number' ? padId : 0;
}

class TransformersEngine implements Engine {
  readonly padId: number;
  readonly #model: PreTrainedModel;

  constructor(model: PreTrainedModel) {
    this.#model = model;
    this.padId = padIdOf(model);
  }

  async run({ rows, width, ids, mask }: TokenBatch): Promise<Float32Array> {
    const shape = [rows, width];
    const inputs = {
      input_ids: new Tensor('int64', ids, shape),
      attention_mask: new Tensor('int64', mask, shape),
    };
    const { last_hidden_state: states } = (await this.#model(inputs)) as { last_hidden_state: Tensor };
    // Copied, because `dispose` may free what the tensor shows.
    const data = Float32Array.from(states.data as Float32Array);
    for (const tensor of [states, ...Object.values(inputs)]) tensor.dispose();
    return data;
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }
}
