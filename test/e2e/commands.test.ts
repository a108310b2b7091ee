import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoReport } from '../../src/cli/demo-report.ts';
import type { Scores } from '../../src/cli/ranking-scores.ts';
import type { RefusalScores } from '../../src/cli/refusal-scores.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloister-commands-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function command(
  name: 'demo' | 'eval',
  ...options: string[]
): Promise<{ stdout: string; stderr: string; code: number }> {
  try {
    const printed = await run(process.execPath, ['src/cli/command.mjs', name, ...options], {
      cwd: root,
      maxBuffer: 1e8,
    });
    return { ...printed, code: 0 };
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
    return { stdout, stderr, code };
  }
}

async function writeFiles(base: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(base, name, '..'), { recursive: true });
    await writeFile(join(base, name), text);
  }
}

describe('npm run demo', () => {
  it('answers from a folder and its sub-folders, in verbatim quotes, and contacts no host but its own', async () => {
    const files = {
      'lease.txt': 'The rent is 950 euros a month. It is due on the third working day of each month.',
      'manuals/washer.md': '# Care\n\nClean the **filter** every two weeks.\nUse no bleach.\n',
      'data/costs.csv': 'Item,Euro\nPaint,120\nLadder,85\n',
    };
    const docs = join(folder, 'docs');
    await writeFiles(docs, { ...files, 'broken.pdf': '%PDF-1.7 nothing', '.hidden/secret.txt': 'not read' });
    await writeFile(
      join(folder, 'questions.txt'),
      'When is the rent due?\n\nHow often is the filter cleaned?\r\n',
    );
    const options = [
      '--docs',
      docs,
      '--questions',
      join(folder, 'questions.txt'),
      '--ask',
      'How much did the ladder cost?',
    ];
    const { stdout, code } = await command('demo', ...options, '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as DemoReport;
    expect(report.answers.map(({ question }) => question)).toEqual([
      'How much did the ladder cost?',
      'When is the rent due?',
      'How often is the filter cleaned?',
    ]);
    const [ladder, rent, filter] = report.answers;
    expect(ladder?.citations[0]).toMatchObject({
      document: 'data/costs.csv',
      quote: expect.stringContaining('Ladder,85') as string,
      header: ['Item', 'Euro'],
      anchor: { rows: [2, 2] },
    });
    expect(rent?.citations[0]?.quote).toContain('third working day');
    expect(filter?.citations[0]).toMatchObject({
      document: 'manuals/washer.md',
      anchor: { headings: ['Care'] },
    });
    for (const { citations, refused } of report.answers) {
      expect(refused).toBe(false);
      for (const { document, quote } of citations)
        expect(files[document as keyof typeof files]).toContain(quote);
    }
    expect(report.failed).toMatchObject([{ document: 'broken.pdf', code: 'malformed' }]);
    expect(report.hosts).toHaveLength(1);
    expect(report.hosts[0]).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(report.engines['embedder']).toMatch(/WASM|WebGPU/);
    await checkHashes(report);
  });

  it('answers across languages with the embedder that knows them', async () => {
    const docs = join(folder, 'german');
    await writeFiles(docs, {
      'Mietvertrag.txt':
        'Der Mieter zahlt die Miete bis zum dritten Werktag. Die Kaution beträgt drei Monatsmieten.',
      'Katze.txt': 'Die Katze schläft auf dem Ofen. Abends bekommt sie ein wenig Fisch.',
    });
    const question = 'What does the animal eat in the evening?';
    const options = ['--docs', docs, '--ask', question, '--embedder', 'multilingual-e5-small', '--json'];
    const { stdout, code } = await command('demo', ...options);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as DemoReport;
    expect(report.engines['embedder']).toContain('multilingual-e5-small');
    expect(report.hosts).toHaveLength(1);
    expect(report.answers[0]).toMatchObject({ refused: false });
    expect(report.answers[0]?.citations[0]).toMatchObject({
      document: 'Katze.txt',
      quote: expect.stringContaining('Fisch') as string,
    });
    await checkHashes(report, 'multilingual-e5-small', 'model_q4.onnx_data_1');
  });

  it('names the embedders there are when asked for another', async () => {
    const { stderr, code } = await command('eval', '--data', folder, '--embedder', 'none-such');
    expect(code).toBe(1);
    expect(stderr).toContain('all-MiniLM-L6-v2 and multilingual-e5-small');
  });

  it('says what is wrong with its options', async () => {
    const { stderr, code } = await command('demo', '--docs', folder);
    expect(code).toBe(1);
    expect(stderr).toContain('--ask');
  });
});

/** The hashes that the page reports are those that the manifests in the repository pin. */
async function checkHashes(
  { models }: DemoReport,
  embedder = 'all-MiniLM-L6-v2',
  weights = 'model_int8.onnx',
): Promise<void> {
  const pinned = new Set<string>();
  for (const id of [embedder, 'onnxruntime-web']) {
    const manifest = JSON.parse(await readFile(join(root, 'models', id, 'manifest.json'), 'utf8')) as {
      files: { sha256: string }[];
    };
    for (const { sha256 } of manifest.files) pinned.add(sha256);
  }
  const files = models.flatMap((model) => model.files);
  expect(files.map(({ path }) => path.split('/').at(-1))).toEqual(
    expect.arrayContaining([weights, 'tokenizer.json', expect.stringMatching(/\.wasm$/) as string]),
  );
  for (const { sha256, verified } of files) expect(pinned.has(sha256) && verified).toBe(true);
}

describe('npm run eval', () => {
  it('scores a collection in BEIR layout through the real path', async () => {
    const lines = (rows: unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
    const data = join(folder, 'beir');
    await writeFiles(data, {
      'corpus.jsonl': lines([
        { _id: 'a', title: 'Whales', text: 'The blue whale is the largest animal. It eats krill.' },
        {
          _id: 'b',
          title: 'Bees',
          text: 'A bee visits two hundred flowers a day. Honey keeps for centuries.',
        },
        { _id: 'c', title: '', text: 'Granite is a hard rock of quartz and feldspar.' },
      ]),
      'queries.jsonl': lines([
        { _id: 'q1', text: 'What does the blue whale eat?' },
        { _id: 'q2', text: 'How many flowers does a bee visit a day?' },
        { _id: 'unjudged', text: 'What is basalt?' },
      ]),
      'qrels/test.tsv': 'query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\tb\t1\n',
      'answers.jsonl': lines([
        { _id: 'q1', 'corpus-id': 'a', answers: ['krill'] },
        { _id: 'q2', 'corpus-id': 'b', answers: ['two hundred'] },
      ]),
    });
    const { stdout, code } = await command('eval', '--data', data, '--refusal', '--json');
    expect(code).toBe(0);
    const scores = JSON.parse(stdout) as Scores & { refusal: RefusalScores };
    expect(scores).toMatchObject({
      ndcg10: 1,
      recall10: 1,
      mrr10: 1,
      quoteHit1: 1,
      quoteHit3: 1,
      queries: 2,
      passages: 3,
      // Of bees and granite, neither says what a whale eats.
      refusal: { right: 1, wrong: 0, doubtful: { left: 0, present: 0 } },
    });
  });
});
