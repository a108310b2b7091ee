/** What a piece of work took. */
export interface Taken {
  ms: number;
  /** Time on a core, of all threads together; absent where the system does not tell. */
  cpuMs?: number;
}

/** What two ways of doing the same work took in one round, each done twice in the order first, second, second, first. */
export interface Round {
  first: Taken;
  second: Taken;
}

/** The first way against the second, over some rounds. */
export interface Comparison {
  /** Median over the rounds of first ÷ second. */
  ratio: number;
  /** Quartiles of the same: half of the rounds lie between them. */
  low: number;
  high: number;
  /**
   * The same ratio by time on a core, all rounds together: waiting for a core that another program has is not in it, but
   * neither is waiting for anything else. Absent where the system does not tell.
   */
  cpuRatio?: number;
  /** Medians over the rounds, milliseconds for the work done once. */
  firstMs: number;
  secondMs: number;
  rounds: number;
}

/**
 * The value below which `share` of the values lie, between neighbours in proportion (as in R's default, type 7).
 *
 * @throws {RangeError} There are no values.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError('A quantile needs a value.');
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * Runs both ways in turns, as first, second, second, first: a machine that slows down or speeds up steadily does the
 * same to both.
 *
 * @param first Does the work once; resolves with what it took.
 */
export async function alternate(
  rounds: number,
  first: () => Promise<Taken>,
  second: () => Promise<Taken>,
): Promise<Round[]> {
  const done: Round[] = [];
  while (done.length < rounds) {
    const begin = await first();
    const middle = meanOf(await second(), await second());
    done.push({ first: meanOf(begin, await first()), second: middle });
  }
  return done;
}

function meanOf(a: Taken, b: Taken): Taken {
  const ms = (a.ms + b.ms) / 2;
  return a.cpuMs === undefined || b.cpuMs === undefined ? { ms } : { ms, cpuMs: (a.cpuMs + b.cpuMs) / 2 };
}

/** What rounds of `alternate` say. */
export function compare(rounds: readonly Round[]): Comparison {
  const ratios = rounds.map(({ first, second }) => first.ms / second.ms);
  const cpuRatio = sumCpu(rounds.map(({ first }) => first)) / sumCpu(rounds.map(({ second }) => second));
  return {
    ratio: median(ratios),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    ...(Number.isFinite(cpuRatio) && { cpuRatio }),
    firstMs: median(rounds.map(({ first }) => first.ms)),
    secondMs: median(rounds.map(({ second }) => second.ms)),
    rounds: rounds.length,
  };
}

/** NaN when one of them does not tell. */
function sumCpu(taken: readonly Taken[]): number {
  return taken.reduce((sum, { cpuMs = Number.NaN }) => sum + cpuMs, 0);
}

/** How much time at least one of these spans covers; `[begin, end]`, in any order. */
export function coveredMs(spans: readonly (readonly [begin: number, end: number])[]): number {
  let covered = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const [begin, end] of spans.toSorted(([a], [b]) => a - b)) {
    covered += Math.max(0, end - Math.max(begin, reached));
    reached = Math.max(reached, end);
  }
  return covered;
}
