import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import value from '../../models/SmolLM2-135M-Instruct-MLC/manifest.json';
import type { PromptMessage } from '../../src/answer-types.ts';
import type { ChatCanary, ChatEngine, ChatOptions, ChatResult } from '../../src/inference/chat-engine.ts';
import { describeAdapter } from '../../src/inference/gpu-adapter.ts';
import { guardDevice } from '../../src/inference/webllm/webllm-device.ts';
import { parseManifest } from '../../src/models/manifest.ts';
import { connect, type Connection } from '../../src/rpc/connect.ts';
import { describeChatEngine } from '../contract/chat-engine.ts';
import type { Doings, WebLlmWorker } from './webllm-worker.ts';

const manifest = parseManifest(value);
const canaries = (await (await fetch(`/${manifest.base}canaries.json`)).json()) as ChatCanary[];
const MODEL_FILES = manifest.files.map(({ path }) => path).filter((path) => path !== 'canaries.json');

function spawn(): Connection<WebLlmWorker> {
  const worker = new Worker(new URL('./webllm-worker.ts', import.meta.url), { type: 'module' });
  return connect<WebLlmWorker>(worker, 'generator');
}

/** A short prompt: without a system message, the model's template puts in a long one. */
function ask(content: string): PromptMessage[] {
  return [
    { role: 'system', content: 'Answer.' },
    { role: 'user', content },
  ];
}

// On the software adapter loading takes 6 to 20 s and a token 0.3 s: one engine for all of it.
describe('web-llm on real weights', { timeout: 240_000 }, () => {
  const { api, terminate } = spawn();
  let loading: Promise<ChatEngine> | undefined;
  /** The contract's engine is this one too, and disposing of it comes last. */
  const open = (): Promise<ChatEngine> => {
    loading ??= api.open(manifest).then((info) => ({
      info,
      countTokens: (messages) => api.countTokens(messages),
      chat: (...call) => api.chat(...call),
      nextTokens: (messages) => api.nextTokens(messages),
      dispose: () => api.dispose(),
    }));
    return loading;
  };
  beforeAll(async () => void (await open()), 240_000);
  afterAll(() => terminate());

  const write = async (
    messages: readonly PromptMessage[],
    options: ChatOptions,
  ): Promise<ChatResult & { text: string }> => {
    let text = '';
    const result = await api.chat(messages, options, (piece) => (text += piece));
    return { ...result, text };
  };

  describe('loading', () => {
    let doings: Doings;
    beforeAll(async () => {
      doings = await api.doings();
    });

    it('asks for nothing but listed files, each read once by web-llm, and has verified them all', () => {
      // The settings of the chat are read by us as well.
      expect(doings.fetched.toSorted()).toEqual([...MODEL_FILES, 'mlc-chat-config.json'].toSorted());
      expect(doings.verified.map(({ path }) => path.replace(manifest.base, '')).toSorted()).toEqual(
        MODEL_FILES.toSorted(),
      );
    });

    it('reports the load when all files are there, and when it is done', () => {
      const verified = MODEL_FILES.length;
      expect(doings.loads).toEqual([
        { done: 0, verified },
        { done: 1, verified },
      ]);
    });

    it('leaves the realm without a network', () => {
      expect(doings.foreign).toEqual({ fetchStatus: 404, isCached: false });
    });

    it('names the adapter and the context', async () => {
      const adapter = await navigator.gpu.requestAdapter();
      const { info } = await open();
      expect(info).toMatchObject({
        modelId: manifest.id,
        device: 'webgpu',
        dtype: 'q4_1',
        contextTokens: 2048,
      });
      expect(info.adapter).toBe(adapter && describeAdapter(adapter.info).name);
    });
  });

  describe('a chat with a JSON schema, and with dollar signs and marks of the template', () => {
    const messages = ask('Name a city for $$5 $& {function_string}.');
    let written: ChatResult & { text: string };
    beforeAll(async () => {
      const schema = {
        type: 'object',
        properties: { city: { type: 'string', maxLength: 12 } },
        required: ['city'],
        additionalProperties: false,
      };
      written = await write(messages, { maxTokens: 30, schema });
    }, 240_000);

    it('has an answer that satisfies the schema', () => {
      expect(written.finish).toBe('stop');
      expect(JSON.parse(written.text)).toEqual({ city: expect.stringMatching(/^.{0,12}$/s) as string });
    });

    it('is handed on as it stands', async () => {
      const tokens = await api.countTokens(messages);
      expect(tokens).toBeGreaterThan(await api.countTokens(ask('Name a city for $5 $&.')));
      expect(written.promptTokens).toBe(tokens);
    });

    it('is refused where the schema is none', async () => {
      const refused = write(ask('Hi'), { maxTokens: 4, schema: { type: 'nothing' } });
      await expect(refused).rejects.toThrow(TypeError);
    });
  });

  describeChatEngine('web-llm', open, canaries, { isSlow: true, warmShare: 0.5 });
});

describe('web-llm on other bytes', { timeout: 120_000 }, () => {
  // In the order in which they are read, so that what comes before one of them is sound.
  it.each(['mlc-chat-config.json', 'lib.wasm', 'tokenizer.json', 'tensor-cache.json', 'params_shard_0.bin'])(
    'refuses a flipped bit in %s before it is used',
    async (path) => {
      const { api, terminate } = spawn();
      await expect(api.open(manifest, path)).rejects.toMatchObject({
        name: 'IntegrityError',
        code: 'hash_mismatch',
        message: expect.stringContaining(path) as string,
      });
      const { verified, fetched } = await api.doings();
      expect(fetched.at(-1)).toBe(path);
      expect(verified.map((file) => file.path)).not.toContain(manifest.base + path);
      terminate();
    },
  );

  it('refuses a model whose manifest lacks a shard, and does not ask for it', async () => {
    const missing = 'params_shard_0.bin';
    const [form] = manifest.generator?.forms ?? [];
    if (!form || !manifest.generator) throw new Error('The manifest has no form.');
    const short = {
      ...manifest,
      files: manifest.files.filter(({ path }) => path !== missing),
      generator: {
        ...manifest.generator,
        forms: [{ ...form, files: form.files.filter((path) => path !== missing) }],
      },
    };
    const { api, terminate } = spawn();
    await expect(api.open(short)).rejects.toMatchObject({ name: 'IntegrityError', code: 'not_listed' });
    expect((await api.doings()).fetched).not.toContain(missing);
    terminate();
  });

  it('rejects with the reason of an abort while it loads', async () => {
    const { api, terminate } = spawn();
    const reason = new Error('another model was chosen');
    const abort = new AbortController();
    const opening = api.open(manifest, undefined, abort.signal);
    abort.abort(reason);
    await expect(opening).rejects.toBe(reason);
    terminate();
  });
});

describe('web-llm on a GPU that fails', { timeout: 120_000 }, () => {
  it('says that memory is short when a buffer cannot be made', async () => {
    const { api, terminate } = spawn();
    await api.exhaustMemory();
    await expect(api.open(manifest)).rejects.toMatchObject({
      name: 'WorkerError',
      code: 'out_of_memory',
      details: { worker: 'generator', feature: 'webgpu' },
    });
    terminate();
  });

  it('says that the GPU was lost while it loaded', async () => {
    const { api, terminate } = spawn();
    await api.loseDevice();
    await expect(api.open(manifest)).rejects.toMatchObject({
      name: 'WorkerError',
      code: 'device_lost',
      isRetryable: true,
    });
    terminate();
  });

  it('rejects the chat in flight and later ones when the GPU is lost', async () => {
    const { api, terminate } = spawn();
    await api.open(manifest);
    const messages = ask('Write a story.');
    let pieces = 0;
    const chat = api.chat(messages, { maxTokens: 30 }, () => {
      pieces += 1;
      if (pieces === 2) void api.loseDevice();
    });
    await expect(chat).rejects.toMatchObject({ name: 'WorkerError', code: 'device_lost', isRetryable: true });
    expect(pieces).toBeLessThan(30);
    await expect(api.chat(messages, {}, () => undefined)).rejects.toMatchObject({ code: 'device_lost' });
    terminate();
  });

  it('ends a run that never ends when the GPU is lost, and keeps a failure that is no loss', async () => {
    const guard = guardDevice();
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter?.requestDevice();
    guard.found();
    await expect(guard.run(() => Promise.resolve('done'))).resolves.toBe('done');
    const failure = new Error('a bad shape');
    await expect(guard.run(() => Promise.reject(failure))).rejects.toBe(failure);
    const endless = guard.run(() => new Promise(() => undefined));
    device?.destroy();
    await expect(endless).rejects.toMatchObject({ code: 'device_lost' });
    await expect(guard.lost).resolves.toMatchObject({ code: 'device_lost' });
    await expect(guard.run(() => Promise.reject(failure))).rejects.toMatchObject({ code: 'device_lost' });
  });
});
