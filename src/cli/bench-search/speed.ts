import { chooseKernel } from '../../search/choose-kernel.ts';
import { median, quantile } from '../bench/pairs.ts';
import { fill, reasonOf, type Building } from './building.ts';
import { capacityOf, startData, startEngine } from './workers.ts';
import { bytesOf, measureMemory } from './memory.ts';
import {
  FIGURES,
  K,
  SHARES,
  type EngineName,
  type Figure,
  type Part,
  type RoundRatio,
  type Share,
  type SpeedRequest,
  type SpeedResult,
} from './search-api.ts';

/** Searches of a turn. */
const [LEAST, MOST] = [3, 60];

const TIMES: Readonly<Record<Share, Figure>> = { 100: 'p50', 10: 'filter10', 1: 'filter1' };
const RECALLS: Readonly<Record<Share, Figure>> = {
  100: 'recall10',
  10: 'recallFilter10',
  1: 'recallFilter1',
};

interface Contestant extends Building, Part {
  times: Record<Share, number[]>;
  /** By round. */
  medians: Record<Share, number[]>;
}

/** Fills all engines with the same vectors and asks them in turns. */
export async function measureSpeed(request: SpeedRequest): Promise<SpeedResult> {
  const contestants = request.engines.map(enter);
  const data = startData();
  try {
    const queries = await data.api.open(request, true);
    for (const contestant of contestants) await guard(contestant, () => open(contestant, request, queries));
    const before = await weigh(contestants);
    await fill(data.api, request.n, contestants, request.buildMs);
    for (const contestant of contestants)
      await guard(contestant, async () => {
        contestant.setup = await contestant.connection.api.prepare();
      });
    await noteMemory(contestants, before, request.n);
    for (const share of SHARES) await noteRecall(contestants, share, await data.api.nearest(share));
    for (let round = 0; round < request.rounds; round++) await runRound(contestants, round, request);
    contestants.forEach(noteTimes);
    contestants.forEach(noteFailure);
    return {
      parts: contestants.map(({ engine, figures, why, setup }) => ({ engine, figures, why, setup })),
      ratios: ratiosOf(contestants),
      kernel: chooseKernel(),
    };
  } finally {
    data.terminate();
    for (const { connection } of contestants) connection.terminate();
  }
}

function enter(engine: EngineName): Contestant {
  return {
    engine,
    connection: startEngine(engine),
    build: 0,
    figures: {},
    why: {},
    times: { 100: [], 10: [], 1: [] },
    medians: { 100: [], 10: [], 1: [] },
  };
}

/** One that throws is out, and the others go on. */
async function guard(contestant: Contestant, work: () => Promise<void>): Promise<void> {
  if (contestant.failure !== undefined) return;
  try {
    await work();
  } catch (error) {
    contestant.failure = reasonOf(error);
    contestant.connection.terminate();
  }
}

async function open(
  { connection: { api } }: Contestant,
  { dims, n, bound }: SpeedRequest,
  queries: Float32Array[],
): Promise<void> {
  await api.open({ dims, n, bound, capacity: capacityOf(n) });
  await api.use(queries);
}

/** Memory of each engine's worker, in the order of the contestants. */
async function weigh(contestants: readonly Contestant[]): Promise<(number | string)[]> {
  const measured = await measureMemory();
  return Promise.all(
    contestants.map(async ({ engine, failure, connection }) => {
      if (failure !== undefined) return failure;
      if (typeof measured === 'string') return measured;
      return bytesOf(measured, `${engine}-worker`) + (await connection.api.wasmBytes());
    }),
  );
}

async function noteMemory(
  contestants: readonly Contestant[],
  before: readonly (number | string)[],
  n: number,
): Promise<void> {
  const after = await weigh(contestants);
  contestants.forEach(({ engine, figures, why }, i) => {
    const [first, last] = [before[i], after[i]];
    if (engine === 'bound') return;
    if (typeof first === 'number' && typeof last === 'number') figures.bytesPerVector = (last - first) / n;
    else why.bytesPerVector = [first, last].find((each) => typeof each === 'string') ?? '';
  });
}

async function noteRecall(
  contestants: readonly Contestant[],
  share: Share,
  nearest: readonly number[][],
): Promise<void> {
  for (const contestant of contestants)
    await guard(contestant, async () => {
      const found = await contestant.connection.api.find(share);
      if (!found) return;
      const hits = found.map((keys, i) => keys.filter((key) => nearest[i]?.includes(key)).length);
      const wanted = nearest.reduce((sum, keys) => sum + Math.min(K, keys.length), 0);
      contestant.figures[RECALLS[share]] = hits.reduce((sum, count) => sum + count, 0) / wanted;
    });
}

/** In one round each engine searches for about as long, in the next one in the opposite order. */
async function runRound(
  contestants: readonly Contestant[],
  round: number,
  { turnMs }: SpeedRequest,
): Promise<void> {
  const order = round % 2 === 0 ? contestants : contestants.toReversed();
  for (const contestant of order)
    await guard(contestant, async () => {
      for (const share of SHARES) {
        if (share !== 100 && contestant.figures[RECALLS[share]] === undefined) continue;
        const budgetMs = share === 100 ? turnMs : turnMs / 4;
        const turn = { share, budgetMs, least: LEAST, most: MOST };
        const times = await contestant.connection.api.ask(turn);
        contestant.times[share].push(...times);
        contestant.medians[share][round] = median(times);
      }
    });
}

function noteTimes({ times, figures, build, engine, failure }: Contestant): void {
  for (const share of SHARES) if (times[share].length > 0) figures[TIMES[share]] = median(times[share]);
  if (times[100].length > 0) figures.p99 = quantile(times[100], 0.99);
  if (engine !== 'bound' && failure === undefined) figures.build = build;
}

function noteFailure({ failure, figures, why }: Contestant): void {
  if (failure === undefined) return;
  for (const figure of Object.keys(FIGURES) as Figure[]) if (!(figure in figures)) why[figure] ??= failure;
}

/** Of every two engines, and of each engine's filters to its search without. */
function ratiosOf(contestants: readonly Contestant[]): RoundRatio[] {
  const ratios: RoundRatio[] = [];
  for (const first of contestants)
    for (const second of contestants)
      for (const share of SHARES) {
        if ((first === second) === (share === 100)) continue;
        const pairs = first.medians[share].flatMap((ms, round) => ms / (second.medians[100][round] ?? NaN));
        const known = pairs.filter((ratio) => Number.isFinite(ratio));
        if (known.length > 0)
          ratios.push({ first: first.engine, second: second.engine, share, ratio: median(known) });
      }
  return ratios;
}
