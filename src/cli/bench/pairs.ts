/** What two ways of doing the same work took in one round, each done twice in the order first, second, second, first. */
export interface Round {
  firstMs: number;
  secondMs: number;
}

/** The first way against the second, over some rounds. */
export interface Comparison {
  /** Median over the rounds of first ÷ second. */
  ratio: number;
  /** Quartiles of the same: half of the rounds lie between them. */
  low: number;
  high: number;
  /** Fastest first ÷ fastest second: what is left when a busy machine disturbs most rounds. */
  ratioOfBest: number;
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
 * @param first Does the work once; resolves with the milliseconds that count.
 */
export async function alternate(
  rounds: number,
  first: () => Promise<number>,
  second: () => Promise<number>,
): Promise<Round[]> {
  const done: Round[] = [];
  while (done.length < rounds) {
    const begin = await first();
    const middle = (await second()) + (await second());
    done.push({ firstMs: (begin + (await first())) / 2, secondMs: middle / 2 });
  }
  return done;
}

/** What rounds of `alternate` say. */
export function compare(rounds: readonly Round[]): Comparison {
  const ratios = rounds.map(({ firstMs, secondMs }) => firstMs / secondMs);
  const firsts = rounds.map(({ firstMs }) => firstMs);
  const seconds = rounds.map(({ secondMs }) => secondMs);
  return {
    ratio: median(ratios),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    ratioOfBest: Math.min(...firsts) / Math.min(...seconds),
    firstMs: median(firsts),
    secondMs: median(seconds),
    rounds: rounds.length,
  };
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
