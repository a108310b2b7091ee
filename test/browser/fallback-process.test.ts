import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EnvironmentError, NetworkError, WorkerError } from '../../src/errors.ts';
import type { Device, EmbedderApi, EmbedderInfo } from '../../src/inference/embedder.ts';
import {
  spawnRerankerWithFallback,
  spawnWithFallback,
  type EmbedderProcess,
} from '../../src/inference/fallback-process.ts';
import type { RerankerApi } from '../../src/inference/reranker.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import type { Progress } from '../../src/types.ts';

type Load = (device: Device | 'auto', report: (progress: Progress) => void) => Promise<EmbedderInfo>;

const INFO = { device: 'wasm', refused: [] } as unknown as EmbedderInfo;
const LOAD_STEP = { step: 'load', done: 0, total: 1, unit: 'bytes' } as const;
const NO_EMBED: EmbedderApi['embed'] = () => Promise.resolve(new Float32Array());

/** Stands in for a worker: what `connect` gives, with calls that reject when it is terminated. */
class FakeProcess implements EmbedderProcess {
  readonly #death = Promise.withResolvers<WorkerError>();
  readonly died = this.#death.promise;
  readonly devices: string[] = [];
  readonly api: EmbedderApi;
  reason: WorkerError | undefined;

  constructor(load: Load, embed: EmbedderApi['embed'] = NO_EMBED) {
    const untilDeath = <T>(call: Promise<T>): Promise<T> =>
      Promise.race([call, this.died.then((reason) => Promise.reject(reason))]);
    this.api = {
      load: (_manifest, _base, device, _signal, onProgress) => {
        this.devices.push(device);
        return untilDeath(load(device, onProgress ?? (() => undefined)));
      },
      embed: (...call) => untilDeath(embed(...call)),
      dispose: () => Promise.resolve(),
    };
  }

  terminate(reason: WorkerError = new WorkerError('crashed', 'ended')): void {
    this.reason ??= reason;
    this.#death.resolve(this.reason);
  }
}

function start(...fakes: FakeProcess[]): EmbedderProcess {
  const queue = [...fakes];
  return spawnWithFallback(() => {
    const next = queue.shift();
    if (!next) throw new Error('one worker too many was started');
    return next;
  });
}

const load = (process: EmbedderProcess, device: Device | 'auto' = 'auto'): Promise<EmbedderInfo> =>
  process.api.load(builtInEmbedder, '/', device);

const works: Load = () => Promise.resolve(INFO);
const failsSelfTest: Load = () =>
  Promise.reject(
    new EnvironmentError('self_test_failed', 'wrong numbers', {
      details: { feature: 'webgpu', actual: 'cosine 0.3' },
    }),
  );
/** Says that it begins on this device, and is never heard of again. */
const hangsOn =
  (device: Device): Load =>
  (_device, report) => {
    report({ ...LOAD_STEP, subject: device });
    return Promise.withResolvers<EmbedderInfo>().promise;
  };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('spawnWithFallback', () => {
  it('ends a worker whose GPU fails, loads on WASM in a new one, and says why', async () => {
    const [gpu, wasm] = [new FakeProcess(failsSelfTest), new FakeProcess(works)];
    const info = await load(start(gpu, wasm));
    expect(info.refused).toEqual([{ device: 'webgpu', reason: 'self_test_failed: cosine 0.3' }]);
    expect(gpu.reason).toBeDefined();
    expect(wasm.devices).toEqual(['wasm']);
    expect(wasm.reason).toBeUndefined();
  });

  it('does the same with a GPU that hangs', async () => {
    const [gpu, wasm] = [new FakeProcess(hangsOn('webgpu')), new FakeProcess(works)];
    const loading = load(start(gpu, wasm));
    await vi.advanceTimersByTimeAsync(119_000);
    expect(gpu.reason).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2000);
    expect(gpu.reason).toMatchObject({ code: 'timeout', details: { feature: 'webgpu' } });
    expect((await loading).refused).toMatchObject([{ reason: expect.stringContaining('timeout') as string }]);
  });

  it('gives up on WASM that hangs', async () => {
    const loading = load(start(new FakeProcess(hangsOn('wasm'))));
    const failure = loading.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(await failure).toMatchObject({ code: 'timeout', details: { feature: 'wasm' } });
  });

  it('gives a slow download all the time it needs', async () => {
    const { promise, resolve } = Promise.withResolvers<EmbedderInfo>();
    const slow = new FakeProcess(() => promise);
    const loading = load(start(slow));
    await vi.advanceTimersByTimeAsync(3_600_000);
    resolve(INFO);
    expect(await loading).toEqual(INFO);
    expect(slow.reason).toBeUndefined();
  });

  it('does not fall back from a forced GPU, or for a failure that is not the GPU’s', async () => {
    await expect(load(start(new FakeProcess(failsSelfTest)), 'webgpu')).rejects.toMatchObject({
      code: 'self_test_failed',
    });
    const offline: Load = () => Promise.reject(new NetworkError('offline', 'no network'));
    await expect(load(start(new FakeProcess(offline)))).rejects.toMatchObject({ code: 'offline' });
  });

  it('dies when its worker dies, not when one gave way to another', async () => {
    const [gpu, wasm] = [new FakeProcess(failsSelfTest), new FakeProcess(works)];
    const process = start(gpu, wasm);
    const died = vi.fn<(reason: WorkerError) => void>();
    void process.died.then(died);
    await load(process);
    await vi.advanceTimersByTimeAsync(0);
    expect(died).not.toHaveBeenCalled();
    const crash = new WorkerError('crashed', 'gone');
    wasm.terminate(crash);
    await vi.advanceTimersByTimeAsync(0);
    expect(died).toHaveBeenCalledWith(crash);
  });

  it('dies of a lost GPU, so that its owner starts over', async () => {
    const loss = new WorkerError('device_lost', 'the GPU is gone');
    const fake = new FakeProcess(works, () => Promise.reject(loss));
    const process = start(fake);
    await load(process);
    await expect(process.api.embed(['a'], 'query')).rejects.toBe(loss);
    await expect(process.died).resolves.toBe(loss);
  });
});

describe('spawnRerankerWithFallback', () => {
  it('falls back as that of an embedder does, and dies of a lost GPU', async () => {
    const loss = new WorkerError('device_lost', 'the GPU is gone');
    const scores = Float32Array.of(1);
    const queue = [new FakeProcess(failsSelfTest), new FakeProcess(works)];
    const replies = [Promise.resolve(scores), Promise.reject(loss)];
    const process = spawnRerankerWithFallback(() => {
      const fake = queue.shift();
      if (!fake) throw new Error('one worker too many was started');
      const score: RerankerApi['score'] = () => replies.shift() ?? Promise.resolve(scores);
      const { load: start, dispose } = fake.api;
      return {
        api: { load: start, dispose, score },
        died: fake.died,
        terminate: (reason) => fake.terminate(reason),
      };
    });
    const info = await process.api.load(builtInEmbedder, '/', 'auto');
    expect(info.refused).toMatchObject([{ device: 'webgpu' }]);
    expect(await process.api.score('question', ['passage'])).toBe(scores);
    await expect(process.api.score('question', ['passage'])).rejects.toBe(loss);
    await expect(process.died).resolves.toBe(loss);
  });
});
