import { gzipSync } from 'node:zlib';
import { MODULES } from '../../search/kernel/modules.ts';
import type { ResultRow } from './results.ts';
import { DIMS, type EngineName, type Figure, type RoundRatio, type Share } from './search-api.ts';

/** Everything of one size: rows of both kinds of data, and ratios of neighbours in time. */
export interface SizeResults {
  n: number;
  rows: ResultRow[];
  ratios: RoundRatio[];
}

interface Ratio {
  what: string;
  /** By kind of data; the worse one counts, which is the larger one where `isUpper`. */
  values(results: SizeResults): (number | null | undefined)[];
  isUpper: boolean;
  /** What is asked of it, and for which sizes. */
  target?: { limit: number; from: number; to?: number };
}

const [TEN, FIFTY, HUNDRED, MILLION] = [10_000, 50_000, 100_000, 1_000_000];

const inTurns =
  (first: EngineName, second: EngineName, share: Share = 100) =>
  ({ ratios }: SizeResults): number[] =>
    ratios
      .filter((each) => each.first === first && each.second === second && each.share === share)
      .map(({ ratio }) => ratio);

const figures =
  (engine: EngineName, ...names: Figure[]) =>
  ({ rows }: SizeResults): (number | null)[] =>
    rows.filter((row) => row.engine === engine).flatMap((row) => names.map((name) => row[name]));

/** A figure of the scan over another figure of it, or over the same one of another engine. */
const quotients =
  (above: Figure, below: Figure, other: EngineName = 'scan') =>
  ({ rows }: SizeResults): (number | null)[] =>
    rows
      .filter(({ engine }) => engine === 'scan')
      .map((row) => {
        const base = rows.find(({ engine, data }) => engine === other && data === row.data)?.[below];
        const value = row[above];
        return value === null || !base ? null : value / base;
      });

/** By name, which the size goes behind. */
export const RATIOS: Readonly<Record<string, Ratio>> = {
  scanToBound: {
    what: 'p50 of the scan over that of a SIMD sum over as many bytes, in turns',
    values: inTurns('scan', 'bound'),
    isUpper: true,
    target: { limit: 1.25, from: HUNDRED, to: HUNDRED },
  },
  plainToBound: {
    what: 'the same for the kernel without relaxed SIMD',
    values: inTurns('scan-plain', 'bound'),
    isUpper: true,
    target: { limit: 1.8, from: HUNDRED, to: HUNDRED },
  },
  voyToScan: {
    what: 'p50 of voy-search alone over that of the scan, in turns',
    values: inTurns('voy', 'scan'),
    isUpper: false,
    target: { limit: 50, from: TEN, to: HUNDRED },
  },
  naiveToScan: {
    what: 'the same of a loop over a Float32Array',
    values: inTurns('naive', 'scan'),
    isUpper: false,
    target: { limit: 8, from: TEN, to: HUNDRED },
  },
  hnswlibToScan: {
    what: 'the same of hnswlib-wasm, which does not find all: see its recall',
    values: inTurns('hnswlib', 'scan'),
    isUpper: false,
  },
  oramaToScan: {
    what: 'the same of orama',
    values: inTurns('orama', 'scan'),
    isUpper: false,
  },
  recall: {
    what: 'recall@10 of the scan, the lowest of all rows',
    values: (results) =>
      (['scan', 'scan-plain', 'scan-tuned'] as const).flatMap((engine) =>
        figures(engine, 'recall10')(results),
      ),
    isUpper: false,
    target: { limit: 0.999, from: 0, to: HUNDRED },
  },
  p99ToP50: {
    what: 'of the scan',
    values: quotients('p99', 'p50'),
    isUpper: true,
    target: { limit: 4, from: FIFTY },
  },
  filter10ToFull: {
    what: 'p50 of the scan among a tenth of the keys over that among all, in turns',
    values: inTurns('scan', 'scan', 10),
    isUpper: true,
  },
  filter1ToFull: {
    what: 'the same among a hundredth',
    values: inTurns('scan', 'scan', 1),
    isUpper: true,
    target: { limit: 0.15, from: TEN },
  },
  filterRecall: {
    what: 'recall@10 of the scan with these filters, the lower',
    values: figures('scan', 'recallFilter10', 'recallFilter1'),
    isUpper: false,
    target: { limit: 0.999, from: 0 },
  },
  appendToFullStore: {
    what: 'adding 100 vectors on disk over storing everything, both by the scan',
    values: quotients('append100', 'store'),
    isUpper: true,
    target: { limit: 1 / 20, from: HUNDRED },
  },
  coldLoadToVoy: {
    what: 'coldLoad of the scan over that of voy-search',
    values: quotients('coldLoad', 'coldLoad', 'voy'),
    isUpper: true,
    target: { limit: 1 / 8, from: TEN, to: TEN },
  },
  coldStartToVoy: {
    what: 'coldStart of the scan over that of voy-search',
    values: quotients('coldStart', 'coldStart', 'voy'),
    isUpper: true,
  },
  coldLoadToRead: {
    what: 'coldLoad of the scan over a getAll of the same bytes',
    values: quotients('coldLoad', 'coldRead'),
    isUpper: true,
  },
  diskToVoy: {
    what: 'diskBytes of the scan over those of voy-search',
    values: quotients('diskBytes', 'diskBytes', 'voy'),
    isUpper: true,
  },
  buildToVoy: {
    what: 'build of the scan over that of voy-search',
    values: quotients('build', 'build', 'voy'),
    isUpper: true,
  },
  bytesPerVector: {
    what: 'memory of the scan',
    values: figures('scan', 'bytesPerVector'),
    isUpper: true,
    target: { limit: 850, from: TEN },
  },
  boundGbPerSecond: {
    what: 'gigabytes that the sum reads in a second, which no look at every vector can beat on one thread',
    values: ({ n, rows }) =>
      rows.map(({ engine, p50 }) => (engine === 'bound' && p50 ? (n * DIMS) / p50 / 1e6 : null)),
    isUpper: false,
  },
  tunedToScan: {
    what: 'p50 of the scan with threads and a pre-filter, where they help, over that of one thread alone',
    values: inTurns('scan-tuned', 'scan'),
    isUpper: true,
  },
  productMs: {
    what: 'p50 of the scan as the product runs it (scan-tuned, if it was measured), milliseconds',
    values: (results) => {
      const tuned = figures('scan-tuned', 'p50')(results);
      return tuned.length > 0 ? tuned : figures('scan', 'p50')(results);
    },
    isUpper: true,
    target: { limit: 25, from: MILLION, to: MILLION },
  },
};

/** A ratio with what was asked of it. */
export interface Judged {
  value: number;
  what: string;
  target?: string;
  isMissed: boolean;
}

/** All ratios that can be told, by name and size: `scanToBound100k`. */
export function judge(sizes: readonly SizeResults[]): Record<string, Judged> {
  const judged: Record<string, Judged> = {};
  for (const results of sizes)
    for (const [name, { what, values, isUpper, target }] of Object.entries(RATIOS)) {
      const known = values(results).filter((value) => typeof value === 'number');
      if (known.length === 0) continue;
      const value = isUpper ? Math.max(...known) : Math.min(...known);
      const { n } = results;
      const isAsked = target && n >= target.from && n <= (target.to ?? n);
      judged[`${name}${formatSize(n)}`] = {
        value,
        what,
        ...(isAsked && { target: `${isUpper ? '≤' : '≥'} ${target.limit}` }),
        isMissed: isAsked === true && !(isUpper ? value <= target.limit : value >= target.limit),
      };
    }
  return { ...judged, ...judgeGrowth(sizes), wasmGzipBytes: judgeWasm() };
}

/** Adding to a large corpus against adding to a small one. */
function judgeGrowth(sizes: readonly SizeResults[]): Record<string, Judged> {
  const at = (n: number): number | undefined => {
    const size = sizes.find((results) => results.n === n);
    return (size && figures('scan', 'append100')(size).find((value) => value !== null)) ?? undefined;
  };
  const [small, large] = [at(TEN), at(HUNDRED)];
  if (small === undefined || large === undefined) return {};
  const what = 'append100 of the scan at 100k over that at 10k';
  const value = large / small;
  return { append100kTo10k: { value, what, target: '≤ 2', isMissed: value > 2 } };
}

/** All kernels together; a browser runs one of them. */
function judgeWasm(): Judged {
  const all = Buffer.concat(Object.values(MODULES).map((text) => Buffer.from(text, 'base64')));
  const value = gzipSync(all, { level: 9 }).length;
  const what = 'all builds of the kernels together, gzipped';
  return { value, what, target: '≤ 10240', isMissed: value > 10_240 };
}

/** Sizes as they stand behind a name: 10k, 100k, 1M. */
function formatSize(n: number): string {
  if (n % MILLION === 0) return `${n / MILLION}M`;
  return n % 1000 === 0 ? `${n / 1000}k` : String(n);
}
