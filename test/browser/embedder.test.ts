import { afterAll, expect, it } from 'vitest';
import type { EmbedderApi, EmbedderInfo } from '../../src/inference/embedder.ts';
import { spawnWithFallback } from '../../src/inference/fallback-process.ts';
import { builtInEmbedder, onnxRuntime } from '../../src/models/built-in.ts';
import { fingerprintOf } from '../../src/models/fingerprint.ts';
import { connect } from '../../src/rpc/connect.ts';
import type { Progress } from '../../src/types.ts';
import { embedderContract } from '../contract/embedder.ts';

interface Reference {
  canaries: { text: string; vector: number[] }[];
}

const workers: Worker[] = [];
const progress: Progress[] = [];
let info: EmbedderInfo;

const process = spawnWithFallback(() => {
  const worker = new Worker(new URL('./embedder-worker.ts', import.meta.url), { type: 'module' });
  workers.push(worker);
  return connect<EmbedderApi>(worker, 'embedder');
});
afterAll(() => process.terminate());

/** Addresses that the embedder worker has asked for. */
function requests(): Promise<string[]> {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<string[]>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<string[]>) => resolve(data);
  });
  workers[0]?.postMessage('requests', [port2]);
  return answer;
}

embedderContract('the built-in model in its worker', {
  async open() {
    info = await process.api.load(builtInEmbedder, '/', 'auto', undefined, (step) => progress.push(step));
    return {
      info,
      embed: (texts, kind, signal) => process.api.embed(texts, kind, signal),
      dispose: () => process.api.dispose(),
    };
  },
  async canaries() {
    const { canaries } = (await (await fetch('/models/all-MiniLM-L6-v2/reference.json')).json()) as Reference;
    return canaries.map(({ text, vector }) => ({ text, vector, minCosine: 0.999 }));
  },
});

it('says what runs where, and why not on the GPU', async () => {
  expect(workers).toHaveLength(1);
  expect(info).toMatchObject({
    modelId: 'all-MiniLM-L6-v2',
    fingerprint: await fingerprintOf(builtInEmbedder),
    dims: 384,
    maxTokens: 256,
    device: 'wasm',
    dtype: 'int8',
    runtime: 'plain',
    refused: [{ device: 'webgpu', reason: expect.stringContaining('software adapter') as string }],
  });
  expect(info.selfTest).toBeGreaterThan(0.999);
  expect(info.threads).toBe(Math.max(1, Math.min(4, Math.floor(navigator.hardwareConcurrency / 2))));
});

it('lists exactly the verified files: the model and one runtime', () => {
  const listed = builtInEmbedder.files.map(({ path, ...file }) => ({
    path: builtInEmbedder.base + path,
    ...file,
    verified: true,
  }));
  const runtime = onnxRuntime.files.filter(({ path }) => path === 'ort-wasm-simd-threaded.wasm');
  expect(runtime).toHaveLength(1);
  const expected = [
    ...listed,
    ...runtime.map((file) => ({ ...file, path: `runtime/${file.path}`, verified: true })),
  ];
  expect(info.files.toSorted(byPath)).toEqual(expected.toSorted(byPath));
});

it('asks for no file but the listed ones of its own origin', async () => {
  const asked = (await requests()).map((url) => new URL(url));
  expect(asked.filter(({ origin }) => origin !== location.origin)).toEqual([]);
  const assets = asked
    .map(({ pathname }) => pathname)
    .filter((path) => /^\/(models|runtime)\/.*\.\w+$/.test(path));
  const listed = [builtInEmbedder, onnxRuntime].flatMap(({ base, files }) =>
    files.map(({ path }) => `/${base}${path}`),
  );
  // The manifests are part of the code; the test server hands them out as modules.
  const fetched = assets.filter((path) => !path.endsWith('/manifest.json'));
  expect(fetched).toContain('/models/all-MiniLM-L6-v2/onnx/model_int8.onnx');
  expect(fetched.filter((path) => !listed.includes(path))).toEqual([]);
});

it('tells of each file and of the start as it goes', () => {
  const steps = new Set(progress.map(({ step }) => step));
  expect([...steps]).toEqual(expect.arrayContaining(['download', 'verify', 'load']));
  expect(progress.every(({ done, total }) => done <= total)).toBe(true);
});

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : 1;
}
