import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeModules } from '../../../src/cli/build/kernels.ts';
import { MODULES } from '../../../src/search/kernel/modules.ts';

describe('the kernels of the scan', () => {
  it('are what their sources compile to (else: npm run kernel)', { timeout: 240_000 }, async () => {
    const path = new URL('../../../src/search/kernel/modules.ts', import.meta.url);
    expect(await readFile(path, 'utf8')).toBe(await writeModules());
  });

  it('take at most 10 KB to download', () => {
    const bytes = Object.values(MODULES).map((module) => Buffer.from(module, 'base64'));
    expect(gzipSync(Buffer.concat(bytes)).length).toBeLessThanOrEqual(10_000);
  });
});
