import { cdp } from 'vitest/browser';
import { expect, it } from 'vitest';
import { openTransformersChat } from '../../src/inference/transformers/transformers-chat.ts';
import { openTransformersEmbedder } from '../../src/inference/transformers/transformers-embedder.ts';
import { onnxRuntime } from '../../src/models/built-in.ts';
import { parseManifest, type ModelManifest } from '../../src/models/manifest.ts';
import { openModelStore } from '../../src/models/store.ts';

/** Instances of WASM memory, which only grow. The engines run in this page here, as only its heap can be asked. */
const memories: WebAssembly.Memory[] = [];
const RealMemory = WebAssembly.Memory;
WebAssembly.Memory = class extends RealMemory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    super(descriptor);
    memories.push(this);
  }
};

interface Memory {
  wasm: number;
  /** Objects and the contents of buffers, after a collection of garbage. */
  script: number;
}

async function measure(): Promise<Memory> {
  // The browser's debugging protocol: nothing in a page makes it collect its garbage.
  const session = cdp() as unknown as { send(method: string): Promise<Record<string, number>> };
  await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  return {
    wasm: memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    script: (usage['usedSize'] ?? Number.NaN) + (usage['backingStorageSize'] ?? Number.NaN),
  };
}

async function readManifest(id: string): Promise<ModelManifest> {
  return parseManifest(await (await fetch(`/tiny/${id}/manifest.json`)).json());
}

const MIB = 2 ** 20;

it('takes no more memory after 200 chats', async () => {
  const manifest = await readManifest('tiny-generator');
  const form = manifest.generator?.forms.find(({ device }) => device === 'wasm');
  if (!form) throw new TypeError('The tiny generator has no form for WASM.');
  const store = await openModelStore({ assetBase: '/', cache: null });
  const engine = await openTransformersChat(manifest, form, { store, runtime: onnxRuntime }, {});
  const chat = (at: number): Promise<unknown> =>
    engine.chat([{ role: 'user', content: `${'Where is it? '.repeat(at % 17)}${at}` }], {}, () => undefined);
  for (let at = 0; at < 20; at++) await chat(at);
  const before = await measure();
  for (let at = 0; at < 200; at++) await chat(at);
  const after = await measure();
  expect(before.wasm).toBeGreaterThan(0);
  expect(after.wasm).toBe(before.wasm);
  expect(after.script - before.script).toBeLessThan(MIB);
  await engine.dispose();
});

it('takes no more memory after 10,000 embeddings', async () => {
  const manifest = await readManifest('tiny-embedder');
  const store = await openModelStore({ assetBase: '/', cache: null });
  const parts = { store, runtime: onnxRuntime, fingerprint: '' };
  const embedder = await openTransformersEmbedder(manifest, parts, { device: 'wasm' });
  const embed = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 250)
      await embedder.embed(
        Array.from(
          { length: 250 },
          (_, at) => `${'The lamp is in the kitchen. '.repeat(at % 4)}${done + at}`,
        ),
        'passage',
      );
  };
  await embed(1000);
  const before = await measure();
  await embed(10_000);
  const after = await measure();
  expect(after.wasm).toBe(before.wasm);
  expect(after.script - before.script).toBeLessThan(MIB);
  await embedder.dispose();
});
