import { afterAll, describe, expect, it } from 'vitest';
import canaries from '../../models/SmolLM2-135M-Instruct-GGUF/canaries.json';
import smolLm2 from '../../models/SmolLM2-135M-Instruct-GGUF/manifest.json';
import type { ChatCanary, ChatEngine, ChatOptions, ChatResult } from '../../src/inference/chat-engine.ts';
import { openWllamaChat } from '../../src/inference/wllama/wllama-chat.ts';
import { wllamaRuntime } from '../../src/models/built-in.ts';
import { parseManifest, type GeneratorForm } from '../../src/models/manifest.ts';
import { openModelStore, type ModelStore } from '../../src/models/store.ts';
import { connect, type Connection } from '../../src/rpc/connect.ts';
import { describeChatEngine } from '../contract/chat-engine.ts';
import type { SealedWllamaWorker } from './sealed-wllama-worker.ts';

const manifest = parseManifest(smolLm2);
const runtimeFile = (path: string): string => `${location.origin}/${wllamaRuntime.base}${path}`;
const pieces = [1, 2, 3].map((index) => `${location.origin}/${manifest.base}model-q4_1.gguf.${index}`);
/** A short prompt: without a system message, the model's template puts in a long one. */
const fox: ChatCanary['messages'] = [
  { role: 'system', content: 'Hi' },
  { role: 'user', content: 'Fox' },
];

const connections: Connection<SealedWllamaWorker>[] = [];
afterAll(() => {
  for (const { terminate } of connections) terminate();
});

function formFor(device: GeneratorForm['device']): GeneratorForm {
  const form = manifest.generator?.forms.find((candidate) => candidate.device === device);
  if (!form) throw new TypeError(`There is no form for ${device}.`);
  return form;
}

function spawn(): SealedWllamaWorker {
  const worker = new Worker(new URL('./sealed-wllama-worker.ts', import.meta.url), { type: 'module' });
  const connection = connect<SealedWllamaWorker>(worker, 'generator');
  connections.push(connection);
  return connection.api;
}

async function openSealed(api: SealedWllamaWorker, threads: number): Promise<ChatEngine> {
  const info = await api.open(manifest, formFor('wasm'), threads);
  return {
    info,
    countTokens: (messages) => api.countTokens(messages),
    nextTokens: (messages) => api.nextTokens(messages),
    chat: (messages, options, onText, signal) => api.chat(messages, options, onText, signal),
    dispose: () => api.dispose(),
  };
}

async function write(
  engine: Pick<ChatEngine, 'chat'>,
  messages: ChatCanary['messages'],
  options: ChatOptions,
): Promise<ChatResult & { text: string }> {
  let text = '';
  const result = await engine.chat(messages, options, (piece) => (text += piece));
  return { ...result, text };
}

// llama.cpp multiplies 4-bit weights with inputs that it rounds to 8 bits: 0.123 from the reference was measured.
describeChatEngine(
  'llama.cpp under the policy of the response headers',
  () => openSealed(spawn(), 1),
  canaries as ChatCanary[],
  {
    isSlow: true,
    maxLogprobError: manifest.generator?.selfTest?.maxLogprobError ?? Number.NaN,
  },
);

describe('llama.cpp on WASM', { timeout: 240_000 }, () => {
  const api = spawn();
  const opening = openSealed(api, 1);

  it('starts with no request but those of the model store, which are the listed files', async () => {
    const { info } = await opening;
    expect(info).toEqual({
      modelId: manifest.id,
      engine: '@wllama/wllama',
      device: 'wasm',
      dtype: 'q4_1',
      contextTokens: 2048,
      threads: 1,
    });
    const { store, realm } = await api.requests();
    expect(store).toEqual([...pieces, runtimeFile('wllama.wasm')]);
    const assets = realm.filter((url) => !/\/(src|node_modules|test|@|models\/[^?]*\.json\?)/.test(url));
    expect(assets.filter((url) => url !== runtimeFile('wllama-worker.js'))).toEqual(store);
  });

  it('runs where a worker from a blob: address is forbidden', async () => {
    await opening;
    expect(await api.violations()).toEqual([]);
    await expect(api.startBlobWorker()).rejects.toThrow();
    expect(await api.violations()).not.toEqual([]);
  });

  it.each([2, 3, 4, 6])(
    'ends before a character that %i tokens cut, and goes on afterwards',
    async (maxTokens) => {
      const { text, tokens, finish } = await write(await opening, fox, {
        maxTokens,
        schema: { enum: ['🦊🦊'] },
      });
      // A quotation mark, and three tokens for each fox.
      expect(text).toBe(maxTokens < 4 ? '"' : '"🦊');
      expect({ tokens, finish }).toEqual({ tokens: maxTokens, finish: 'length' });
    },
  );

  it('writes by a JSON schema', async () => {
    const schema = {
      type: 'object',
      properties: { animal: { enum: ['fox', 'owl'] }, legs: { type: 'integer', minimum: 1, maximum: 9 } },
      required: ['animal', 'legs'],
      additionalProperties: false,
    };
    const { text, finish } = await write(await opening, fox, { maxTokens: 60, schema });
    expect(finish).toBe('stop');
    const value = JSON.parse(text) as { animal: string; legs: number };
    expect(Object.keys(value)).toEqual(['animal', 'legs']);
    expect(['fox', 'owl']).toContain(value.animal);
    expect(Number.isInteger(value.legs)).toBe(true);
  });

  it.each([{ type: 'nonsense' }, { $ref: 'https://elsewhere.invalid/schema' }])(
    'refuses the schema %j and goes on',
    async (schema) => {
      const engine = await opening;
      await expect(write(engine, fox, { maxTokens: 2, schema })).rejects.toMatchObject({
        code: 'missing_feature',
        details: { feature: 'schema' },
      });
      expect((await write(engine, fox, { maxTokens: 2 })).tokens).toBe(2);
    },
  );

  it('takes text with half a surrogate pair', async () => {
    const messages = [...fox.slice(0, 1), { role: 'user' as const, content: 'Fox \ud83d and' }];
    const engine = await opening;
    const { promptTokens } = await write(engine, messages, { maxTokens: 1 });
    expect(promptTokens).toBe(await engine.countTokens(messages));
  });

  it('keeps its cache while prompts are counted', async () => {
    const engine = await opening;
    const first = await write(engine, fox, { maxTokens: 1 });
    await engine.countTokens([{ role: 'user', content: 'Something else altogether, and longer.' }]);
    const again = await write(engine, fox, { maxTokens: 1 });
    expect(again.reusedTokens).toBe(first.promptTokens - 1);
  });
});

it('runs in threads, from the same file', { timeout: 240_000 }, async () => {
  const api = spawn();
  const engine = await openSealed(api, 2);
  expect(engine.info.threads).toBe(2);
  expect((await write(engine, fox, { maxTokens: 1 })).tokens).toBe(1);
  expect(await api.violations()).toEqual([]);
  await engine.dispose();
});

describe('what llama.cpp is not started with', () => {
  /** A store whose answers for one address are altered. */
  async function storeWith(
    address: string,
    alter: (bytes: Uint8Array<ArrayBuffer>) => void,
  ): Promise<ModelStore> {
    const fetcher: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (!(input instanceof URL) || input.href !== address) return response;
      const bytes = new Uint8Array(await response.arrayBuffer());
      alter(bytes);
      return new Response(bytes);
    };
    return openModelStore({ assetBase: '/', fetch: fetcher, cache: null });
  }

  it.each([pieces[1] ?? '', runtimeFile('wllama.wasm')])('a flipped byte in %s', async (address) => {
    const store = await storeWith(address, (bytes) => {
      bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    });
    const steps: string[] = [];
    const opening = openWllamaChat(
      manifest,
      formFor('wasm'),
      { store, runtime: wllamaRuntime },
      { onProgress: ({ step }) => steps.push(step) },
    );
    await expect(opening).rejects.toMatchObject({ code: 'hash_mismatch', details: { url: address } });
    expect(steps).not.toContain('load');
  });

  it('a worker that is not there: it says so at once', async () => {
    const store = await openModelStore({ assetBase: '/', cache: null });
    const astray: ModelStore = {
      assetBase: store.assetBase,
      cache: store.cache,
      url: (of, path) => store.url(of, `absent/${path}`),
      read: (of, path, options) => store.read(of, path, options),
      verified: () => store.verified(),
      purge: (manifests) => store.purge(manifests),
    };
    const before = globalThis.Worker;
    await expect(
      openWllamaChat(manifest, formFor('wasm'), { store: astray, runtime: wllamaRuntime }),
    ).rejects.toMatchObject({ code: 'start_failed', details: { worker: 'generator', feature: 'wasm' } });
    expect(globalThis.Worker).toBe(before);
  });

  it('a GPU without 16-bit floats, before anything is downloaded', async ({ skip }) => {
    const adapter = await navigator.gpu.requestAdapter();
    skip(adapter?.features.has('shader-f16') === true, 'this GPU has them');
    const requests: unknown[] = [];
    const fetcher: typeof fetch = (input, init) => {
      requests.push(input);
      return fetch(input, init);
    };
    const store = await openModelStore({ assetBase: '/', fetch: fetcher, cache: null });
    await expect(
      openWllamaChat(manifest, formFor('webgpu'), { store, runtime: wllamaRuntime }),
    ).rejects.toMatchObject({ code: 'missing_feature', details: { feature: 'shader-f16' } });
    expect(requests).toEqual([]);
  });
});
