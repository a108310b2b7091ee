import { AutoModelForCausalLM, Tensor, type PreTrainedModel } from '@huggingface/transformers';
import type { Device } from '../embedder.ts';

/** A loaded decoder network with the keys and values of one text in its cache. Calls must not overlap. */
export interface Decoder {
  /** Tokens that end a text. */
  readonly endIds: ReadonlySet<number>;
  /** The tokens whose keys and values are in the cache, from the beginning of the text. */
  readonly cached: readonly number[];
  /** Leaves the first `length` tokens in the cache. */
  shorten(length: number): Promise<void>;
  /** Puts tokens behind those in the cache. Returns the scores (logits) of each token to follow them. */
  append(ids: readonly number[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** What a decoder is opened from, besides the library's own files. */
export interface DecoderParts {
  device: Device;
  /** Path of the graph below the model's folder. */
  graph: string;
  /** Files that the graph keeps its weights in, by their names beside it. */
  weights: readonly { path: string; data: Uint8Array }[];
  /** Makes the weights float32 when the network is loaded. */
  expandWeights: boolean;
}

/** Loads the network of `modelId`, which the library finds where `loadSealed` says. */
export async function openDecoder(modelId: string, parts: DecoderParts): Promise<Decoder> {
  const { device, graph, weights, expandWeights } = parts;
  const at = graph.lastIndexOf('/');
  const model = await AutoModelForCausalLM.from_pretrained(modelId, {
    device,
    // The name of the graph is complete; any other number format would add its own suffix to it.
    dtype: 'fp32',
    subfolder: graph.slice(0, Math.max(0, at)),
    model_file_name: graph.slice(at + 1).replace(/\.onnx$/, ''),
    // The library would look for files by the graph's name; two graphs may share one set.
    use_external_data_format: 0,
    session_options: {
      externalData: weights,
      ...(expandWeights && { extra: { session: { disable_quant_qdq: '1' } } }),
    },
  });
  return new TransformersDecoder(model);
}

class TransformersDecoder implements Decoder {
  readonly endIds: ReadonlySet<number>;
  readonly #model: PreTrainedModel;
  #cached: number[] = [];
  /** Keys and values of each layer, `1 × heads × tokens × size`, under the names of the network's inputs. */
  #past: Record<string, Tensor> | undefined;

  constructor(model: PreTrainedModel) {
    this.#model = model;
    this.endIds = readEndIds(model);
  }

  get cached(): readonly number[] {
    return this.#cached;
  }

  async shorten(length: number): Promise<void> {
    if (length >= this.#cached.length) return;
    this.#cached = this.#cached.slice(0, length);
    const past = this.#past;
    this.#past = undefined;
    if (!past) return;
    if (length > 0) this.#past = await mapValues(past, (tensor) => cutTokens(tensor, length));
    disposeAll(past);
  }

  async append(ids: readonly number[]): Promise<Float32Array> {
    const total = this.#cached.length + ids.length;
    const inputs = {
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
      attention_mask: new Tensor('int64', new BigInt64Array(total).fill(1n), [1, total]),
      // Where the network takes it: scores of the last token only, not of the whole prompt.
      num_logits_to_keep: new Tensor('int64', [1n], []),
    };
    const { logits, ...present } = (await this.#model({
      ...inputs,
      past_key_values: this.#past ?? null,
    })) as Record<string, Tensor>;
    if (!logits) throw new TypeError('The network gave no logits.');
    const scores = lastRow(logits);
    disposeAll({ ...this.#past, ...inputs, logits });
    this.#past = toPast(present);
    this.#cached.push(...ids);
    return scores;
  }

  async dispose(): Promise<void> {
    await this.shorten(0);
    await this.#model.dispose();
  }
}

function readEndIds({ config, generation_config: settings }: PreTrainedModel): ReadonlySet<number> {
  const { eos_token_id: fallback } = config as { eos_token_id?: number | number[] | null };
  const { eos_token_id: ends } = (settings ?? {}) as { eos_token_id?: number | number[] | null };
  return new Set([ends ?? fallback ?? []].flat());
}

/** Results are named after the inputs that they are for in the next run. */
function toPast(present: Record<string, Tensor>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(present).map(([name, tensor]) => [name.replace(/^present/, 'past_key_values'), tensor]),
  );
}

/** Copied, because `dispose` may free what the tensor shows. */
function lastRow(logits: Tensor): Float32Array {
  const size = logits.dims.at(-1) ?? 0;
  const data = logits.to('float32').data as Float32Array;
  return data.slice(data.length - size);
}

/** The first tokens of keys or values, in main memory: the next run takes them to its device. */
async function cutTokens(tensor: Tensor, length: number): Promise<Tensor> {
  const [, heads = 1, tokens = 1, size = 1] = tensor.dims;
  // On a GPU `data` cannot be read.
  const data = (await tensor.ort_tensor.getData()) as Float32Array;
  const kept = data.slice(0, heads * length * size);
  for (let head = 1; head < heads; head++) {
    const start = head * tokens * size;
    kept.set(data.subarray(start, start + length * size), head * length * size);
  }
  return new Tensor(tensor.type, kept, [1, heads, length, size]);
}

async function mapValues(
  tensors: Record<string, Tensor>,
  change: (tensor: Tensor) => Promise<Tensor>,
): Promise<Record<string, Tensor>> {
  const entries = Object.entries(tensors).map(
    async ([name, tensor]) => [name, await change(tensor)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

function disposeAll(tensors: Record<string, Tensor>): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}
