/** Numbers of a vector that have a pattern in common, and patterns that there are for them: what four bits tell. */
export const GROUP = 4;
export const PATTERNS = 16;
/** Floats of a group in the book: see `kernel/assembly/codes.ts`. */
export const BOOK_FLOATS: number = (GROUP + 1) * PATTERNS;
/** Rounds of Lloyd's algorithm, after which patterns hardly move. */
const ROUNDS = 6;

/** Groups of a vector: an even number, the last filled up with zeros. */
export function groupsOf(dims: number): number {
  return 2 * Math.ceil(dims / (2 * GROUP));
}

/**
 * Finds for each group of four numbers the 16 patterns that tell a sample of vectors best: k-means by Lloyd's algorithm.
 * Yields after each group.
 *
 * @param sample 16 vectors or more.
 */
export function* trainBook(sample: readonly Float32Array[], dims: number): Generator<void, Float32Array> {
  const groups = groupsOf(dims);
  const book = new Float32Array(groups * BOOK_FLOATS);
  for (let group = 0; group < groups; group++) {
    const points = new Float32Array(sample.length * GROUP);
    sample.forEach((vector, i) => points.set(vector.subarray(group * GROUP, (group + 1) * GROUP), i * GROUP));
    const patterns = findPatterns(points);
    const base = group * BOOK_FLOATS;
    for (let pattern = 0; pattern < PATTERNS; pattern++) {
      let square = 0;
      for (let i = 0; i < GROUP; i++) {
        const x = patterns[pattern * GROUP + i] ?? 0;
        book[base + i * PATTERNS + pattern] = x;
        square += x * x;
      }
      book[base + GROUP * PATTERNS + pattern] = square / 2;
    }
    yield;
  }
  return book;
}

function findPatterns(points: Float32Array): Float32Array {
  const patterns = firstPatterns(points);
  for (let round = 0; round < ROUNDS; round++) {
    const sums = new Float64Array(PATTERNS * (GROUP + 1));
    for (let at = 0; at < points.length; at += GROUP) addToNearest(points, at, patterns, sums);
    for (let pattern = 0; pattern < PATTERNS; pattern++) {
      const size = sums[pattern * (GROUP + 1) + GROUP] ?? 0;
      // A pattern of nothing stays where it is.
      for (let i = 0; i < GROUP && size > 0; i++)
        patterns[pattern * GROUP + i] = (sums[pattern * (GROUP + 1) + i] ?? 0) / size;
    }
  }
  return patterns;
}

/** Points that are spread evenly and differ, as far as there are: of a text that comes again and again, one pattern is enough. */
function firstPatterns(points: Float32Array): Float32Array {
  const patterns = new Float32Array(PATTERNS * GROUP);
  const chosen = new Set<string>();
  const step = GROUP * Math.floor(points.length / GROUP / PATTERNS);
  for (let pattern = 0; pattern < PATTERNS; pattern++) {
    const end = (pattern + 1) * step;
    let at = pattern * step;
    const name = (): string => points.subarray(at, at + GROUP).join();
    while (chosen.has(name()) && at + GROUP < end) at += GROUP;
    chosen.add(name());
    patterns.set(points.subarray(at, at + GROUP), pattern * GROUP);
  }
  return patterns;
}

/** Adds a point to the sums (and the count) of its nearest pattern. */
function addToNearest(points: Float32Array, at: number, patterns: Float32Array, sums: Float64Array): void {
  const a = points[at] as number;
  const b = points[at + 1] as number;
  const c = points[at + 2] as number;
  const d = points[at + 3] as number;
  let nearest = 0;
  let least = Infinity;
  for (let pattern = 0; pattern < PATTERNS * GROUP; pattern += GROUP) {
    const w = a - (patterns[pattern] as number);
    const x = b - (patterns[pattern + 1] as number);
    const y = c - (patterns[pattern + 2] as number);
    const z = d - (patterns[pattern + 3] as number);
    const distance = w * w + x * x + y * y + z * z;
    if (distance >= least) continue;
    least = distance;
    nearest = pattern;
  }
  const target = (nearest / GROUP) * (GROUP + 1);
  sums[target] = (sums[target] as number) + a;
  sums[target + 1] = (sums[target + 1] as number) + b;
  sums[target + 2] = (sums[target + 2] as number) + c;
  sums[target + 3] = (sums[target + 3] as number) + d;
  sums[target + 4] = (sums[target + 4] as number) + 1;
}
