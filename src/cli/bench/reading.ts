import type { ReadRequest } from './bench-api.ts';
import type { BenchPlan } from './bench-plan.ts';
import type { ReadingResult } from './bench-report.ts';
import type { BenchSession } from './bench-session.ts';
import { alternate, median, type Taken } from './pairs.ts';
import type { ReadTimes } from './read-worker.ts';
import { peakRendererMib } from './renderer-process.ts';

const GIB = 1024 ** 3;

type Pattern = BenchPlan['read']['patterns'][number];

/** Lets a worker collect garbage. */
const TIDY_FLAGS = ['--js-flags=--expose-gc'];

/**
 * Reads a made-up model with and without verification, each time in a fresh browser, in turns: for the time as it comes,
 * for the memory with the garbage of both collected.
 */
export async function measureReading(
  session: BenchSession,
  pattern: Pattern,
  rounds: number,
): Promise<ReadingResult> {
  const verified: ReadTimes[] = [];
  const plain: ReadTimes[] = [];
  const timeOnce = async (isVerified: boolean): Promise<Taken> => {
    const times = await readOnce(session, pattern, isVerified);
    (isVerified ? verified : plain).push(times);
    return { ms: times.totalMs };
  };
  const times = await alternate(
    rounds,
    () => timeOnce(true),
    () => timeOnce(false),
  );
  const gib = (verified[0]?.bytes ?? 0) / GIB;
  const extraMs = times.map(({ first, second }) => first.ms - second.ms);
  return {
    layout: pattern.layout,
    gib,
    rounds,
    verifiedSeconds: medianSeconds(verified),
    plainSeconds: medianSeconds(plain),
    hashSecondsPerGiB: median(verified.map(({ hashMs }) => hashMs)) / 1000 / gib,
    extraSecondsPerGiB: median(extraMs) / 1000 / gib,
    ...(await measureMemory(session, pattern, rounds)),
  };
}

function readOnce(session: BenchSession, pattern: Pattern, isVerified: boolean): Promise<ReadTimes> {
  const request = requestOf(pattern, isVerified, false);
  return session.run((page) => page.evaluate((asked) => globalThis.bench.read(asked), request));
}

async function measureMemory(
  session: BenchSession,
  pattern: Pattern,
  rounds: number,
): Promise<Pick<ReadingResult, 'verifiedPeakMiB' | 'plainPeakMiB' | 'extraMiB'>> {
  const verified: number[] = [];
  const plain: number[] = [];
  for (let read = 0; read < 2 * rounds; read++) {
    const isVerified = read % 2 === 0;
    const peak = await session.run(async (page, browser) => {
      await page.evaluate((asked) => globalThis.bench.read(asked), requestOf(pattern, isVerified, true));
      return peakRendererMib(browser);
    }, TIDY_FLAGS);
    if (peak === undefined) return {};
    (isVerified ? verified : plain).push(peak);
  }
  const verifiedPeakMiB = median(verified);
  const plainPeakMiB = median(plain);
  return { verifiedPeakMiB, plainPeakMiB, extraMiB: verifiedPeakMiB - plainPeakMiB };
}

function requestOf({ model, filesAtATime }: Pattern, isVerified: boolean, isTidy: boolean): ReadRequest {
  return { manifest: model.manifest, isVerified, filesAtATime, isTidy };
}

function medianSeconds(reads: readonly ReadTimes[]): number {
  return median(reads.map(({ totalMs }) => totalMs)) / 1000;
}
