import { median } from '../bench/pairs.ts';

/** Searches with an engine. */
export type Ask = (query: Float32Array) => unknown;
/** Milliseconds of two engines for the same, one right after the other. */
export type Pair = readonly [first: number, second: number];

export function milliseconds(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Time of each query, in turns of two engines: first, second, second, first. */
export function alternate(queries: readonly Float32Array[], rounds: number, first: Ask, second: Ask): Pair[] {
  const pairs: Pair[] = [];
  // What is compiled or comes into the caches on the way is not counted.
  for (const query of queries) [first, second].forEach((ask) => ask(query));
  for (let round = 0; round < rounds; round++)
    for (const query of queries) {
      const begin = milliseconds(() => first(query));
      const middle = [milliseconds(() => second(query)), milliseconds(() => second(query))] as const;
      pairs.push([begin, middle[0]], [milliseconds(() => first(query)), middle[1]]);
    }
  return pairs;
}

export function firstsOf(pairs: readonly Pair[]): number[] {
  return pairs.map(([first]) => first);
}

export function secondsOf(pairs: readonly Pair[]): number[] {
  return pairs.map(([, second]) => second);
}

/** Median of first ÷ second. */
export function ratioOf(pairs: readonly Pair[]): number {
  return median(pairs.map(([first, second]) => first / second));
}
