import { afterAll, describe, expect, it } from 'vitest';
import smolLm2 from '../../models/SmolLM2-135M-Instruct/manifest.json';
import type { ChatCanary, ChatEngine } from '../../src/inference/chat-engine.ts';
import { parseManifest, type GeneratorForm, type ModelManifest } from '../../src/models/manifest.ts';
import { connect, type Connection } from '../../src/rpc/connect.ts';
import { describeChatEngine } from '../contract/chat-engine.ts';
import type { TransformersChatWorker } from './transformers-chat-worker.ts';

async function readJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

const smol = parseManifest(smolLm2);
const smolCanaries = await readJson<ChatCanary[]>(`/${smol.base}canaries.json`);
const tiny = parseManifest(await readJson('/tiny/tiny-generator/manifest.json'));
const tinyCanaries = await readJson<ChatCanary[]>(`/${tiny.base}reference.json`);

const connections: Connection<TransformersChatWorker>[] = [];
afterAll(() => {
  for (const { terminate } of connections) terminate();
});

function spawn(): Connection<TransformersChatWorker> {
  const worker = new Worker(new URL('./transformers-chat-worker.ts', import.meta.url), { type: 'module' });
  const connection = connect<TransformersChatWorker>(worker, 'generator');
  connections.push(connection);
  return connection;
}

function formOf({ id, generator }: ModelManifest, wanted: Partial<GeneratorForm>): GeneratorForm {
  const form = generator?.forms.find((candidate) =>
    Object.entries(wanted).every(([key, value]) => candidate[key as keyof GeneratorForm] === value),
  );
  if (!form) throw new TypeError(`${id} has no such form.`);
  return form;
}

/** Opens an engine in a worker of its own. */
async function open(manifest: ModelManifest, form: GeneratorForm): Promise<ChatEngine> {
  const { api } = spawn();
  const info = await api.open(manifest, form);
  return {
    info,
    countTokens: (messages) => api.countTokens(messages),
    nextTokens: (messages) => api.nextTokens(messages),
    chat: (messages, options, onText, signal) => api.chat(messages, options, onText, signal),
    dispose: () => api.dispose(),
  };
}

const onWasm = formOf(tiny, { device: 'wasm' });

describeChatEngine('a tiny Llama on WASM', () => open(tiny, onWasm), tinyCanaries);

describeChatEngine(
  'a tiny Llama on WebGPU',
  () => open(tiny, formOf(tiny, { device: 'webgpu' })),
  tinyCanaries,
  { isSlow: true },
);

/** Loaded once: the contract's engine is this one too, and disposes of it at its end. */
let loading: Promise<ChatEngine> | undefined;
function openSmol(): Promise<ChatEngine> {
  loading ??= open(smol, formOf(smol, { device: 'wasm', expandWeights: true }));
  return loading;
}

describe('SmolLM2 with its cache', () => {
  it('has the first token of a second turn in less than half of the time of the first', async () => {
    const engine = await openSmol();
    const messages = smolCanaries[2]?.messages ?? [];
    // The first run of a network takes longer than those after it.
    await engine.nextTokens(smolCanaries[0]?.messages ?? []);
    const cold = await engine.chat(messages, { maxTokens: 2 }, () => undefined);
    const turns = [
      ...messages,
      { role: 'assistant', content: 'The lamp' } as const,
      { role: 'user', content: 'And the book?' } as const,
    ];
    const warm = await engine.chat(turns, { maxTokens: 1 }, () => undefined);
    expect(warm.reusedTokens).toBeGreaterThan(cold.promptTokens);
    expect(warm.firstTokenMs).toBeLessThan(0.5 * cold.firstTokenMs);
  });
});

describeChatEngine('SmolLM2 on WASM', openSmol, smolCanaries);

describe('SmolLM2 from its files', () => {
  const form = formOf(smol, { device: 'wasm', entry: 'onnx/model_q4.onnx' });
  const { api } = spawn();
  const [first] = smolCanaries;

  it('runs from the graph with packed weights too, and from nothing but verified files of this origin', async () => {
    const info = await api.open(smol, form);
    expect(info).toEqual({
      modelId: 'SmolLM2-135M-Instruct',
      engine: '@huggingface/transformers',
      device: 'wasm',
      dtype: 'q4_1',
      contextTokens: 2048,
      threads: Math.max(1, Math.min(4, Math.floor(navigator.hardwareConcurrency / 2))),
    });
    const [likeliest] = await api.nextTokens(first?.messages ?? []);
    expect(likeliest?.[0]).toBe(first?.top[0]?.[0]);
    const { fetched, requested, loads, verified } = await api.doings();
    const names = [
      'config.json',
      'generation_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'onnx/model_q4.onnx',
      'onnx/model_q4.onnx_data',
      'onnx/model_q4.onnx_data_1',
      'onnx/model_q4.onnx_data_2',
    ].map((name) => `models/SmolLM2-135M-Instruct/${name}`);
    const runtime = 'runtime/ort-wasm-simd-threaded';
    expect(verified.toSorted()).toEqual([...names, `${runtime}.wasm`].toSorted());
    expect(fetched.toSorted()).toEqual(verified.map((path) => `${location.origin}/${path}`).toSorted());
    // The worker's own code comes from the test server; of files there is one more, the runtime's code.
    const files = requested
      .map((url) => new URL(url))
      .filter(({ pathname }) => /^\/(models|runtime|verified)\//.test(pathname));
    expect(new Set(files.map(({ origin, pathname }) => origin + pathname))).toEqual(
      new Set([...fetched, `${location.origin}/${runtime}.mjs`]),
    );
    expect(requested.every((url) => new URL(url).origin === location.origin)).toBe(true);
    expect(loads).toEqual([0]);
  });

  it.each(['onnx/model_q4.onnx_data_2', 'onnx/model_q4.onnx', 'tokenizer.json'])(
    'is not loaded when a bit of %s is flipped',
    async (path) => {
      const { api: other, terminate } = spawn();
      await expect(other.open(smol, form, path)).rejects.toMatchObject({
        name: 'IntegrityError',
        code: 'hash_mismatch',
      });
      expect((await other.doings()).loads).toEqual([]);
      terminate();
    },
  );
});

describe('a tiny Llama', () => {
  const [canary] = tinyCanaries;
  const messages = canary?.messages ?? [];

  it('ends the running step, rejects with the reason itself and begins anew', async () => {
    const { api } = spawn();
    await api.open(tiny, onWasm);
    expect(await api.abortAfter(messages, 3)).toEqual({ written: 3, isReason: true });
    let text = '';
    const result = await api.chat(messages, {}, (piece) => (text += piece));
    expect(text).toBe(canary?.text);
    expect(result.reusedTokens).toBe(result.promptTokens - 1);
  });

  it('refuses what it cannot do before it writes', async () => {
    const { api } = spawn();
    await api.open(tiny, onWasm);
    const chat = (options: object): Promise<unknown> => api.chat(messages, options, () => undefined);
    await expect(chat({ schema: { type: 'object' } })).rejects.toMatchObject({
      name: 'EnvironmentError',
      code: 'missing_feature',
    });
    for (const options of [{ maxTokens: 0 }, { temperature: -1 }, { temperature: 1, topP: 0 }])
      await expect(chat(options)).rejects.toMatchObject({ name: 'RangeError' });
    await expect(chat({})).resolves.toMatchObject({ finish: 'stop', reusedTokens: 0 });
  });

  it('says that the GPU was lost, and writes no more', async () => {
    const { api } = spawn();
    await api.open(tiny, formOf(tiny, { device: 'webgpu' }));
    await api.nextTokens(messages);
    const chat = api.chat(messages, { maxTokens: 200 }, () => undefined);
    await api.loseDevice();
    await expect(chat).rejects.toMatchObject({
      name: 'WorkerError',
      code: 'device_lost',
      details: { worker: 'generator' },
    });
    await expect(api.countTokens(messages)).rejects.toMatchObject({ code: 'device_lost' });
  });
});
