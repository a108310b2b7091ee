import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { compileBound } from '../build/kernels.ts';
import type { BenchOptions } from './options.ts';
import { judge, type SizeResults } from './ratios.ts';
import { joinRows } from './results.ts';
import { DIMS, FIGURES, type Data, type Part, type SpeedResult } from './search-api.ts';
import { notesOf, summarise, type SearchReport } from './search-report.ts';
import { BenchSession } from './session.ts';
import { measureDurability } from './stored-engines.ts';

/** More vectors than these are asked for by fewer queries, as each takes long. */
const LARGE = 200_000;
const TURN_MS = 100;
/** An engine that takes longer to be filled is left out without `--full`. */
const BUILD_MS = 30_000;

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
    coldStart: reason,
    coldPage: reason,
    coldRead: reason,
    diskBytes: reason,
    store: reason,
  };
  return part.engine === 'bound' ? part : { ...part, why: { ...why, ...part.why } };
}

/** Measures everything that is asked for. */
export async function runBenchmark(options: BenchOptions): Promise<SearchReport> {
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
    const path = new URL(`../../../node_modules/${name}/package.json`, import.meta.url);
    const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
    return [name, version] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
