import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CiteReport } from '../../src/cli/cite-check.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
/** A browser starts, and works through it all, beside another end-to-end file. */
const PATIENCE_MS = 300_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloister-cite-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('npm run cite-check', () => {
  it(
    'finds every quote in its source, marked in the middle of the view, and every box over its words',
    async () => {
      const questions = join(folder, 'questions.txt');
      await writeFile(
        questions,
        [
          'How high is the deposit and when do we get it back?',
          'What did the replacement of the door drive cost?',
          'Wann darf ich nach der Operation wieder Auto fahren?',
        ].join('\n'),
      );
      const options = ['--docs', 'public/samples', '--questions', questions, '--json'];
      const { stdout } = await run(process.execPath, ['src/cli/command.mjs', 'cite-check', ...options], {
        cwd: root,
      });
      const report = JSON.parse(stdout) as CiteReport;
      expect(report).toMatchObject({ documents: 5, failed: [], questions: 3, answered: 3, misses: [] });
      expect(report.citations).toBeGreaterThanOrEqual(6);
      expect(report.inPdfs).toBeGreaterThan(0);
      expect(report.quoteInSource).toBe(report.citations);
      expect(report.boxesMatchQuote).toBe(report.citations);
      expect(report.centred).toBe(report.citations);
    },
    PATIENCE_MS,
  );
});
