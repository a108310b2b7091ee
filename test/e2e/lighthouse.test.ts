import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { LighthouseReport } from '../../src/cli/lighthouse.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
/** A browser starts, and works through it all, beside another end-to-end file. */
const PATIENCE_MS = 300_000;

describe('npm run lighthouse', () => {
  it(
    'gives the app full marks for accessibility',
    async () => {
      const options = ['--runs', '1', '--only', 'accessibility', '--json'];
      const { stdout } = await run(process.execPath, ['src/cli/command.mjs', 'lighthouse', ...options], {
        cwd: root,
      });
      const { accessibility, findings } = JSON.parse(stdout) as LighthouseReport;
      expect(findings).toEqual([]);
      expect(accessibility).toBe(100);
    },
    PATIENCE_MS,
  );
});
