import { expect, it } from 'vitest';
import { openTransformersChat } from '../../src/inference/transformers/transformers-chat.ts';
import { onnxRuntime } from '../../src/models/built-in.ts';
import { parseManifest } from '../../src/models/manifest.ts';
import { openModelStore } from '../../src/models/store.ts';

/** Bytes of GPU buffers that were made and not destroyed. The engine runs in this page here. */
let liveBytes = 0;
const { createBuffer } = GPUDevice.prototype;
GPUDevice.prototype.createBuffer = function counted(descriptor) {
  liveBytes += descriptor.size;
  return createBuffer.call(this, descriptor);
};
const { destroy } = GPUBuffer.prototype;
GPUBuffer.prototype.destroy = function counted() {
  liveBytes -= this.size;
  return destroy.call(this);
};

it('takes no more GPU memory after 12 chats, each of which cuts the cache of the one before', async () => {
  const manifest = parseManifest(await (await fetch('/tiny/tiny-generator/manifest.json')).json());
  const form = manifest.generator?.forms.find(({ device }) => device === 'webgpu');
  if (!form) throw new TypeError('The tiny generator has no form for WebGPU.');
  const store = await openModelStore({ assetBase: '/', cache: null });
  const engine = await openTransformersChat(manifest, form, { store, runtime: onnxRuntime }, {});
  const reused: number[] = [];
  const chatThrice = async (): Promise<void> => {
    for (const content of ['a lamp?', 'a key? a key?', 'a cellar? a cellar? a cellar?']) {
      const messages = [{ role: 'user', content } as const];
      const { reusedTokens } = await engine.chat(messages, { maxTokens: 3 }, () => undefined);
      reused.push(reusedTokens);
    }
  };
  await chatThrice();
  await chatThrice();
  const before = liveBytes;
  for (let round = 0; round < 4; round++) await chatThrice();
  expect(before).toBeGreaterThan(0);
  expect(liveBytes).toBe(before);
  expect(Math.min(...reused.slice(1))).toBeGreaterThan(0);
  await engine.dispose();
});
