import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AskReport } from '../../src/cli/bench-ask.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

describe('npm run bench:ask', () => {
  it('asks while nothing goes on, while documents are read and while passages are embedded', async () => {
    const options = ['src/cli/command.mjs', 'bench:ask', '--json', '--questions', '2', '--documents', '2'];
    const { stdout } = await run(process.execPath, options, { cwd: root });
    const { idle, reading, embedding, ratios, ingest } = JSON.parse(stdout) as AskReport;
    for (const { p50, p95, parts } of [idle, reading, embedding]) {
      expect(p50).toBeGreaterThan(0);
      expect(p95).toBeGreaterThanOrEqual(p50);
      expect(parts['embed']?.p50).toBeGreaterThan(0);
    }
    expect(ratios.reading.p50).toBeCloseTo(reading.p50 / idle.p50);
    expect(ratios.embedding.p95).toBeCloseTo(embedding.p95 / idle.p95);
    // There was work to the end.
    expect(ingest.documents).toBeGreaterThan(0);
    expect(ingest.passages).toBeGreaterThan(ingest.embedded);
    // It embeds some passages first, on a machine that may be busy.
  }, 300_000);

  it('refuses options that it does not have', async () => {
    const options = ['src/cli/command.mjs', 'bench:ask', '--questions', '1'];
    await expect(run(process.execPath, options, { cwd: root })).rejects.toMatchObject({
      stderr: expect.stringContaining('--questions is a whole number from 2.') as string,
    });
  });
});
