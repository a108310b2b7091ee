import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { SearchReport } from '../../src/cli/bench-search.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

function command(...options: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, ['src/cli/command.mjs', 'bench:search', ...options], { cwd: root });
}

describe('npm run bench:search', () => {
  it('measures the scan against named baselines on two kinds of data', async () => {
    const { stdout } = await command('--json', '--n', '1000');
    const report = JSON.parse(stdout) as SearchReport;
    expect(Object.keys(report.ratios)).toEqual(['clustered-1000', 'isotropic-1000']);
    for (const ratios of Object.values(report.ratios))
      for (const name of ['scanVsBound', 'plainVsBound', 'scanVsExact', 'filter10', 'filter1'] as const) {
        expect(ratios[name], name).toBeGreaterThan(0);
        expect(report.baselines[name], name).toMatch(/\w{3}/);
      }
    const scans = report.results.filter(({ engine }) => engine.startsWith('scan-'));
    expect(scans).toHaveLength(4);
    for (const { n, recall10, bytesPerVector } of scans) {
      expect(n).toBe(1000);
      expect(recall10).toBeGreaterThanOrEqual(0.999);
      expect(bytesPerVector).toBeLessThanOrEqual(900);
    }
    expect(stdout).not.toMatch(/null|NaN|Infinity/);
  });

  it('refuses sizes that are none', async () => {
    await expect(command('--n', '10,x')).rejects.toMatchObject({
      stderr: expect.stringContaining('--n') as string,
    });
  });
});
