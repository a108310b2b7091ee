import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { median } from '../bench/pairs.ts';
import { formatLoad, type LoadRequest } from './load-address.ts';
import type { Data, EngineName, LoadResult, Outcome, Part, StoreResult } from './search-api.ts';
import type { BenchSession } from './session.ts';

/** Engines that keep something. */
const STORED: readonly EngineName[] = ['scan', 'naive', 'voy', 'hnswlib', 'orama'];
/** An engine is loaded no more often once its loads took so long together. */
const LOADS_MS = 5000;
const APPENDS = { times: 5, budgetMs: 4000 };
const REASONS: Partial<Record<EngineName, string>> = {
  'scan-plain': 'is stored as the scan is',
  'scan-tuned': 'is stored as the scan is',
  bound: 'a sum over memory has nothing to store',
};

interface Stored {
  part: Part;
  profile: string;
  result?: StoreResult;
  loads: LoadResult[];
  /** Of the bytes alone. */
  reads: number[];
}

/** Stores each engine in a profile of its own, and loads it in new browsers, `loads` times, in turns. */
export async function measureDurability(
  session: BenchSession,
  data: Data,
  engines: readonly EngineName[],
  { buildMs, loads }: { buildMs: number; loads: number },
): Promise<Part[]> {
  const all: Stored[] = [];
  for (const engine of engines) {
    if (STORED.includes(engine)) process.stderr.write(`  on disk: ${engine} …\n`);
    all.push(await store(session, data, engine, buildMs));
  }
  for (let round = 0; round < loads; round++) {
    for (const stored of all) {
      const taken = stored.loads.reduce((sum, { coldPage }) => sum + coldPage, 0);
      if (!stored.result || taken >= LOADS_MS) continue;
      await load(session, data, stored);
      if (stored.part.engine === 'scan') await read(session, data, stored);
    }
  }
  for (const stored of all) if (stored.result) await append(session, data, stored);
  return all.map(({ part }) => part);
}

async function store(
  session: BenchSession,
  data: Data,
  engine: EngineName,
  buildMs: number,
): Promise<Stored> {
  const stored: Stored = { part: { engine, figures: {}, why: {} }, profile: '', loads: [], reads: [] };
  if (!STORED.includes(engine)) return fail(stored, REASONS[engine] ?? '');
  stored.profile = await session.createProfile();
  const outcome: Outcome<StoreResult> = await session.runProfile(stored.profile, '', (page) =>
    page.evaluate(([engine, data, buildMs]) => globalThis.searchBench.store(engine, data, buildMs), [
      engine,
      data,
      buildMs,
    ] as const),
  );
  if ('failure' in outcome) return fail(stored, outcome.failure);
  stored.result = outcome.value;
  stored.part.figures.store = outcome.value.store;
  stored.part.figures.diskBytes = await diskBytes(stored.profile);
  return stored;
}

async function load(session: BenchSession, data: Data, stored: Stored): Promise<void> {
  const { result, part, profile, loads } = stored;
  if (!result) return;
  const asked = { ...data, engine: part.engine, isBare: false, query: result.query };
  const outcome = await loadIn(session, profile, asked);
  if (!outcome || 'failure' in outcome) {
    fail(stored, `cannot be loaded: ${outcome?.failure ?? 'nothing was asked for'}`);
    return;
  }
  if (outcome.value.keys.join() !== result.keys.join())
    fail(stored, 'finds something else after it was loaded again');
  loads.push(outcome.value);
  part.figures.coldLoad = median(loads.map(({ coldLoad }) => coldLoad));
  part.figures.coldStart = median(loads.map(({ coldStart }) => coldStart));
  part.figures.coldPage = median(loads.map(({ coldPage }) => coldPage));
}

/** The same load without an engine. */
async function read(session: BenchSession, data: Data, { part, profile, reads }: Stored): Promise<void> {
  const asked = { ...data, engine: part.engine, isBare: true, query: [] };
  const outcome = await loadIn(session, profile, asked);
  if (!outcome || 'failure' in outcome) return;
  reads.push(outcome.value.coldLoad);
  part.figures.coldRead = median(reads);
}

function loadIn(
  session: BenchSession,
  profile: string,
  asked: LoadRequest,
): Promise<Outcome<LoadResult> | undefined> {
  return session.runProfile(profile, formatLoad(asked), (page) =>
    page.evaluate(() => globalThis.searchBench.loading),
  );
}

async function append(session: BenchSession, data: Data, stored: Stored): Promise<void> {
  const { result, part, profile } = stored;
  if (!result) return;
  const request = { ...data, ...APPENDS, engine: part.engine };
  const hash = formatLoad({ ...request, isBare: false, query: result.query });
  const outcome = await session.runProfile(profile, hash, (page) =>
    page.evaluate(async (request) => {
      await globalThis.searchBench.loading;
      return globalThis.searchBench.append(request);
    }, request),
  );
  if ('failure' in outcome) fail(stored, `cannot be added to: ${outcome.failure}`);
  else part.figures.append100 = median(outcome.value);
}

/** What it has not given yet it will not give. */
function fail(stored: Stored, reason: string): Stored {
  delete stored.result;
  for (const figure of ['store', 'coldLoad', 'coldStart', 'coldPage', 'append100', 'diskBytes'] as const)
    if (stored.part.figures[figure] === undefined) stored.part.why[figure] = reason;
  return stored;
}

/** Databases and files of the origin; the rest of a profile is the browser's own. */
async function diskBytes(profile: string): Promise<number> {
  const folder = join(profile, 'Default');
  const names = await readdir(folder, { recursive: true });
  const own = names.filter((name) => /^(IndexedDB|File System)\b/.test(name));
  const sizes = await Promise.all(own.map((name) => stat(join(folder, name))));
  return sizes.reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
}
