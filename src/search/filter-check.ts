import { medianOf, pause } from './pacing.ts';
import type { ScanRows } from './scan-rows.ts';
import type { PreFilterState, VectorHit } from './vector-index.ts';

/** Shares of the rows that are looked at closely: the first that finds enough is taken. */
const SHARES = [0.005, 0.01, 0.02, 0.04, 0.08];
/** Hits that are compared: what a question asks for. */
const HITS = 100;
const FIRST = 10;
/** Of the ten nearest, more than the 0.99 that is wanted, as a sample may flatter; and of all, which only add to those. */
const REQUIRED = { first: 0.995, all: 0.98 } as const;
/** How much of another vector comes into a stored one. */
const BLUR = 0.5;
/** Stored vectors that are asked for. */
const STORED = 32;

/** What is compared. */
export interface Comparison {
  queries: readonly Float32Array[];
  /** Searches all rows. */
  all(query: Float32Array, k: number): VectorHit[];
  /** Searches a share of them. */
  some(query: Float32Array, k: number, share: number): VectorHit[];
  /** Share of the time that `some` may take. */
  worth: number;
  /** Whether the outcome is of no use any more. */
  isGone(): boolean;
}

/** What one query found in all rows. */
interface Trial {
  query: Float32Array;
  /** Best first. */
  scores: readonly number[];
  ms: number;
}

/** Finds the least share of rows that has to be looked at to find nearly all that is in all rows. Pauses between searches. */
export async function checkFilter(compared: Comparison): Promise<{ share: number; state: PreFilterState }> {
  const trials: Trial[] = [];
  for (const query of compared.queries) {
    await pause();
    if (compared.isGone()) break;
    const { result, ms } = time(() => compared.all(query, HITS));
    trials.push({ query, ms, scores: scoresOf(result) });
  }
  let state: PreFilterState = { isUsed: false, reason: 'there was nothing to try it on' };
  for (const share of SHARES) {
    const found = await tryShare(compared, trials, share);
    if (!found) break;
    const measured = { recall: found.first, share };
    state = { isUsed: false, ...measured, reason: 'it misses too much' };
    if (found.ratio > compared.worth)
      state = { isUsed: false, ...measured, reason: `it takes ${found.ratio.toFixed(2)} of the time` };
    else if (found.first >= REQUIRED.first && found.all >= REQUIRED.all)
      return { share, state: { isUsed: true, ...measured } };
    else continue;
    break;
  }
  return { share: 0, state };
}

/** Shares of what was found, and of the time. Undefined when that is of no use any more. */
async function tryShare(
  { some, isGone }: Comparison,
  trials: readonly Trial[],
  share: number,
): Promise<{ first: number; all: number; ratio: number } | undefined> {
  const sums = { first: 0, firstFound: 0, all: 0, allFound: 0 };
  const ratios: number[] = [];
  for (const { query, scores, ms } of trials) {
    await pause();
    if (isGone()) return undefined;
    const { result, ms: ownMs } = time(() => some(query, HITS, share));
    const own = scoresOf(result);
    sums.first += Math.min(FIRST, scores.length);
    sums.firstFound += countFound(own, scores.slice(0, FIRST));
    sums.all += scores.length;
    sums.allFound += countFound(own, scores);
    ratios.push(ownMs / ms);
  }
  return {
    first: sums.firstFound / sums.first,
    all: sums.allFound / sums.all,
    ratio: medianOf(ratios),
  };
}

/** Stored vectors, and some mixed with another one: what somebody might ask for. */
export function sampleQueries(rows: ScanRows, size: number): Float32Array[] {
  const read = (place: number): Float32Array => rows.read(Math.floor(place * size));
  return Array.from({ length: STORED }, (_, i) => {
    const vector = read((i + 0.5) / STORED);
    if (i % 2 === 0) return vector;
    const other = read(((i * 7) % STORED) / STORED);
    return vector.map((x, at) => x + BLUR * (other[at] ?? 0));
  });
}

function scoresOf(hits: readonly VectorHit[]): number[] {
  return hits.map(({ score }) => score).toSorted((a, b) => b - a);
}

/** How many of the best were found; of equals one is as good as another. */
function countFound(own: readonly number[], best: readonly number[]): number {
  const least = best.at(-1) ?? Infinity;
  return Math.min(best.length, own.filter((score) => score >= least).length);
}

function time<T>(work: () => T): { result: T; ms: number } {
  const start = performance.now();
  const result = work();
  return { result, ms: performance.now() - start };
}
