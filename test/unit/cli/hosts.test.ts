import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { closeHostsIn } from '../../../src/cli/build/hosts.ts';

const MODULES = [
  '@mlc-ai/web-llm/lib/index.js',
  '@wllama/wllama/esm/index.js',
  '@huggingface/transformers/dist/transformers.web.js',
];

/** Hosts of addresses that the code fetches models or code from; links in comments and messages are none. */
const FETCHED =
  /cdn\.jsdelivr\.net|raw\.githubusercontent\.com|huggingface\.co\/mlc-ai|(remoteHost: |hfBaseUrl.{0,20}|= )"https:\/\/huggingface\.co/;

const read = (path: string): string =>
  readFileSync(new URL(`../../../node_modules/${path}`, import.meta.url), 'utf8');

describe('closeHostsIn', () => {
  it.each(MODULES)('leaves no host in %s that it would fetch from', (path) => {
    const code = read(path);
    expect(code).toMatch(FETCHED);
    for (const id of [
      `/home/a/node_modules/${path}`,
      `C:\\a\\node_modules\\${path.replaceAll('/', '\\')}?v=1`,
    ]) {
      const closed = closeHostsIn(code, id);
      expect(closed).not.toMatch(FETCHED);
      expect(closed).toContain('https://models.invalid');
    }
  });

  it('leaves other packages and our own modules as they are', () => {
    const code = 'fetch("https://huggingface.co/a")';
    expect(closeHostsIn(code, '/a/node_modules/@huggingface/hub/dist/index.mjs')).toBe(code);
    expect(closeHostsIn(code, '/a/src/main.ts')).toBe(code);
  });
});
