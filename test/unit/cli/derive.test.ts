import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveModels } from '../../../src/cli/models/derive.ts';
import type { ModelManifest } from '../../../src/models/manifest.ts';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const ONNX = 'SmolLM2-135M-Instruct';
const MLC = 'SmolLM2-135M-Instruct-MLC';
const GGUF = 'SmolLM2-135M-Instruct-GGUF';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cloister-derive-'));
  mkdirSync(join(root, 'models'));
  for (const folder of [ONNX, MLC])
    cpSync(repository(folder), join(root, 'models', folder), { recursive: true });
  symlinkSync(repository(GGUF), join(root, 'models', GGUF), 'junction');
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

function repository(folder: string): string {
  return join(REPOSITORY, 'models', folder);
}

function derived(folder: string, path: string): string {
  return join(root, 'build/models', folder, path);
}

function readManifest(folder: string): ModelManifest {
  return JSON.parse(readFileSync(join(root, 'models', folder, 'manifest.json'), 'utf8')) as ModelManifest;
}

function hash(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

const DATA = ['onnx/model_q4.onnx_data', 'onnx/model_q4.onnx_data_1', 'onnx/model_q4.onnx_data_2'];
const SHARDS = [0, 1, 2, 3].map((index) => `params_shard_${index}.bin`);

describe('deriveModels', () => {
  it('makes of the GGUF pieces the very bytes that the manifests of the other forms list', () => {
    expect(deriveModels(root)).toEqual([ONNX, MLC]);
    for (const [folder, paths] of [
      [ONNX, DATA],
      [MLC, [...SHARDS, 'tokenizer.json']],
    ] as const) {
      const { files } = readManifest(folder);
      for (const path of paths) {
        const listed = files.find((file) => file.path === path);
        expect(listed, path).toBeDefined();
        expect(hash(derived(folder, path)), path).toBe(listed?.sha256);
        expect(statSync(derived(folder, path)).size, path).toBe(listed?.bytes);
      }
    }
  }, 60_000);

  it('leaves what is current alone', () => {
    const before = statSync(derived(MLC, 'params_shard_3.bin'));
    expect(deriveModels(root)).toEqual([]);
    expect(statSync(derived(MLC, 'params_shard_3.bin')).ino).toBe(before.ino);
  });

  it('looks again at what was touched, and keeps it when it is the same', () => {
    utimesSync(derived(MLC, 'params_shard_3.bin'), 1, 1);
    expect(deriveModels(root)).toEqual([]);
  });

  it('makes anew what was changed, even if its size is the same', () => {
    const path = derived(MLC, 'tokenizer.json');
    const bytes = readFileSync(path);
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(deriveModels(root)).toEqual([MLC]);
    expect(hash(path)).toBe(readManifest(MLC).files.find((file) => file.path === 'tokenizer.json')?.sha256);
  }, 60_000);

  it('makes nothing of a model that is left out', () => {
    rmSync(derived(ONNX, DATA[2] ?? ''));
    expect(deriveModels(root, { without: [ONNX] })).toEqual([]);
  });

  it('refuses a result that its manifest does not list, and writes nothing in its place', () => {
    const path = join(root, 'models', ONNX, 'manifest.json');
    const manifest = readManifest(ONNX);
    const files = manifest.files.map((file) =>
      file.path === DATA[2] ? { ...file, sha256: 'a'.repeat(64) } : file,
    );
    writeFileSync(path, JSON.stringify({ ...manifest, files }));
    expect(() => deriveModels(root)).toThrow(
      /SmolLM2-135M-Instruct\/onnx\/model_q4\.onnx_data_2 as made here has SHA-256 47758e64\w+, but its manifest lists a{64}/,
    );
    expect(statSync(derived(ONNX, DATA[2] ?? ''), { throwIfNoEntry: false })).toBeUndefined();
    writeFileSync(path, JSON.stringify(manifest));
  }, 60_000);

  it('says which file is missing when nothing can make it', () => {
    rmSync(join(root, 'models', ONNX, 'onnx/wasm_q4.onnx'));
    expect(() => deriveModels(root)).toThrow(/models\/SmolLM2-135M-Instruct\/ lacks onnx\/wasm_q4\.onnx/);
    cpSync(join(repository(ONNX), 'onnx/wasm_q4.onnx'), join(root, 'models', ONNX, 'onnx/wasm_q4.onnx'));
  }, 60_000);

  it('refuses weights of which one byte is not the published one, and names the piece', () => {
    const folder = join(root, 'models', GGUF);
    rmSync(folder);
    cpSync(repository(GGUF), folder, { recursive: true });
    const path = join(folder, 'model-q4_1.gguf.2');
    const bytes = readFileSync(path);
    bytes[12_345_678] = (bytes[12_345_678] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    rmSync(derived(ONNX, DATA[0] ?? ''));
    expect(() => deriveModels(root)).toThrow(
      'The weights of SmolLM2 are not the published ones: model-q4_1.gguf.2 in models/SmolLM2-135M-Instruct-GGUF/ ' +
        'differs from the manifest. Nothing was derived; restore the files.',
    );
    expect(statSync(derived(ONNX, DATA[0] ?? ''), { throwIfNoEntry: false })).toBeUndefined();
  }, 60_000);
});
