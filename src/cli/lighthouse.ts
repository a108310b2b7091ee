/** `npm run lighthouse` prints what Lighthouse makes of the built app, on its own desktop settings. */
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import lighthouse, { desktopConfig } from 'lighthouse';
import { launchBrowser } from './browser.ts';
import { serve } from './serve.ts';

const CATEGORIES = ['accessibility', 'best-practices', 'performance'] as const;

type Category = (typeof CATEGORIES)[number];

type Scores = Partial<Record<Category, number>>;

/** What `npm run lighthouse -- --json` prints. Scores are 0 to 100; with `--only`, of that category alone. */
export interface LighthouseReport {
  accessibility?: number;
  bestPractices?: number;
  /** The median of all runs: it depends on what else the machine does. */
  performance?: number;
  runs: Scores[];
  /** What the last run has to say against the app, by category; informative notes are left out. */
  findings: { category: Category; id: string; title: string; value?: string }[];
  lighthouse: string;
}

interface Run {
  scores: Scores;
  findings: LighthouseReport['findings'];
  version: string;
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** One run in a browser of its own, as nothing that a run leaves behind may help the next. */
async function runOnce(url: string, only: readonly Category[]): Promise<Run> {
  const port = await findPort();
  const browser = await launchBrowser([`--remote-debugging-port=${port}`]);
  try {
    const flags = { port, onlyCategories: [...only], logLevel: 'error' as const };
    const result = await lighthouse(url, flags, desktopConfig);
    if (!result) throw new Error('Lighthouse ended without a result.');
    const { categories, audits, runtimeError, lighthouseVersion: version } = result.lhr;
    if (runtimeError) throw new Error(`Lighthouse could not look at the app: ${runtimeError.message}`);
    const scores: Scores = Object.fromEntries(
      only.map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)]),
    );
    const findings = only.flatMap((category) =>
      (categories[category]?.auditRefs ?? []).flatMap(({ id, weight }) => {
        const { score, title, displayValue: value } = audits[id] ?? {};
        if (weight === 0 || score === null || score === undefined || score === 1) return [];
        return [{ category, id, title: title ?? id, ...(value && { value }) }];
      }),
    );
    return { scores, findings, version };
  } finally {
    await browser.close();
  }
}

async function measure(count: number, only: readonly Category[]): Promise<LighthouseReport> {
  const server = await serve({ folder: fileURLToPath(new URL('../../dist', import.meta.url)), port: 0 });
  const runs: Run[] = [];
  try {
    for (let at = 1; at <= count; at++) {
      process.stderr.write(`Run ${at} of ${count}\n`);
      runs.push(await runOnce(server.url, only));
    }
  } finally {
    await server.close();
  }
  const last = runs.at(-1);
  if (!last) throw new Error('Nothing was measured.');
  const sorted = (category: Category): number[] =>
    runs.flatMap(({ scores }) => scores[category] ?? []).sort((a, b) => a - b);
  const [accessibility] = sorted('accessibility');
  const [bestPractices] = sorted('best-practices');
  const performance = sorted('performance')[runs.length >> 1];
  return {
    ...(accessibility !== undefined && { accessibility }),
    ...(bestPractices !== undefined && { bestPractices }),
    ...(performance !== undefined && { performance }),
    runs: runs.map(({ scores }) => scores),
    findings: last.findings,
    lighthouse: last.version,
  };
}

interface LighthouseOptions {
  json: boolean;
  runs: number;
  only: readonly Category[];
}

function readOptions(): LighthouseOptions {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      runs: { type: 'string', default: '3' },
      only: { type: 'string' },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs is a whole number from 1.');
  const only = CATEGORIES.filter((name) => values.only === undefined || values.only === name);
  if (only.length === 0) throw new Error(`--only is one of ${CATEGORIES.join(', ')}.`);
  return { json: values.json, runs, only };
}

function printReport({ accessibility, bestPractices, performance, runs, findings }: LighthouseReport): void {
  const row = (name: string, score: number | undefined, note = ''): string[] =>
    score === undefined ? [] : [`${name.padEnd(16)}${score}${note}`];
  const lines = [
    ...row('accessibility', accessibility),
    ...row('best practices', bestPractices),
    ...row('performance', performance, `  (${runs.map((run) => run.performance).join(', ')})`),
    ...findings.map(({ category, title, value }) => `${category}: ${title}${value ? `: ${value}` : ''}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

try {
  const options = readOptions();
  const report = await measure(options.runs, options.only);
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else printReport(report);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
