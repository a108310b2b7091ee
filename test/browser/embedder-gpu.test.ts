import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbedderApi, EmbedderInfo } from '../../src/inference/embedder.ts';
import { describeAdapter } from '../../src/inference/gpu-adapter.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { connect } from '../../src/rpc/connect.ts';
import { cosine } from '../../src/inference/pooling.ts';

const TEXTS = ['The rent is due on the first.', 'Who pays?', ''];

describe('the built-in model on WebGPU', () => {
  // The software adapter takes seconds for a long text: only the short canaries here.
  const shortened = {
    ...builtInEmbedder,
    embedder: {
      ...builtInEmbedder.embedder!,
      selfTest: { file: 'reference.json', canaries: [3, 5], minCosine: 0.999 },
    },
  };
  const gpuWorker = new Worker(new URL('./losable-gpu-worker.ts', import.meta.url), { type: 'module' });
  const gpu = connect<EmbedderApi>(gpuWorker, 'embedder');
  const wasm = connect<EmbedderApi>(
    new Worker(new URL('../../workers/embedder.ts', import.meta.url), { type: 'module' }),
    'embedder',
  );
  let info: EmbedderInfo;
  beforeAll(async () => {
    info = await gpu.api.load(shortened, '/', 'webgpu');
    await wasm.api.load(builtInEmbedder, '/', 'wasm');
  }, 120_000);
  afterAll(() => {
    gpu.terminate();
    wasm.terminate();
  });

  it('passes the self-test on the adapter that was forced, and names it', async () => {
    const adapter = await navigator.gpu.requestAdapter();
    expect(info).toMatchObject({ device: 'webgpu', runtime: 'jspi', threads: 1, refused: [] });
    expect(info.adapter).toBe(adapter && describeAdapter(adapter.info).name);
    expect(info.selfTest).toBeGreaterThan(0.999);
  });

  it('gives the vectors that WASM gives, so that an index survives a change of device', async () => {
    const [a, b] = await Promise.all([gpu.api.embed(TEXTS, 'passage'), wasm.api.embed(TEXTS, 'passage')]);
    expect(a).toHaveLength(TEXTS.length * 384);
    for (let row = 0; row < a.length; row += 384)
      expect(cosine(a.subarray(row, row + 384), b.subarray(row, row + 384))).toBeGreaterThan(0.9999);
  });

  it('rejects the call in flight and later ones when the GPU is lost', async () => {
    const flight = gpu.api.embed(['a longer text, of which nothing will come '.repeat(4)], 'passage');
    gpuWorker.postMessage('lose', []);
    await expect(flight).rejects.toMatchObject({
      name: 'WorkerError',
      code: 'device_lost',
      isRetryable: true,
    });
    await expect(gpu.api.embed(['a'], 'query')).rejects.toMatchObject({ code: 'device_lost' });
  });
});
