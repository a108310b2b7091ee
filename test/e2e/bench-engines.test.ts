import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { BenchReport, Figures } from '../../src/cli/bench/bench-report.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

const FIGURES = [
  'embedTax',
  'generateTax',
  'hopMs',
  'sortedSpeedup',
  'secondTurn',
  'verifyShare',
  'verifySecondsPerGiB',
  // Only this system tells the peak of a process.
  ...(process.platform === 'linux' ? (['verifyExtraMiB'] as const) : []),
] as const satisfies readonly (keyof Figures)[];

/** All numbers of a value, however deep. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

function command(...options: string[]): Promise<{ stdout: string; stderr: string }> {
  const args = ['src/cli/command.mjs', 'bench:engines', ...options];
  return run(process.execPath, args, { cwd: root, maxBuffer: 1e8 });
}

describe('npm run bench:engines', () => {
  it(
    'measures every figure against a named baseline, here with tiny models',
    { timeout: 400_000 },
    async () => {
      const { stdout } = await command('--quick', '--json');
      expect(stdout).not.toMatch(/null|NaN|Infinity/);
      const report = JSON.parse(stdout) as BenchReport;
      for (const name of FIGURES) {
        expect(report[name], name).toBeTypeOf('number');
        expect(report.baselines[name], name).toMatch(/\w{3}/);
      }
      expect(numbersOf(report).every(Number.isFinite)).toBe(true);
      const { embed, generate, turns, load, read } = report.details;
      expect(embed?.sameVector).toBeCloseTo(1, 4);
      expect(generate).toMatchObject({ tokens: 4, pieces: expect.any(Number) as number });
      for (const { rounds } of turns ?? [])
        for (const { first, second, cold } of rounds) {
          expect(second.reusedTokens).toBeGreaterThanOrEqual(first.promptTokens);
          expect(cold?.reusedTokens).toBeLessThan(first.promptTokens);
        }
      // The runtime at least was hashed.
      for (const { hashedBytes, hashMs, totalMs } of load?.runs ?? []) {
        expect(hashedBytes).toBeGreaterThan(10e6);
        expect(hashMs).toBeLessThan(totalMs);
      }
      expect(read).toHaveLength(2);
      expect(report).toMatchObject({
        isQuick: true,
        engines: { '@huggingface/transformers': expect.stringMatching(/^\d/) as string },
      });
    },
  );

  it('says what is wrong with its options', async () => {
    await expect(command('--only', 'nothing')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('embed, generate') as string,
    });
  });
});
