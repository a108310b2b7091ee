import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import manifest from '../../../models/wllama/manifest.json';
import { composeWllamaWorker, WLLAMA_WORKER } from '../../../src/cli/build/wllama-worker.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

it("makes the worker that the manifest pins, of the package's own code", () => {
  const text = composeWllamaWorker(root);
  const listed = manifest.files.find(({ path }) => path === WLLAMA_WORKER);
  expect(createHash('sha256').update(text).digest('hex')).toBe(listed?.sha256);
  const source = (name: string): string =>
    readFileSync(`${root}node_modules/@wllama/wllama/src/${name}`, 'utf8');
  expect(text).toContain(source('workers-code/llama-cpp.js'));
  expect(text.replace('var ___Module=', 'var Module=')).toContain(source('wasm/wllama.js'));
});

it('has no way to make code of text, and no address of another host', () => {
  const lines = composeWllamaWorker(root).split('\n');
  const code = lines.filter((line) => !/^\s*(\*|\/\/)/.test(line)).join('\n');
  expect(code.match(/.{0,40}(\beval\(|new Function|https?:\/\/).{0,40}/g)).toBeNull();
});
