import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { EmbeddingRun, GenerationRun } from './bench/bench-api.ts';
import { planQuick, planReal, type BenchPlan } from './bench/bench-plan.ts';
import { judge, printReport, type BenchReport, type Figures } from './bench/bench-report.ts';
import { BenchSession } from './bench/bench-session.ts';
import { mergeEmbedding, mergeGeneration } from './bench/merge-runs.ts';
import { median } from './bench/pairs.ts';
import { measureReading } from './bench/reading.ts';

const PARTS = ['embed', 'generate', 'hop', 'turns', 'load', 'read'] as const;
type Part = (typeof PARTS)[number];

interface BenchOptions {
  json: boolean;
  quick: boolean;
  gpu: boolean;
  rounds: number | undefined;
  parts: readonly Part[];
}

function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      'no-gpu': { type: 'boolean', default: false },
      rounds: { type: 'string' },
      only: { type: 'string' },
    },
  });
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
  if (rounds !== undefined && !(Number.isInteger(rounds) && rounds > 0))
    throw new Error('--rounds is a whole number above 0.');
  const wanted = values.only?.split(',') ?? PARTS;
  const parts = PARTS.filter((part) => wanted.includes(part));
  if (parts.length !== wanted.length)
    throw new Error(`--only takes ${PARTS.join(', ')}, with commas between.`);
  return { json: values.json, quick: values.quick, gpu: !values['no-gpu'], rounds, parts };
}

type Details = BenchReport['details'];

/** Runs one part of the plan and notes what it gave. */
const MEASURES: Readonly<
  Record<Part, (session: BenchSession, plan: BenchPlan, details: Details) => Promise<void>>
> = {
  async embed(session, { embed }, details) {
    const measure = (isBareFirst: boolean): Promise<EmbeddingRun> =>
      session.run((page) =>
        page.evaluate((request) => globalThis.bench.embed(request), { ...embed, isBareFirst }),
      );
    details.embed = mergeEmbedding([await measure(false), await measure(true)]);
  },
  async generate(session, { generate }, details) {
    const measure = (isBareFirst: boolean): Promise<GenerationRun> =>
      session.run((page) =>
        page.evaluate((request) => globalThis.bench.generate(request), { ...generate, isBareFirst }),
      );
    details.generate = mergeGeneration([await measure(false), await measure(true)]);
  },
  async hop(session, { hopCalls }, details) {
    details.hop = await session.run((page) =>
      page.evaluate((calls) => globalThis.bench.hop(calls), hopCalls),
    );
  },
  async turns(session, { turns }, details) {
    details.turns = [];
    for (const turn of turns)
      details.turns.push(
        await session.run((page) => page.evaluate((request) => globalThis.bench.turns(request), turn)),
      );
  },
  async load(session, { load: { runs, ...chosen } }, details) {
    details.load = { modelId: chosen.manifest.id, runs: [] };
    for (let run = 0; run < runs; run++)
      details.load.runs.push(
        await session.run((page) => page.evaluate((request) => globalThis.bench.loadCold(request), chosen)),
      );
  },
  async read(session, { read: { patterns, rounds } }, details) {
    details.read = [];
    for (const pattern of patterns) details.read.push(await measureReading(session, pattern, rounds));
  },
};

function figuresOf({ embed, generate, hop, turns, load, read }: Details): Figures {
  const extraMib = read?.flatMap(({ extraMiB }) => (extraMiB === undefined ? [] : [extraMiB])) ?? [];
  return {
    ...(embed && { embedTax: embed.tax.ratio - 1 }),
    ...(generate && { generateTax: generate.tax.ratio - 1 }),
    ...(hop && { hopMs: hop.callMs }),
    ...(embed && { sortedSpeedup: embed.sorted.ratio }),
    ...(turns && { secondTurn: Math.max(...turns.map(({ ratio }) => ratio)) }),
    ...(load && { verifyShare: median(load.runs.map(({ hashMs, totalMs }) => hashMs / totalMs)) }),
    ...(read && {
      verifySecondsPerGiB: Math.max(...read.map(({ extraSecondsPerGiB }) => extraSecondsPerGiB)),
    }),
    ...(extraMib.length > 0 && { verifyExtraMiB: Math.max(...extraMib) }),
  };
}

function baselinesOf({ embed, generate, hop, turns, load, read }: Details): BenchReport['baselines'] {
  const engines = turns?.map(({ engine }) => `${engine.engine} on ${engine.device}`).join(' and ');
  const layouts = read?.map(({ layout }) => layout).join('; ');
  return {
    ...(embed && {
      embedTax: `the network of ${embed.engine.modelId} run directly in a worker on the same ${embed.batches} batches of tokens`,
    }),
    ...(generate && {
      generateTax: `generate() of transformers.js in a worker, same graph of ${generate.engine.modelId}, greedy, ${generate.promptTokens} prompt tokens and ${generate.tokens} new ones, no streaming`,
    }),
    ...(hop && { hopMs: 'none: milliseconds of an empty call to a worker and back' }),
    ...(embed && {
      sortedSpeedup: `pipeline('feature-extraction') of transformers.js in a worker, ${embed.texts} texts in batches of 8 as they come`,
    }),
    ...(engines && {
      secondTurn: `the first turn of the same conversation (system message and question), question of as many tokens; ${engines}`,
    }),
    ...(load && {
      verifyShare: `the whole cold load of ${load.modelId}: server, verified store, engine started`,
    }),
    ...(layouts && {
      verifySecondsPerGiB: `the same files by fetch alone (${layouts})`,
      verifyExtraMiB: `peak memory of the page's process in the same read by fetch alone (${layouts})`,
    }),
  };
}

async function enginesOf(): Promise<Record<string, string>> {
  const names = ['@huggingface/transformers', 'onnxruntime-web', '@mlc-ai/web-llm'];
  const entries = names.map(async (name) => {
    const path = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
    const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
    return [name, version] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function run({ quick, gpu, rounds, parts }: BenchOptions): Promise<BenchReport> {
  const [loadBefore = 0] = loadavg();
  process.stderr.write('Preparing models and page …\n');
  const plan = quick ? await planQuick() : await planReal(rounds, gpu);
  const session = await BenchSession.open(plan.read.patterns.map(({ model }) => model));
  const details: Details = {};
  try {
    for (const part of parts) {
      process.stderr.write(`Measuring: ${part} …\n`);
      await MEASURES[part](session, plan, details);
    }
    const figures = figuresOf(details);
    const browser = await session.run((_page, opened) => Promise.resolve(opened.version()));
    return {
      ...figures,
      baselines: baselinesOf(details),
      ...judge(figures),
      details,
      engines: await enginesOf(),
      device: {
        browser: `Chromium ${browser}`,
        processor: cpus()[0]?.model ?? 'an unknown processor',
        cores: cpus().length,
        loadBefore,
        loadAfter: loadavg()[0] ?? 0,
      },
      isQuick: quick,
    };
  } finally {
    await session.close();
  }
}

try {
  const options = readOptions();
  const report = await run(options);
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else printReport(report);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
