import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/rpc/connect.ts';
import { spawnScanHelper } from '../../src/rpc/spawn-engines.ts';
import { KeyBitmap } from '../../src/search/key-bitmap.ts';
import { createScanIndex, type ScanIndex, type ScanOptions } from '../../src/search/scan-index.ts';
import { ScanThreads, type Wait } from '../../src/search/scan-threads.ts';
import { clustered, isotropic } from '../../src/cli/bench-search/random-vectors.ts';
import { describeVectorIndex } from '../contract/vector-index.ts';
import { oneHot } from '../contract/vectors.ts';
import type { SealedScan } from './sealed-scan-worker.ts';

const DIMS = 64;
const HELPERS = 2;
/** Threads search whatever they cost. */
const limits = { threadsFrom: 0, threadsWorth: Infinity };

/** The page may not sleep, only look again and again. */
const spin: Wait = (control, at, value, timeoutMs) => {
  const end = performance.now() + timeoutMs;
  while (Atomics.load(control, at) === value && performance.now() < end);
};

/** Threads of which the tests know how much they helped. */
class WatchedThreads extends ScanThreads {
  helped = 0;
  searches = 0;

  constructor(spawn: () => Worker) {
    // Chunks of four rows.
    super({ spawn, helpers: HELPERS, chunkBytes: 1, wait: spin });
  }

  override run(...[search, scanRows]: Parameters<ScanThreads['run']>): number[] | undefined {
    this.searches++;
    const found = super.run(search, (from, to) => {
      scanRows(from, to);
      // So long that the others wake up and take their share.
      const end = performance.now() + 0.05;
      while (performance.now() < end);
    });
    if (found?.some((count) => count > 0)) this.helped++;
    return found;
  }
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const opened: ScanThreads[] = [];
afterEach(() => opened.splice(0).forEach((threads) => threads.stop('the test is over')));

function openThreads(spawn: () => Worker = spawnScanHelper): WatchedThreads {
  const threads = new WatchedThreads(spawn);
  opened.push(threads);
  return threads;
}

function spawnFaulty(fault: string): Worker {
  const worker = new Worker(new URL('./faulty-scan-helper.ts', import.meta.url), { type: 'module' });
  worker.postMessage(fault);
  return worker;
}

/** An index that threads search from its first vector on. */
function createThreaded(threads: ScanThreads, dims: number, options?: ScanOptions): Promise<ScanIndex> {
  return prepare(createScanIndex(dims, { limits, ...options, threads }));
}

async function prepare(index: ScanIndex): Promise<ScanIndex> {
  index.add([0], oneHot(index.dims, 0));
  await index.tune();
  index.remove([0]);
  return index;
}

/** Threads and none must find the same, to the last bit. */
function expectSame(one: ScanIndex, other: ScanIndex, count: number): void {
  const queries = clustered(12, DIMS, 99);
  const some = KeyBitmap.of(range(count).filter((key) => key % 7 === 3));
  for (let at = 0; at < queries.length; at += DIMS) {
    const query = queries.subarray(at, at + DIMS);
    for (const filter of [undefined, some, (key: number): boolean => key % 5 === 0])
      expect(one.search(query, 30, filter)).toEqual(other.search(query, 30, filter));
    expect(one.search(query, 600)).toEqual(other.search(query, 600));
  }
}

describe('scan with threads', () => {
  it.each(['cosine', 'dot'] as const)('finds bit by bit what one thread finds (%s)', async (metric) => {
    const threads = openThreads();
    const one = await createThreaded(threads, DIMS, { metric });
    const other = createScanIndex(DIMS, { metric });
    const vectors = clustered(3000, DIMS, 1).map((x, i) => x * 3 ** (Math.floor(i / DIMS) % 5));
    for (const index of [one, other]) {
      index.add(range(3000), vectors);
      index.remove(range(3000).filter((key) => key % 11 === 0));
    }
    // A busy machine may wake the helpers too late for some of the searches.
    for (let round = 0; round === 0 || (threads.helped === 0 && round < 50); round++)
      expectSame(one, other, 3000);
    expect(threads.helped).toBeGreaterThan(0);
    expect(threads.stopped).toBeUndefined();
    expect(one.engine).toMatchObject({ kind: 'scan', kernel: 'relaxed', threads: HELPERS + 1 });
    expect(other.engine).toMatchObject({ threads: 1 });
  });

  it('goes on alone after everything was cleared, and with threads when it is tuned again', async () => {
    const threads = openThreads();
    const index = await createThreaded(threads, DIMS);
    index.clear();
    index.add(range(100), isotropic(100, DIMS, 1));
    expect(index.engine.threads).toBe(1);
    const before = index.search(oneHot(DIMS, 3), 10);
    await index.tune();
    expect(index.engine.threads).toBe(HELPERS + 1);
    expect(index.search(oneHot(DIMS, 3), 10)).toEqual(before);
  });

  it('serves the index that was tuned last, and the other one searches alone', async () => {
    const threads = openThreads();
    const [first, second] = [await createThreaded(threads, DIMS), await createThreaded(threads, DIMS)];
    expect([first.engine.threads, second.engine.threads]).toEqual([1, HELPERS + 1]);
    for (const index of [first, second]) index.add(range(500), clustered(500, DIMS, 3));
    expectSame(first, second, 500);
  });

  it('does without where it is not faster, or the index is small', async () => {
    const threads = openThreads();
    const slow = createScanIndex(DIMS, { threads, limits: { threadsFrom: 0, threadsWorth: 0 } });
    const small = createScanIndex(DIMS, { threads, limits: { threadsFrom: 1000 } });
    for (const index of [slow, small]) {
      index.add(range(500), isotropic(500, DIMS, 1));
      await index.tune();
      expect(index.engine.threads).toBe(1);
    }
  });
});

describe('threads that fail', () => {
  const faults = [
    ['broken', 'a thread failed'],
    ['silent', 'a thread did not answer'],
    ['dying', 'a thread ended'],
  ] as const;

  it.each(faults)('%s: the search is right, and the last with threads', async (fault, reason) => {
    const threads = openThreads(() => spawnFaulty(fault));
    const one = await createThreaded(threads, DIMS);
    const other = createScanIndex(DIMS);
    for (const index of [one, other]) index.add(range(400), clustered(400, DIMS, 1));
    const query = clustered(1, DIMS, 5);
    const wanted = other.search(query, 30);
    // A thread wakes up when the machine has time for it, and one that ends says so when the page comes to listen.
    await expect
      .poll(() => (expect(one.search(query, 30)).toEqual(wanted), threads.stopped ?? ''), { timeout: 20_000 })
      .toContain(reason);
    expect(one.engine.threads).toBe(1);
    expectSame(one, other, 400);
  });

  it('that never start leave the search to one', async () => {
    const threads = openThreads(() => spawnFaulty('unborn'));
    const index = await createThreaded(threads, DIMS);
    index.add(range(100), isotropic(100, DIMS, 1));
    expect(index.engine.threads).toBe(1);
    expect(threads.stopped).toContain('never there');
    expect(index.search(oneHot(DIMS, 0), 100)).toHaveLength(100);
  });
});

it('has threads under the policy of the app, in a worker that sleeps while it waits', async () => {
  const url = new URL('./sealed-scan-worker.ts', import.meta.url);
  const worker = connect<SealedScan>(new Worker(url, { type: 'module' }), 'scan');
  const { engine, differing, helped } = await worker.api.compare();
  worker.terminate();
  expect(engine.threads).toBe(3);
  expect(differing).toBe(0);
  expect(helped).toBeGreaterThan(0);
});

// Last, as hundreds of memories that threads share leave few addresses for others.
/** The contract has so many indexes of these dims at once. */
const AT_ONCE = 3;
const AT_ONCE_DIMS = 8;

describe.each(['relaxed', 'simd'] as const)('the contract, %s kernel', (kernel) => {
  const threads = new WatchedThreads(spawnScanHelper);
  const indexes = new Map<number, ScanIndex[]>();
  // Hundreds of memories that threads share would take all addresses that a page has: some of each dims take turns.
  const create = async (dims: number): Promise<ScanIndex> => {
    const known = indexes.get(dims) ?? [];
    indexes.set(dims, known);
    if (known.length < (dims === AT_ONCE_DIMS ? AT_ONCE : 1))
      known.push(await createThreaded(threads, dims, { kernel }));
    else {
      const oldest = known.shift();
      oldest?.clear();
      if (oldest) known.push(await prepare(oldest));
    }
    return known.at(-1) ?? createThreaded(threads, dims, { kernel });
  };
  describeVectorIndex('scan with threads', create, { tolerance: 1e-4 });
  it('had help in that', () => {
    expect(threads.searches).toBeGreaterThan(200);
    // How often they come in time is the machine's affair.
    expect(threads.helped).toBeGreaterThan(0);
  });
  afterAll(() => {
    threads.stop('the tests are over');
    indexes.clear();
  });
});
