import '../../security/trusted-types.ts';
import {
  AutoModelForCausalLM,
  AutoTokenizer,
  Tensor,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from '@huggingface/transformers';
import type { PromptMessage } from '../../answer-types.ts';
import { weightFiles } from '../../inference/transformers/model-files.ts';
import type { GeneratorForm, ModelManifest } from '../../models/manifest.ts';
import { serve } from '../../rpc/serve.ts';
import { openBareEnvironment } from './bare-environment.ts';
import type { Writing } from './bench-api.ts';

/** transformers.js' own `generate`, greedy, without streaming. */
export interface BareGenerator {
  open(manifest: ModelManifest, form: GeneratorForm, assetBase: string): Promise<void>;
  /** What it writes after the whole prompt, to show that both ways run the same network. */
  write(messages: readonly PromptMessage[], tokens: number): Promise<string>;
  /**
   * Writes exactly `tokens` tokens, and times them from messages to text, as the library's pipeline goes.
   *
   * @param skipped Tokens at the beginning of the prompt that are left out, so that as many are computed as on the other
   *   side, where they are in the cache.
   */
  run(messages: readonly PromptMessage[], tokens: number, skipped: number): Promise<Writing>;
}

let model: PreTrainedModel | undefined;
let tokenizer: PreTrainedTokenizer | undefined;

function encode(messages: readonly PromptMessage[]): number[] {
  if (!tokenizer) throw new Error('Nothing was opened.');
  return tokenizer.apply_chat_template([...messages], {
    add_generation_prompt: true,
    tokenize: true,
    return_tensor: false,
    return_dict: false,
  });
}

function decode(ids: number[]): string {
  return tokenizer?.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false }) ?? '';
}

async function generate(ids: readonly number[], options: object): Promise<number[]> {
  if (!model) throw new Error('Nothing was opened.');
  const inputs = {
    input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
  };
  const output = (await model.generate({ ...inputs, do_sample: false, ...options })) as Tensor;
  const written = Array.from(output.data as BigInt64Array, Number).slice(ids.length);
  for (const tensor of [output, ...Object.values(inputs)]) tensor.dispose();
  return written;
}

const api: BareGenerator = {
  async open(manifest, form, assetBase) {
    const { id, url } = openBareEnvironment(manifest, assetBase);
    const weights = weightFiles(form).map(async ({ path, name }) => ({
      path: name,
      data: new Uint8Array(await (await fetch(new URL(path, url))).arrayBuffer()),
    }));
    tokenizer = await AutoTokenizer.from_pretrained(id);
    model = await AutoModelForCausalLM.from_pretrained(id, {
      device: 'wasm',
      dtype: 'fp32',
      subfolder: form.entry.slice(0, Math.max(0, form.entry.lastIndexOf('/'))),
      model_file_name: form.entry.slice(form.entry.lastIndexOf('/') + 1).replace(/\.onnx$/, ''),
      use_external_data_format: 0,
      session_options: {
        externalData: await Promise.all(weights),
        ...(form.expandWeights && { extra: { session: { disable_quant_qdq: '1' } } }),
      },
    });
  },
  async write(messages, tokens) {
    return decode(await generate(encode(messages), { max_new_tokens: tokens }));
  },
  async run(messages, tokens, skipped) {
    const start = performance.now();
    const times: number[] = [];
    // It is told of the prompt, then of each token; what it is told is not looked at.
    const streamer = { put: () => times.push(performance.now()), end: () => undefined };
    const ids = await generate(encode(messages).slice(skipped), {
      max_new_tokens: tokens,
      min_new_tokens: tokens,
      streamer,
    });
    decode(ids);
    const ms = performance.now() - start;
    if (ids.length !== tokens) throw new Error(`generate() wrote ${ids.length} tokens instead of ${tokens}.`);
    return { ms, firstTokenMs: (times[1] ?? 0) - start };
  },
};

serve(api);
