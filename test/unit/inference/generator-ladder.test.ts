import { describe, expect, it } from 'vitest';
import { EnvironmentError, IntegrityError, NetworkError, WorkerError } from '../../../src/errors.ts';
import { openBrowserModel } from '../../../src/inference/browser-model/browser-model.ts';
import type { Capability } from '../../../src/inference/ladder/capability.ts';
import { GeneratorLadder, type LadderOptions } from '../../../src/inference/ladder/generator-ladder.ts';
import type { GeneratorEvent } from '../../../src/inference/generator.ts';
import { builtInGenerators } from '../../../src/models/built-in.ts';
import { retrievalOf } from '../../contract/generator.ts';
import { FakePromptApi } from '../../helpers/fake-prompt-api.ts';
import { fakeChatProcess, type FakeChat, type FakeProcess } from '../../helpers/fake-chat-process.ts';

const CAPABILITY: Capability = {
  gpu: {
    name: 'acme one',
    isSoftware: false,
    features: new Set(['shader-f16']),
    maxBufferBytes: 2 ** 30,
    readRate: 200,
  },
  readRate: 5,
  memoryBytes: 8 * 2 ** 30,
  isMemoryKnown: true,
  isolated: true,
};

const ANSWER = ['The rent is due ', 'on the third working day.'];

interface Setup {
  ladder: GeneratorLadder;
  spawned: FakeProcess[];
}

/** A ladder whose workers behave as listed, one after the other; the last one is repeated. */
function setUp(behaviours: FakeChat[], options: Partial<LadderOptions> = {}): Setup {
  const spawned: FakeProcess[] = [];
  const ladder = new GeneratorLadder({
    models: builtInGenerators,
    assetBase: 'https://app.test/',
    capability: () => Promise.resolve(CAPABILITY),
    spawn: () => {
      const process = fakeChatProcess(behaviours[Math.min(spawned.length, behaviours.length - 1)] ?? {});
      spawned.push(process);
      return process;
    },
    ...options,
  });
  return { ladder, spawned };
}

async function write(ladder: GeneratorLadder): Promise<GeneratorEvent[]> {
  const events: GeneratorEvent[] = [];
  for await (const event of ladder.generate({ retrieval: retrievalOf() })) events.push(event);
  return events;
}

const textOf = (events: GeneratorEvent[]): string =>
  events.map((event) => (event.type === 'token' ? event.text : '')).join('');

const lost = (): WorkerError =>
  new WorkerError('device_lost', 'gone', { details: { feature: 'webgpu', actual: 'gone' } });

describe('GeneratorLadder', () => {
  it('loads nothing before it is asked to write, and then the best rung only', async () => {
    const { ladder, spawned } = setUp([{ pieces: ANSWER }]);
    expect(await ladder.plan()).toMatchObject({ title: 'SmolLM2 135M', device: 'webgpu' });
    expect(spawned).toHaveLength(0);
    expect(ladder.info.author.kind).toBe('quotes');
    expect(textOf(await write(ladder))).toContain('third working day');
    expect(spawned.map(({ loads }) => loads)).toEqual([['SmolLM2-135M-Instruct-MLC webgpu']]);
    expect(ladder.info).toMatchObject({
      author: { kind: 'model' },
      device: 'webgpu',
      engine: '@mlc-ai/web-llm',
    });
  });

  it('says what is fetched: the files of one form, not those of the others', async () => {
    const { ladder } = setUp([{}], { engine: '@huggingface/transformers', device: 'wasm' });
    const [, onnx] = builtInGenerators;
    const all = onnx!.files.reduce((sum, { bytes }) => sum + bytes, 0);
    const other = onnx!.files.find(({ path }) => path === 'onnx/model_q4.onnx')!;
    expect((await ladder.plan())?.bytes).toBe(all - other.bytes);
  });

  it('takes the next rung when one gives wrong results or does not start, and says why', async () => {
    const wrong = new EnvironmentError('self_test_failed', 'wrong', { details: { actual: 'it wrote "x"' } });
    const dead = new WorkerError('start_failed', 'no');
    const { ladder, spawned } = setUp([{ loadError: wrong }, { loadError: dead }, { pieces: ANSWER }]);
    expect(textOf(await write(ladder))).toContain('third working day');
    expect(spawned).toHaveLength(3);
    expect(spawned.slice(0, 2).every(({ isTerminated }) => isTerminated)).toBe(true);
    const reasons = (ladder.info.refused ?? []).map(({ reason }) => reason);
    expect(reasons).toEqual(['self_test_failed: it wrote "x"', 'start_failed: no']);
  });

  it('rejects when a file was altered, and fetches no other model before it is asked again', async () => {
    const damaged = new IntegrityError('hash_mismatch', 'The file lib.wasm is not the one of this release.');
    const { ladder, spawned } = setUp([{ loadError: damaged }, { pieces: ANSWER }]);
    await expect(write(ladder)).rejects.toBe(damaged);
    expect(spawned).toHaveLength(1);
    expect(ladder.info.refused?.[0]?.reason).toBe(`hash_mismatch: ${damaged.message}`);
    expect((await ladder.plan())?.engine).not.toBe('@mlc-ai/web-llm');
    expect(textOf(await write(ladder))).toContain('third working day');
  });

  it('tries again what only the network had kept away', async () => {
    const offline = new NetworkError('offline', 'This device is offline.');
    const { ladder, spawned } = setUp([
      ...builtInGenerators.flatMap(({ generator }) => generator!.forms).map(() => ({ loadError: offline })),
      { pieces: ANSWER },
    ]);
    expect(textOf(await write(ladder))).toContain('“The rent is due');
    const tried = spawned.length;
    expect(ladder.info.refused).toHaveLength(tried);
    expect(textOf(await write(ladder))).toContain('The rent is due on the third working day.');
    expect(spawned.length).toBe(tried + 1);
    expect(ladder.info).toMatchObject({ author: { kind: 'model' } });
    expect(ladder.info.refused).toBeUndefined();
  });

  it('answers with quotes when no rung is left', async () => {
    const { ladder } = setUp([{ loadError: new WorkerError('start_failed', 'no') }]);
    expect(textOf(await write(ladder))).toContain('“The rent is due on the third working day.” [1]');
    expect(ladder.info.author.kind).toBe('quotes');
    expect(ladder.info.refused?.length).toBeGreaterThan(0);
  });

  it('ends a start that hangs and takes the next rung', async () => {
    const { ladder, spawned } = setUp([{ hangs: true }, { pieces: ANSWER }], { deadlines: { startMs: 20 } });
    expect(textOf(await write(ladder))).toContain('third working day');
    expect(spawned[0]?.isTerminated).toBe(true);
    expect(ladder.info.refused?.[0]?.reason).toMatch(/^timeout/);
  });

  it('ends an answer that falls silent, with an error that says what to do', async () => {
    const { ladder, spawned } = setUp([{ isSilent: true }], { deadlines: { silenceMs: 20 } });
    await expect(write(ladder)).rejects.toMatchObject({ code: 'timeout' });
    expect(spawned[0]?.isTerminated).toBe(true);
  });

  it('starts the rung anew after one fault, and goes one lower when it happens again', async () => {
    const { ladder, spawned } = setUp([
      { pieces: ['The rent'], chatError: lost() },
      { pieces: ['The rent'], chatError: lost() },
      { pieces: ANSWER },
    ]);
    await expect(write(ladder)).rejects.toMatchObject({ code: 'device_lost' });
    await expect(write(ladder)).rejects.toMatchObject({ code: 'device_lost' });
    expect(textOf(await write(ladder))).toContain('third working day');
    expect(spawned.map(({ loads }) => loads[0])).toEqual([
      'SmolLM2-135M-Instruct-MLC webgpu',
      'SmolLM2-135M-Instruct-MLC webgpu',
      'SmolLM2-135M-Instruct webgpu',
    ]);
    expect(ladder.info.refused?.at(-1)?.reason).toBe('it failed 2 times: device_lost');
  });

  it('rejects the call in flight when its worker dies, and comes back at the next', async () => {
    const { ladder, spawned } = setUp([{ isSilent: true }, { pieces: ANSWER }]);
    await ladder.load();
    const writing = write(ladder);
    spawned[0]!.terminate(new WorkerError('crashed', 'ended'));
    await expect(writing).rejects.toMatchObject({ code: 'crashed' });
    expect(textOf(await write(ladder))).toContain('third working day');
  });

  it('loads once for calls side by side, and frees the model on request', async () => {
    const { ladder, spawned } = setUp([{ pieces: ANSWER }]);
    await Promise.all([ladder.load(), ladder.load(), write(ladder)]);
    expect(spawned).toHaveLength(1);
    await ladder.unload();
    expect(spawned[0]?.isTerminated).toBe(true);
    expect(ladder.info.author.kind).toBe('quotes');
    await ladder.load();
    expect(spawned).toHaveLength(2);
  });

  it('writes with other models once they are chosen, and ends the one that was loaded', async () => {
    const [mlc, onnx] = builtInGenerators;
    const { ladder, spawned } = setUp([{ pieces: ANSWER }], { models: [mlc!] });
    await write(ladder);
    await ladder.choose([onnx!]);
    expect(spawned[0]?.isTerminated).toBe(true);
    expect(ladder.info.author.kind).toBe('quotes');
    expect(await ladder.plan()).toMatchObject({ modelId: onnx!.id });
    await write(ladder);
    expect(ladder.info.modelId).toBe(onnx!.id);
  });

  it('tries a model again that had failed, when it is chosen', async () => {
    const [mlc] = builtInGenerators;
    const failures = mlc!.generator!.forms.map((): FakeChat => ({ loadError: lost() }));
    const { ladder } = setUp([...failures, { pieces: ANSWER }], { models: [mlc!] });
    await ladder.load();
    expect(await ladder.plan()).toBeUndefined();
    await ladder.choose([mlc!]);
    expect(textOf(await write(ladder))).toContain('third working day');
  });

  it('gives up a load at an abort, with the reason, and can load later', async () => {
    const { ladder, spawned } = setUp([{ hangs: true }, {}]);
    const abort = new AbortController();
    const loading = ladder.load({ signal: abort.signal });
    const reason = new Error('not now');
    abort.abort(reason);
    await expect(loading).rejects.toBe(reason);
    expect((await ladder.load()).author.kind).toBe('model');
    expect(spawned.at(-1)?.isTerminated).toBe(false);
  });

  it('proposes quotes or a smaller model when it writes slower than people read', async () => {
    const { ladder } = setUp([{ pieces: ANSWER, tokensPerSecond: 0.5 }]);
    await write(ladder);
    expect(ladder.info.advice).toMatch(/0\.5 tokens a second/);
    const [first] = builtInGenerators;
    const small = { ...first!, id: 'tiny', files: first!.files.slice(0, 1) };
    const two = setUp([{ pieces: ANSWER, tokensPerSecond: 0.5 }], { models: [...builtInGenerators, small] });
    await write(two.ladder);
    expect(two.ladder.info.advice).toMatch(/smaller and faster/);
  });

  it('loads no model for a question that the documents do not answer', async () => {
    const { ladder, spawned } = setUp([{}]);
    const events: GeneratorEvent[] = [];
    for await (const event of ladder.generate({ retrieval: retrievalOf({ found: false }) }))
      events.push(event);
    expect(events.at(-1)).toEqual({ type: 'finish', finish: 'refused' });
    expect(spawned).toHaveLength(0);
  });

  it("takes the browser's own model only where a caller opens it, and the others when it is not to be had", async () => {
    const api = new FakePromptApi();
    api.contextWindow = 2000;
    const own = setUp([{ pieces: ANSWER }], { openBrowserModel: () => openBrowserModel({ api }) });
    expect(textOf(await write(own.ladder))).toContain('Yes, it is.');
    expect(own.ladder.info).toMatchObject({
      device: 'browser',
      author: { name: expect.stringContaining('not verified') },
    });
    expect(own.spawned).toHaveLength(0);
    api.availabilityNow = 'downloadable';
    const none = setUp([{ pieces: ANSWER }], { openBrowserModel: () => openBrowserModel({ api }) });
    expect(textOf(await write(none.ladder))).toContain('third working day');
    expect(none.ladder.info.refused?.[0]).toMatchObject({ engine: 'LanguageModel', device: 'browser' });
  });
});
