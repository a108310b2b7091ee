import { describe, expect, it } from 'vitest';
import type { EmbedderApi } from '../../src/inference/embedder.ts';
import { spawnWithFallback } from '../../src/inference/fallback-process.ts';
import { openTransformersEmbedder } from '../../src/inference/transformers/transformers-embedder.ts';
import { builtInEmbedder, onnxRuntime } from '../../src/models/built-in.ts';
import { sha256 } from '../../src/models/digest.ts';
import type { ModelManifest } from '../../src/models/manifest.ts';
import { openModelStore, type ModelStore } from '../../src/models/store.ts';
import { connect } from '../../src/rpc/connect.ts';

interface Reference {
  canaries: { text: string; tokens: number[]; vector: number[] }[];
}

/** The built-in model with another reference file, which is what its manifest lists. */
async function withReference(
  change: (reference: Reference) => void,
): Promise<{ manifest: ModelManifest; store: ModelStore }> {
  const url = `/${builtInEmbedder.base}reference.json`;
  const reference = (await (await fetch(url)).json()) as Reference;
  change(reference);
  const bytes = new TextEncoder().encode(JSON.stringify(reference));
  const listed = { path: 'reference.json', bytes: bytes.length, sha256: await sha256(bytes) };
  const files = builtInEmbedder.files.map((file) => (file.path === listed.path ? listed : file));
  const store = await openModelStore({
    assetBase: '/',
    cache: null,
    fetch: (input, init) =>
      input instanceof URL && input.pathname.endsWith('reference.json')
        ? Promise.resolve(new Response(bytes))
        : fetch(input, init),
  });
  return { manifest: { ...builtInEmbedder, files }, store };
}

const open = ({ manifest, store }: { manifest: ModelManifest; store: ModelStore }): Promise<unknown> =>
  openTransformersEmbedder(manifest, { store, runtime: onnxRuntime, fingerprint: '' }, { device: 'wasm' });

describe('a device whose results are not the reference', () => {
  it('is refused for another vector', async () => {
    const falsified = await withReference(({ canaries }) => canaries[5]?.vector.reverse());
    await expect(open(falsified)).rejects.toMatchObject({
      name: 'EnvironmentError',
      code: 'self_test_failed',
      details: { feature: 'wasm', actual: expect.stringContaining('cosine') as string },
    });
  });

  it('is refused for other tokens', async () => {
    const falsified = await withReference(({ canaries }) => canaries[10]?.tokens.splice(100, 1, 7));
    await expect(open(falsified)).rejects.toMatchObject({
      code: 'self_test_failed',
      details: { actual: expect.stringContaining('tokens') as string },
    });
  });

  it('is refused when there is nothing to compare with', async () => {
    const empty = await withReference((reference) => reference.canaries.splice(0));
    await expect(open(empty)).rejects.toMatchObject({ name: 'IntegrityError', code: 'bad_manifest' });
  });
});

describe("device 'auto'", () => {
  it('falls back to WASM in a new worker when a GPU that looked fine does not start', async () => {
    let workers = 0;
    const process = spawnWithFallback(() => {
      workers += 1;
      const worker = new Worker(new URL('./broken-gpu-worker.ts', import.meta.url), { type: 'module' });
      return connect<EmbedderApi>(worker, 'embedder');
    });
    try {
      const info = await process.api.load(builtInEmbedder, '/', 'auto');
      expect(workers).toBe(2);
      expect(info).toMatchObject({ device: 'wasm', runtime: 'plain' });
      expect(info.refused).toEqual([
        { device: 'webgpu', reason: expect.stringContaining('start_failed') as string },
      ]);
      expect(await process.api.embed(['It works all the same.'], 'query')).toHaveLength(info.dims);
    } finally {
      process.terminate();
    }
    await expect(process.died).resolves.toMatchObject({ code: 'crashed' });
  });

  it('does not fall back when a GPU is demanded', async () => {
    const worker = new Worker(new URL('./broken-gpu-worker.ts', import.meta.url), { type: 'module' });
    const process = spawnWithFallback(() => connect<EmbedderApi>(worker, 'embedder'));
    const failure = process.api.load(builtInEmbedder, '/', 'webgpu');
    await expect(failure).rejects.toMatchObject({ code: 'start_failed', details: { feature: 'webgpu' } });
    process.terminate();
  });
});
