import '../../security/trusted-types.ts';
import { serve } from '../../rpc/serve.ts';
import { chooseKernel } from '../../search/choose-kernel.ts';
import { KeyBitmap } from '../../search/key-bitmap.ts';
import { median, quantile } from '../bench/pairs.ts';
import { describe, K, prepare, type Filled, type Prepared } from './filled-indexes.ts';
import type { EngineFigures, SearchBenchApi, SearchRequest, SearchResult } from './search-api.ts';
import { alternate, firstsOf, ratioOf, secondsOf, type Ask, type Pair } from './turns.ts';

/** Reads as many bytes as the scan does, by a sum over them. */
function openBound(request: SearchRequest): Ask {
  const bytes = Uint8Array.from(atob(request.bound), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, sum } = exports as unknown as {
    memory: WebAssembly.Memory;
    sum(from: number, length: number): number;
  };
  const length = Math.ceil((request.n * request.dims) / 64) * 64;
  memory.grow(Math.ceil(length / 65_536));
  // Memory that was never written to is one page of zeros again and again.
  new Uint8Array(memory.buffer).fill(3);
  return () => sum(0, length);
}

function figuresOf(engine: EngineFigures['engine'], times: readonly number[]): EngineFigures {
  return { engine, p50: median(times), p99: quantile(times, 0.99) };
}

/** Every so-manieth key, in no order that rows have. */
function sample(n: number, share: number): KeyBitmap {
  const count = Math.round(n * share);
  return KeyBitmap.of(Array.from({ length: count }, (_, i) => (i * 7919 * Math.round(1 / share) + i) % n));
}

/** Searches of neighbours in time. */
interface Pairs {
  scanAndBound: Pair[];
  plainAndBound: Pair[];
  exactAndScan?: Pair[];
  tenthAndAll: Pair[];
  hundredthAndAll: Pair[];
}

function takeTimes({ scan, plain, exact, queries }: Prepared, request: SearchRequest): Pairs {
  const bound = openBound(request);
  const askOf =
    ({ index }: Filled, filter?: KeyBitmap): Ask =>
    (query) =>
      index.search(query, K, filter);
  const pair = (first: Ask, second: Ask): Pair[] => alternate(queries, request.rounds, first, second);
  return {
    scanAndBound: pair(askOf(scan), bound),
    plainAndBound: pair(askOf(plain), bound),
    ...(exact && { exactAndScan: pair(askOf(exact), askOf(scan)) }),
    tenthAndAll: pair(askOf(scan, sample(request.n, 0.1)), askOf(scan)),
    hundredthAndAll: pair(askOf(scan, sample(request.n, 0.01)), askOf(scan)),
  };
}

function measure(request: SearchRequest): SearchResult {
  const chosen = chooseKernel();
  const prepared = prepare(request, chosen);
  const { scan, plain, exact } = prepared;
  const { scanAndBound, plainAndBound, exactAndScan, tenthAndAll, hundredthAndAll } = takeTimes(
    prepared,
    request,
  );
  const timed = figuresOf(`scan-${chosen}`, firstsOf(scanAndBound));
  const filters = { filter10: median(firstsOf(tenthAndAll)), filter1: median(firstsOf(hundredthAndAll)) };
  const byExact = exact && exactAndScan;
  return {
    chosen,
    engines: [
      { ...timed, ...describe(scan, prepared), ...filters },
      { ...figuresOf('scan-simd', firstsOf(plainAndBound)), ...describe(plain, prepared) },
      ...(byExact ? [{ ...figuresOf('exact-f32', firstsOf(byExact)), ...describe(exact, prepared) }] : []),
      figuresOf('bound-int8', secondsOf(scanAndBound)),
    ],
    ratios: {
      scanVsBound: ratioOf(scanAndBound),
      plainVsBound: ratioOf(plainAndBound),
      ...(byExact && { scanVsExact: ratioOf(byExact), buildVsExact: scan.build / exact.build }),
      filter10: ratioOf(tenthAndAll),
      filter1: ratioOf(hundredthAndAll),
      p99VsP50: timed.p99 / timed.p50,
    },
  };
}

const api: SearchBenchApi = { measure: (request) => Promise.resolve(measure(request)) };

serve(api);
