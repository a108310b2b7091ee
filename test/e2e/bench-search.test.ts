import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { SearchReport } from '../../src/cli/bench-search/search-report.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
/** All but the scan without relaxed SIMD, whose results the contract suite compares. */
const ENGINES = ['scan', 'scan-tuned', 'bound', 'naive', 'voy', 'hnswlib', 'orama'];
const FIGURES = [
  'p50',
  'p99',
  'recall10',
  'build',
  'append100',
  'coldLoad',
  'coldStart',
  'bytesPerVector',
  'diskBytes',
  'filter10',
  'filter1',
] as const;

function command(...options: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, ['src/cli/command.mjs', 'bench:search', ...options], { cwd: root });
}

describe('npm run bench:search', () => {
  it('measures the engines that are named on the same vectors, and says why a figure is missing', async () => {
    const named = ['--n', '300', '--data', 'clustered', '--engines', ENGINES.join()];
    const few = ['--rounds', '2', '--queries', '5', '--loads', '1'];
    const { stdout } = await command('--json', ...named, ...few);
    const { results, ratios, targets, failed, notes } = JSON.parse(stdout) as SearchReport;
    expect(results.map(({ n, data, engine }) => [n, data, engine])).toEqual(
      ENGINES.map((engine) => [300, 'clustered', engine]),
    );
    for (const row of results)
      for (const figure of FIGURES)
        if (row[figure] === null) expect(row.why[figure], `${row.engine} ${figure}`).toMatch(/\w{3}/);
        // What starts with room for more grows by nothing at first.
        else if (figure === 'bytesPerVector') expect(row[figure]).toBeGreaterThanOrEqual(0);
        else expect(row[figure], `${row.engine} ${figure}`).toBeGreaterThan(0);

    const rowsOf = (engine: string): SearchReport['results'] =>
      results.filter((row) => row.engine === engine);
    for (const row of [...rowsOf('scan'), ...rowsOf('scan-tuned'), ...rowsOf('naive')])
      expect([row.recall10, row.recallFilter10, row.recallFilter1]).toEqual([1, 1, 1]);
    // What was stored was found again, in a new browser.
    for (const engine of ['scan', 'naive', 'voy', 'hnswlib', 'orama'])
      expect(rowsOf(engine)[0], engine).toMatchObject({
        store: expect.any(Number) as number,
        append100: expect.any(Number) as number,
        coldLoad: expect.any(Number) as number,
        coldStart: expect.any(Number) as number,
        diskBytes: expect.any(Number) as number,
      });
    expect(rowsOf('voy')[0]?.why.filter10).toBe('has no filters');

    for (const name of ['scanToBound', 'voyToScan', 'naiveToScan', 'filter1ToFull'])
      expect(ratios[`${name}300`], name).toBeGreaterThan(0);
    expect(Object.keys(targets)).toEqual(Object.keys(ratios));
    // None of the times is asked for at this size; what is, has nothing to do with them.
    expect(failed).toEqual([]);
    expect(notes.join('\n')).toContain('voy has no filters');
  }, 400_000);

  it('refuses what makes no sense before it does anything', async () => {
    await expect(command('--engines', 'scan,fast')).rejects.toMatchObject({
      stderr: expect.stringContaining('--engines takes scan, ') as string,
    });
  });
});
