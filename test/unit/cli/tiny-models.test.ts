import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatCanary } from '../../../src/inference/chat-engine.ts';
import { cosine } from '../../../src/inference/pooling.ts';
import { writeTinyModels } from '../../../src/cli/tiny/write-models.ts';
import { parseManifest, type ModelManifest } from '../../../src/models/manifest.ts';
import { readOnnx, type OnnxModel } from './onnx-reader.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** All of these are in the operator sets 14 to 17 of the default domain. */
const PLAIN = new Set(
  `Add Cast Concat Cos Div Erf Gather Greater Identity LayerNormalization MatMul Mul Range ReduceMax ReduceMean
  ReduceSum Relu Reshape Shape Sigmoid Sin Slice Softmax Sqrt Squeeze Sub Transpose Unsqueeze`.split(/\s+/),
);

let folder: string;
let manifests: ModelManifest[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-models-'));
  manifests = await writeTinyModels(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function hashesOf(place: string): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const entry of await readdir(place, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      hashes[path.slice(place.length)] = createHash('sha256')
        .update(await readFile(path))
        .digest('hex');
    }
  return hashes;
}

async function readReference<T>(id: string): Promise<T> {
  return JSON.parse(await readFile(join(folder, id, 'reference.json'), 'utf8')) as T;
}

describe('the tiny models', () => {
  it('are the same bytes when another process makes them', async () => {
    const other = await mkdtemp(join(tmpdir(), 'tiny-models-'));
    try {
      const script = join(ROOT, 'src/cli/write-tiny-models.ts');
      await promisify(execFile)(process.execPath, ['--import', 'tsx', script, other], { cwd: ROOT });
      const hashes = await hashesOf(other);
      expect(hashes).toEqual(await hashesOf(folder));
      // 6 files each, and a generation_config.json.
      expect(Object.keys(hashes)).toHaveLength(19);
    } finally {
      await rm(other, { recursive: true });
    }
  });

  it('are left alone where they are as they should be, and mended where not', async () => {
    const [whole, broken] = [
      join(folder, 'tiny-embedder/onnx/model.onnx'),
      join(folder, 'tiny-embedder/config.json'),
    ];
    const before = await stat(whole);
    const config = await readFile(broken, 'utf8');
    await writeFile(broken, '{}');
    await writeTinyModels(folder);
    expect((await stat(whole)).ino).toBe(before.ino);
    expect(await readFile(broken, 'utf8')).toBe(config);
  });

  it('are listed in manifests that hold, file by file', async () => {
    expect(manifests.map(({ kind }) => kind)).toEqual(['embedder', 'reranker', 'generator']);
    const hashes = await hashesOf(folder);
    for (const { id, base, files } of manifests) {
      const text = await readFile(join(folder, id, 'manifest.json'), 'utf8');
      expect(parseManifest(JSON.parse(text)).files).toEqual(files);
      expect(base).toBe(`tiny/${id}/`);
      for (const { path, bytes, sha256 } of files) {
        expect(hashes[`/${id}/${path}`]).toBe(sha256);
        expect((await stat(join(folder, id, path))).size).toBe(bytes);
      }
    }
  });
});

describe('the tiny networks', () => {
  const inputs = ['input_ids', 'attention_mask'];
  const cache = ['0.key', '0.value', '1.key', '1.value'];
  const contracts = {
    'tiny-embedder': { inputs, outputs: ['last_hidden_state'] },
    'tiny-reranker': { inputs: [...inputs, 'token_type_ids'], outputs: ['logits'] },
    'tiny-generator': {
      inputs: [...inputs, 'position_ids', ...cache.map((name) => `past_key_values.${name}`)],
      outputs: ['logits', ...cache.map((name) => `present.${name}`)],
    },
  };
  const read = async (id: string): Promise<OnnxModel> =>
    readOnnx(await readFile(join(folder, id, 'onnx/model.onnx')));

  it.each(Object.entries(contracts))('%s has the inputs and outputs of its kind', async (id, contract) => {
    const { graph } = await read(id);
    expect(graph.inputs.map(({ name }) => name).toSorted()).toEqual(contract.inputs.toSorted());
    expect(graph.outputs.map(({ name }) => name).toSorted()).toEqual(contract.outputs.toSorted());
    for (const { shape } of graph.inputs) expect(shape[0]).toBe('batch_size');
  });

  it.each(Object.keys(contracts))('%s has plain operators only, on values that exist', async (id) => {
    const { opsets, graph } = await read(id);
    expect(opsets).toEqual([{ domain: '', version: 17 }]);
    const known = new Set([...graph.inputs, ...graph.initializers].map(({ name }) => name));
    for (const { operator, domain, inputs, outputs } of graph.nodes) {
      expect(domain).toBe('');
      expect(PLAIN).toContain(operator);
      for (const name of inputs) expect(known).toContain(name);
      for (const name of outputs) {
        expect(known).not.toContain(name);
        known.add(name);
      }
    }
    for (const { name } of graph.outputs) expect(known).toContain(name);
  });

  it.each(Object.keys(contracts))('%s has as many weights as their shapes say', async (id) => {
    const { graph } = await read(id);
    expect(graph.initializers.length).toBeGreaterThan(5);
    for (const { shape, type, data } of graph.initializers) {
      const count = shape.reduce((product, size) => product * size, 1);
      expect(data.byteLength).toBe(count * (type === 'int64' ? 8 : 4));
    }
  });
});

describe('the references', () => {
  it('have unit vectors that tell texts apart', async () => {
    interface Reference {
      canaries: { text: string; vector: number[] }[];
    }
    const { canaries } = await readReference<Reference>('tiny-embedder');
    for (const [row, { vector }] of canaries.entries()) {
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
      for (const { vector: other } of canaries.slice(row + 1))
        expect(cosine(vector, other)).toBeLessThan(0.9);
    }
  });

  it('score the passages of a question from the best one down', async () => {
    interface Reference {
      cases: { question: string; score: number }[];
    }
    const { cases } = await readReference<Reference>('tiny-reranker');
    const scores = cases.filter(({ question }) => question === cases[0]?.question).map(({ score }) => score);
    expect(scores.length).toBeGreaterThan(2);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores[0]).toBeGreaterThan((scores[1] ?? 0) + 2);
  });

  it('tell the five likeliest tokens of a chat, the sentence’s first one before all', async () => {
    const chats = await readReference<ChatCanary[]>('tiny-generator');
    for (const { text, top } of chats) {
      expect(top).toHaveLength(5);
      expect(text.startsWith(top[0]?.[0] ?? '?')).toBe(true);
      expect(Math.exp(top[0]?.[1] ?? 0)).toBeGreaterThan(0.9);
      const chances = top.map(([, logprob]) => logprob);
      expect(chances).toEqual(chances.toSorted((a, b) => b - a));
    }
    // What was said before must be seen in the numbers: else they could not tell a wrong cache.
    expect(Math.abs((chats[0]?.top[1]?.[1] ?? 0) - (chats[1]?.top[1]?.[1] ?? 0))).toBeGreaterThan(0.1);
  });
});
