import { cdp } from 'vitest/browser';
import { expect, it } from 'vitest';
import { openTinyRag, tinyGenerator } from '../helpers/tiny-rag.ts';

const ROUNDS = 20;
/** The first rounds fill caches that stay. */
const SETTLING = 2;
const MIB = 2 ** 20;

/** The browser's debugging protocol: nothing in a page makes it collect its garbage. */
const session = cdp() as unknown as { send(method: string): Promise<Record<string, number>> };

/** Objects of the page and the contents of its buffers, in bytes, after a collection of garbage. */
async function measureScript(): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const usage = await session.send('Runtime.getHeapUsage');
  return (usage['usedSize'] ?? Number.NaN) + (usage['backingStorageSize'] ?? Number.NaN);
}

/**
 * How many more memories of WASM the page's process has addresses for. Each that a worker holds takes one of about a
 * hundred, also after the worker's end if something keeps it.
 */
async function countFreeMemories(): Promise<number> {
  const taken: WebAssembly.Memory[] = [];
  try {
    for (;;) taken.push(new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true }));
  } catch {
    // All are taken.
  }
  const count = taken.length;
  taken.length = 0;
  await session.send('HeapProfiler.collectGarbage');
  return count;
}

it(`gives all memory back after each of ${ROUNDS} times that a model is loaded and unloaded`, async () => {
  const live = new Set<Worker>();
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      live.add(this);
    }
    override terminate(): void {
      live.delete(this);
      super.terminate();
    }
  };
  await using rag = await openTinyRag({ models: [tinyGenerator], device: 'wasm' });
  const turn = async (): Promise<void> => {
    expect((await rag.loadGenerator()).modelId).toBe('tiny-generator');
    await rag.unloadGenerator();
  };
  const workers = live.size;
  for (let round = 0; round < SETTLING; round++) await turn();
  const before = { script: await measureScript(), memories: await countFreeMemories() };
  for (let round = SETTLING; round < ROUNDS; round++) await turn();
  expect(live.size).toBe(workers);
  expect((await measureScript()) - before.script).toBeLessThan(MIB);
  // A worker that was ended gives its memory back when its thread is gone.
  await expect.poll(countFreeMemories).toBeGreaterThanOrEqual(before.memories);
  const free = await countFreeMemories();
  // That a model in use is counted shows that one left behind would be.
  await rag.loadGenerator();
  expect(live.size).toBe(workers + 1);
  expect(await countFreeMemories()).toBeLessThan(free);
}, 240_000);
