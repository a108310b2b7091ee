import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildPage } from './bench/build-page.ts';
import { serveBench } from './bench/bench-server.ts';
import type {
  DataKind,
  EngineFigures,
  SearchBenchApi,
  SearchRatio,
  SearchResult,
} from './bench-search/search-api.ts';
import { launchBrowser } from './browser.ts';
import { compileBound } from './build/kernels.ts';

const DIMS = 384;
const SIZES = [10_000, 100_000];
const LARGE = 1_000_000;
/** 32-bit floats of more vectors than this do not fit beside the rest. */
const MOST_EXACT = 200_000;
/** Each engine looks at about so many vectors, whatever the size. */
const WORK = 10_000_000;
const DATA: readonly DataKind[] = ['clustered', 'isotropic'];

declare global {
  // Set by the page of the benchmark.
  var searchBench: SearchBenchApi;
}

interface BenchOptions {
  json: boolean;
  sizes: readonly number[];
}

type Row = EngineFigures & { n: number; data: DataKind };

/** What `npm run bench:search -- --json` prints. */
export interface SearchReport {
  results: Row[];
  /** By data and size, as `clustered-10000`. */
  ratios: Record<string, SearchResult['ratios']>;
  baselines: Record<SearchRatio, string>;
  device: { browser: string; processor: string; cores: number; loadBefore: number; loadAfter: number };
}

const BASELINES: Record<SearchRatio, string> = {
  scanVsBound: 'a SIMD sum over as many bytes as the scan reads, in WebAssembly, in turns',
  plainVsBound: 'the same, for the kernel without relaxed SIMD',
  scanVsExact: 'how many times longer a loop over 32-bit floats in JavaScript takes, in turns',
  filter10: 'time with a bitmap of a tenth of the keys over that of the same search without',
  filter1: 'the same with a hundredth',
  p99VsP50: 'the 99th percentile of the scan over its median',
  buildVsExact: 'adding to the scan over adding to the 32-bit floats',
};

function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      large: { type: 'boolean', default: false },
      n: { type: 'string' },
    },
  });
  const sizes = values.n?.split(',').map(Number) ?? [...SIZES, ...(values.large ? [LARGE] : [])];
  if (!sizes.every((n) => Number.isInteger(n) && n >= 100))
    throw new Error('--n takes whole numbers from 100, with commas between.');
  return { json: values.json, sizes };
}

/** Measures one size in a browser of its own. */
async function measure(url: string, n: number, data: DataKind, bound: string): Promise<SearchResult> {
  const queries = n > MOST_EXACT ? 20 : 50;
  // Each round asks each query twice.
  const rounds = Math.max(1, Math.round(WORK / n / queries / 2));
  const request = { n, data, dims: DIMS, queries, rounds, bound, isExactTimed: n <= MOST_EXACT };
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(url);
    await page.waitForFunction(() => 'searchBench' in globalThis);
    return await page.evaluate((asked) => globalThis.searchBench.measure(asked), request);
  } finally {
    await browser.close();
  }
}

async function run({ sizes }: BenchOptions): Promise<SearchReport> {
  const [loadBefore = 0] = loadavg();
  const folder = await mkdtemp(join(tmpdir(), 'cloister-bench-'));
  try {
    process.stderr.write('Preparing the page …\n');
    const bound = Buffer.from(await compileBound()).toString('base64');
    await buildPage(folder, new URL('bench-search/', import.meta.url));
    const server = await serveBench(fileURLToPath(new URL('../../', import.meta.url)), folder, []);
    const report: SearchReport = {
      results: [],
      ratios: {},
      baselines: BASELINES,
      device: await describeDevice(loadBefore),
    };
    try {
      for (const n of sizes)
        for (const data of DATA) {
          process.stderr.write(`Measuring: ${n} vectors, ${data} …\n`);
          const { engines, ratios } = await measure(server.url, n, data, bound);
          report.results.push(...engines.map((figures) => ({ n, data, ...figures })));
          report.ratios[`${data}-${n}`] = ratios;
        }
    } finally {
      await server.close();
    }
    report.device.loadAfter = loadavg()[0] ?? 0;
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function describeDevice(loadBefore: number): Promise<SearchReport['device']> {
  const browser = await launchBrowser();
  const version = browser.version();
  await browser.close();
  const processor = cpus()[0]?.model ?? 'an unknown processor';
  return {
    browser: `Chromium ${version}`,
    processor,
    cores: cpus().length,
    loadBefore,
    loadAfter: loadBefore,
  };
}

function printReport({ results, ratios, device }: SearchReport): void {
  console.table(
    results.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? round(value) : value]),
      ),
    ),
  );
  console.table(
    Object.fromEntries(
      Object.entries(ratios).map(([name, values]) => [
        name,
        Object.fromEntries(Object.entries(values).map(([ratio, value]) => [ratio, round(value)])),
      ]),
    ),
  );
  console.log(
    `${device.browser}, ${device.processor}, ${device.cores} cores, load ${round(device.loadBefore)} to ${round(device.loadAfter)}. Times in milliseconds.`,
  );
}

function round(value: number): number {
  return Number(value.toPrecision(4));
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
