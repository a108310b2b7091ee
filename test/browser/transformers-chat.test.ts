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

describeChatEngine(
  'SmolLM2 on WASM',
  () => open(smol, formOf(smol, { device: 'wasm', expandWeights: true })),
  smolCanaries,
);
