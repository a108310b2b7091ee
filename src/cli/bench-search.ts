import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { judge, type SizeResults } from './bench-search/ratios.ts';
import { joinRows } from './bench-search/results.ts';
import {
  DATA_KINDS,
  DIMS,
  ENGINES,
  FIGURES,
  type Data,
  type DataKind,
  type EngineName,
  type Part,
  type SpeedResult,
} from './bench-search/search-api.ts';
import { notesOf, printReport, summarise, type SearchReport } from './bench-search/search-report.ts';
import { BenchSession } from './bench-search/session.ts';
import { measureDurability } from './bench-search/stored-engines.ts';
import { compileBound } from './build/kernels.ts';

const SIZES = '1000,10000,100000';
/** More vectors than these are asked for by fewer queries, as each takes long. */
const LARGE = 200_000;
const TURN_MS = 100;
/** An engine that takes longer to be filled is left out without `--full`. */
const BUILD_MS = 30_000;

interface BenchOptions {
  json: boolean;
  sizes: number[];
  engines: EngineName[];
  data: DataKind[];
  queries: number | undefined;
  rounds: number;
  loads: number;
  isFull: boolean;
}

function readOptions(): BenchOptions {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      n: { type: 'string', default: SIZES },
      engines: { type: 'string', default: ENGINES.join() },
      data: { type: 'string', default: DATA_KINDS.join() },
      queries: { type: 'string' },
      rounds: { type: 'string', default: '12' },
      loads: { type: 'string', default: '3' },
    },
  });
  return {
    json: values.json,
    isFull: values.full,
    sizes: values.n.split(',').map((text) => readWhole('n', text, 100)),
    engines: readNames('engines', values.engines, ENGINES),
    data: readNames('data', values.data, DATA_KINDS),
    queries: values.queries === undefined ? undefined : readWhole('queries', values.queries, 1),
    rounds: readWhole('rounds', values.rounds, 1),
    loads: readWhole('loads', values.loads, 1),
  };
}

function readWhole(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`--${option} takes whole numbers from ${least}, and "${text}" is none.`);
  return value;
}

/** In the order of `known`. */
function readNames<Name extends string>(option: string, text: string, known: readonly Name[]): Name[] {
  const wanted = text.split(',');
  const strange = wanted.find((name) => !known.some((each) => each === name));
  if (strange !== undefined)
    throw new Error(`--${option} takes ${known.join(', ')}, with commas between; "${strange}" is none.`);
  return known.filter((name) => wanted.includes(name));
}

/** One size and kind of data. */
async function measure(
  session: BenchSession,
  bound: string,
  options: BenchOptions,
  data: Data,
): Promise<{ parts: Part[]; speed: SpeedResult }> {
  const { engines, rounds, loads, isFull } = options;
  const buildMs = isFull ? Number.MAX_SAFE_INTEGER : BUILD_MS;
  const request = { ...data, engines, bound, rounds, turnMs: TURN_MS, buildMs };
  const speed: SpeedResult = await session.run((page) =>
    page.evaluate((asked) => globalThis.searchBench.measureSpeed(asked), request),
  );
  // Whoever was too slow to be filled is so once more.
  const filled = speed.parts.filter(({ figures }) => figures.p50 !== undefined);
  if (!isFull && data.data !== options.data[0]) return { parts: speed.parts.map(skipDurability), speed };
  const names = filled.map(({ engine }) => engine);
  const stored = await measureDurability(session, data, names, { buildMs, loads });
  return { parts: [...speed.parts, ...stored], speed };
}

function skipDurability(part: Part): Part {
  const reason = 'does not depend on the kind of data, so it is measured with one of them; --full: with both';
  const why = {
    append100: reason,
    coldLoad: reason,
    coldPage: reason,
    coldRead: reason,
    diskBytes: reason,
    store: reason,
  };
  return part.engine === 'bound' ? part : { ...part, why: { ...why, ...part.why } };
}

async function run(options: BenchOptions): Promise<SearchReport> {
  const [loadBefore = 0] = loadavg();
  process.stderr.write('Preparing the page …\n');
  const bound = Buffer.from(await compileBound()).toString('base64');
  const session = await BenchSession.open();
  const sizes: SizeResults[] = [];
  let kernel = '';
  try {
    for (const n of options.sizes) {
      const results: SizeResults = { n, rows: [], ratios: [] };
      for (const kind of options.data) {
        process.stderr.write(`Measuring: ${n} vectors, ${kind} …\n`);
        const queries = options.queries ?? (n > LARGE ? 20 : 50);
        const data: Data = { n, data: kind, dims: DIMS, queries };
        const { parts, speed } = await measure(session, bound, options, data);
        results.rows.push(...joinRows(n, kind, parts));
        results.ratios.push(...speed.ratios);
        kernel = speed.kernel;
      }
      sizes.push(results);
    }
    const rows = sizes.flatMap((size) => size.rows);
    const browser = await session.run((_page, version) => Promise.resolve(version));
    const device = { browser: `Chromium ${browser}`, kernel, ...describeMachine(loadBefore) };
    const versions = await versionsOf(['voy-search', 'hnswlib-wasm', '@orama/orama']);
    return {
      results: rows,
      ...summarise(judge(sizes)),
      notes: notesOf(rows),
      figures: FIGURES,
      versions,
      device,
    };
  } finally {
    await session.close();
  }
}

function describeMachine(loadBefore: number): Omit<SearchReport['device'], 'browser' | 'kernel'> {
  const processor = cpus()[0]?.model ?? 'an unknown processor';
  return { processor, cores: cpus().length, loadBefore, loadAfter: loadavg()[0] ?? 0 };
}

async function versionsOf(names: readonly string[]): Promise<Record<string, string>> {
  const entries = names.map(async (name) => {
    const path = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
    const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
    return [name, version] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
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
