import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LighthouseReport } from '../../src/cli/lighthouse.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

describe('npm run lighthouse', () => {
  it('gives the app full marks for accessibility', async () => {
    const options = ['--runs', '1', '--only', 'accessibility', '--json'];
    const { stdout } = await run(process.execPath, ['src/cli/command.mjs', 'lighthouse', ...options], {
      cwd: root,
    });
    const { accessibility, findings } = JSON.parse(stdout) as LighthouseReport;
    expect(findings).toEqual([]);
    expect(accessibility).toBe(100);
  });
});
