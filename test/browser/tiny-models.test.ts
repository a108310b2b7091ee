import {
  AutoModelForCausalLM,
  AutoModelForSequenceClassification,
  AutoTokenizer,
  DynamicCache,
  env,
  Tensor,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PromptMessage } from '../../src/answer-types.ts';
import type { ChatCanary } from '../../src/inference/chat-engine.ts';
import type { EmbedderApi, EmbedderInfo } from '../../src/inference/embedder.ts';
import { spawnWithFallback } from '../../src/inference/fallback-process.ts';
import { cosine } from '../../src/inference/pooling.ts';
import { verifyDigest } from '../../src/models/digest.ts';
import { parseManifest, type ModelManifest } from '../../src/models/manifest.ts';
import { connect } from '../../src/rpc/connect.ts';

const ids = ['tiny-embedder', 'tiny-reranker', 'tiny-generator'];
const manifests = new Map<string, ModelManifest>();
const files = new Map<string, ArrayBuffer>();

async function readJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

/** Every listed file, checked against its manifest. */
async function fetchModel(id: string): Promise<void> {
  const manifest = parseManifest(await readJson(`/tiny/${id}/manifest.json`));
  manifests.set(id, manifest);
  for (const file of manifest.files) {
    const url = `/${manifest.base}${file.path}`;
    const bytes = await (await fetch(url)).arrayBuffer();
    await verifyDigest(bytes, file, url);
    files.set(url, bytes);
  }
}

/** transformers.js in this page reads the verified files and nothing else. */
function sealLibrary(): void {
  env.allowRemoteModels = false;
  env.allowLocalModels = true;
  env.localModelPath = '/tiny/';
  env.useBrowserCache = false;
  env.useWasmCache = false;
  env.useCustomCache = true;
  env.customCache = {
    match: (key: string) => {
      const bytes = files.get(key);
      return Promise.resolve(bytes && new Response(bytes));
    },
    put: () => Promise.resolve(),
  };
  env.fetch = () => Promise.resolve(new Response(null, { status: 404 }));
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new Error('This build of transformers.js has no WASM backend.');
  const path = `${location.origin}/runtime/ort-wasm-simd-threaded`;
  wasm.wasmPaths = { mjs: `${path}.mjs`, wasm: `${path}.wasm` };
  wasm.numThreads = 1;
}

const OPTIONS = { device: 'wasm', dtype: 'fp32' } as const;

beforeAll(async () => {
  await Promise.all(ids.map(fetchModel));
  sealLibrary();
});

describe('the tiny embedder', () => {
  let info: EmbedderInfo;
  const process = spawnWithFallback(() => {
    const worker = new Worker(new URL('./embedder-worker.ts', import.meta.url), { type: 'module' });
    return connect<EmbedderApi>(worker, 'embedder');
  });
  beforeAll(async () => {
    const manifest = manifests.get('tiny-embedder');
    if (!manifest) throw new Error('There is no tiny embedder.');
    info = await process.api.load(manifest, '/', 'wasm');
  });
  afterAll(() => process.terminate());

  const embed = async (texts: string[]): Promise<Float32Array[]> => {
    const vectors = await process.api.embed(texts, 'passage');
    return texts.map((_, row) => vectors.subarray(row * info.dims, (row + 1) * info.dims));
  };

  it('passes its self-test in the worker of the real one', () => {
    expect(info).toMatchObject({ modelId: 'tiny-embedder', dims: 64, dtype: 'fp32', device: 'wasm' });
    expect(info.selfTest).toBeGreaterThan(1 - 1e-6);
  });

  it('gives the vectors of our own forward pass, in one batch with padding', async () => {
    const { canaries } = await readJson<{ canaries: { text: string; vector: number[] }[] }>(
      '/tiny/tiny-embedder/reference.json',
    );
    expect(canaries.length).toBeGreaterThan(5);
    const vectors = await embed(canaries.map(({ text }) => text));
    for (const [row, { vector }] of canaries.entries())
      expect(cosine(vectors[row] ?? [], vector)).toBeGreaterThan(1 - 1e-4);
  });

  it('puts a text with the words of a question before others', async () => {
    const [question, answer, other] = await embed([
      'When does the tenant pay the rent?',
      'The tenant pays the rent on the first day of each month.',
      'Photosynthesis turns light into chemical energy.',
    ]);
    expect(cosine(question ?? [], answer ?? [])).toBeGreaterThan(cosine(question ?? [], other ?? []) + 0.2);
  });
});

describe('the tiny reranker', () => {
  interface Reference {
    cases: { question: string; passage: string; score: number }[];
  }
  let model: PreTrainedModel;
  let tokenizer: PreTrainedTokenizer;
  let cases: Reference['cases'];
  beforeAll(async () => {
    model = await AutoModelForSequenceClassification.from_pretrained('tiny-reranker', OPTIONS);
    tokenizer = await AutoTokenizer.from_pretrained('tiny-reranker');
    ({ cases } = await readJson<Reference>('/tiny/tiny-reranker/reference.json'));
  });
  afterAll(async () => {
    await model.dispose();
  });

  async function score(pairs: readonly { question: string; passage: string }[]): Promise<number[]> {
    const inputs = tokenizer(
      pairs.map(({ question }) => question),
      { text_pair: pairs.map(({ passage }) => passage), padding: true },
    );
    const { logits } = (await model(inputs)) as { logits: Tensor };
    expect(logits.dims).toEqual([pairs.length, 1]);
    return Array.from(logits.data as Float32Array);
  }

  it('gives the scores of our own forward pass, alone and in one batch with padding', async () => {
    expect(cases.length).toBeGreaterThan(5);
    const together = await score(cases);
    for (const [row, pair] of cases.entries()) {
      expect(together[row]).toBeCloseTo(pair.score, 3);
      expect((await score([pair]))[0]).toBeCloseTo(pair.score, 3);
    }
  });

  it('orders passages by what they share with the question', async () => {
    const question = 'Who repairs the washing machine?';
    const passages = [
      'The garden is open in summer.',
      'A machine is in the cellar.',
      'The landlord repairs the washing machine.',
    ];
    const scores = await score(passages.map((passage) => ({ question, passage })));
    expect(scores.toSorted((a, b) => a - b)).toEqual(scores);
    expect(new Set(scores.map(Math.round)).size).toBe(3);
  });
});

describe('the tiny generator', () => {
  let model: PreTrainedModel;
  let tokenizer: PreTrainedTokenizer;
  let chats: ChatCanary[];
  beforeAll(async () => {
    model = await AutoModelForCausalLM.from_pretrained('tiny-generator', OPTIONS);
    tokenizer = await AutoTokenizer.from_pretrained('tiny-generator');
    chats = await readJson('/tiny/tiny-generator/reference.json');
  });
  afterAll(async () => {
    await model.dispose();
  });

  function encode(messages: PromptMessage[]): number[] {
    const inputs = tokenizer.apply_chat_template(messages, {
      add_generation_prompt: true,
      return_dict: true,
    });
    const { input_ids: input } = inputs as { input_ids: Tensor };
    return Array.from(input.data as BigInt64Array, Number);
  }

  /** One run over the new tokens, on top of a cache. */
  async function run(tokens: readonly number[], past: Record<string, Tensor>, cached: number) {
    const toTensor = (values: readonly number[]): Tensor =>
      new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    const { logits, ...rest } = (await model({
      input_ids: toTensor(tokens),
      attention_mask: toTensor(Array<number>(cached + tokens.length).fill(1)),
      past_key_values: new DynamicCache(past),
    })) as Record<string, Tensor>;
    const present = Object.entries(rest).map(([name, value]) => [
      name.replace('present', 'past_key_values'),
      value,
    ]);
    const row = Array.from((logits?.data ?? []) as Float32Array).slice(-(logits?.dims[2] ?? 0));
    return { row, past: Object.fromEntries(present) as Record<string, Tensor> };
  }

  /** Greedy text token by token; `spoil` may change the cache between two of them. */
  async function write(messages: PromptMessage[], spoil?: (past: Record<string, Tensor>) => void) {
    const prompt = encode(messages);
    const end = tokenizer.convert_tokens_to_ids(['<|end|>'])[0];
    let { row, past } = await run(prompt, {}, 0);
    const written: number[] = [];
    for (let cached = prompt.length; written.length < 32; cached++) {
      const next = row.indexOf(Math.max(...row));
      if (next === end) break;
      written.push(next);
      spoil?.(past);
      ({ row, past } = await run([next], past, cached));
    }
    return tokenizer.decode(written);
  }

  async function generate(messages: PromptMessage[]): Promise<string> {
    const inputs = tokenizer.apply_chat_template(messages, {
      add_generation_prompt: true,
      return_dict: true,
    });
    const { input_ids: prompt } = inputs as { input_ids: Tensor };
    const output = (await model.generate({
      ...(inputs as object),
      max_new_tokens: 32,
      do_sample: false,
    })) as Tensor;
    const all = Array.from(output.data as BigInt64Array, Number);
    return tokenizer.decode(all.slice(prompt.dims[1]), { skip_special_tokens: true });
  }

  function turnsOf({ messages, text, second }: ChatCanary): PromptMessage[][] {
    if (!second) return [messages];
    return [
      messages,
      [...messages, { role: 'assistant', content: text }, { role: 'user', content: second.user }],
    ];
  }

  it('writes its sentence whatever it is asked, in a second turn as well', async () => {
    expect(chats).toHaveLength(2);
    for (const chat of chats)
      for (const messages of turnsOf(chat)) expect(await generate(messages)).toBe(chat.text);
    expect(chats[0]?.text).toBe('The lamp is in the kitchen, and the key is under the lamp.');
  });

  it('gives the probabilities of our own forward pass', async () => {
    for (const { messages, top } of chats) {
      const { row } = await run(encode(messages), {}, 0);
      const highest = Math.max(...row);
      const total = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - highest), 0)) + highest;
      const likeliest = Array.from(row.entries())
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, top.length);
      expect(likeliest.map(([id]) => tokenizer.decode([id]))).toEqual(top.map(([token]) => token));
      for (const [rank, [, logit]] of likeliest.entries())
        expect(logit - total).toBeCloseTo(top[rank]?.[1] ?? Number.NaN, 3);
    }
  });

  it('writes it from the cache, one token a run', async () => {
    for (const { messages, text } of chats) expect(await write(messages)).toBe(text);
  });

  it.each(['key', 'value'])('writes something else when the %ss in the cache are lost', async (kind) => {
    const messages = chats[0]?.messages ?? [];
    const text = await write(messages, (past) => {
      for (const [name, tensor] of Object.entries(past))
        if (name.endsWith(kind)) (tensor.data as Float32Array).fill(0);
    });
    expect(text).not.toBe(chats[0]?.text);
  });

  it('writes something else when the cache is one place off', async () => {
    const messages = chats[0]?.messages ?? [];
    const text = await write(messages, (past) => {
      for (const [name, { data, dims }] of Object.entries(past)) {
        const [, heads = 0, length = 0, size = 0] = dims;
        expect(name).toMatch(/^past_key_values\.[01]\.(key|value)$/);
        for (let head = 0; head < heads; head++) {
          const rows = (data as Float32Array).subarray(head * length * size, (head + 1) * length * size);
          rows.copyWithin(size, 0, (length - 1) * size);
        }
      }
    });
    expect(text).not.toBe(chats[0]?.text);
  });
});
