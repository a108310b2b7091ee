import { afterEach, describe, expect, it } from 'vitest';
import type { Rag } from '../../src/index.ts';
import { GeneratorLadder } from '../../src/inference/ladder/generator-ladder.ts';
import type { ChatApi } from '../../src/inference/chat-engine.ts';
import { connect, type Connection } from '../../src/rpc/connect.ts';
import { retrievalOf } from '../contract/generator.ts';
import {
  openTinyRag,
  TINY_TEXT,
  tinyGenerator,
  withBriefTest,
  withForms,
  writeAnswer,
} from '../helpers/tiny-rag.ts';
import { installFaults, spawnFaulty, type Fault } from './faulty-generators.ts';

const faulty = installFaults();
const second = { ...tinyGenerator, id: 'second-generator' };
const onWasm = { device: 'wasm', models: [tinyGenerator, second] } as const;

let rag: Rag | undefined;
afterEach(async () => {
  await rag?.close();
  rag = undefined;
  faulty.next = [];
});

/** Which model wrote an answer that is as it should be. */
async function writer(opened: Rag): Promise<string> {
  const { text, author } = await writeAnswer(opened);
  expect(author).toEqual({ kind: 'model', name: 'Tiny Llama' });
  expect(text).toContain(TINY_TEXT);
  const { modelId, device } = (await opened.status()).generator;
  return `${modelId} ${device}`;
}

async function refusals(opened: Rag): Promise<string[]> {
  return ((await opened.status()).generator.refused ?? []).map(({ device, reason }) => `${device} ${reason}`);
}

describe('a worker that ends in the middle of an answer', () => {
  it('fails the answer, writes the next one anew, and gives way to the next model when it ends again', async () => {
    rag = await openTinyRag(onWasm);
    faulty.next = ['crash', 'crash later'];
    await expect(writeAnswer(rag)).rejects.toMatchObject({
      name: 'WorkerError',
      code: 'crashed',
      details: { worker: 'generator' },
    });
    expect(await writer(rag)).toBe('tiny-generator wasm');
    await expect(writeAnswer(rag)).rejects.toMatchObject({ code: 'crashed' });
    expect(await writer(rag)).toBe('second-generator wasm');
    expect(await refusals(rag)).toEqual(['wasm it failed 2 times: crashed']);
    // Quotes never depended on it.
    const { passages } = await rag.retrieve('Where does the cat sleep?');
    expect(passages[0]?.text).toContain('hall');
  });

  it('leaves nothing waiting when the corpus is closed meanwhile', async () => {
    rag = await openTinyRag(onWasm);
    faulty.next = ['hang'];
    const writing = (async () => {
      for await (const event of rag.ask('Where is the key?', { write: true }))
        if (event.type === 'token') void rag.close();
    })();
    await expect(writing).rejects.toMatchObject({ name: 'StateError', code: 'closed' });
  });
});

describe('a GPU that is lost in the middle of an answer', () => {
  it('fails the answer, writes the next one, and gives way to WASM when it is lost again', async () => {
    const started = faulty.started;
    const models = [await withBriefTest(tinyGenerator)];
    rag = await openTinyRag({ models, softwareGpu: true });
    faulty.next = ['lose the GPU', 'lose the GPU later'];
    await expect(writeAnswer(rag)).rejects.toMatchObject({
      name: 'WorkerError',
      code: 'device_lost',
      details: { worker: 'generator', feature: 'webgpu' },
    });
    expect(await writer(rag)).toBe('tiny-generator webgpu');
    expect((await rag.status()).generator.adapter).toBeTruthy();
    await expect(writeAnswer(rag)).rejects.toMatchObject({ code: 'device_lost' });
    expect(await writer(rag)).toBe('tiny-generator wasm');
    expect(await refusals(rag)).toEqual(['webgpu it failed 2 times: device_lost']);
    expect(faulty.started - started).toBe(3);
  }, 240_000);
});

describe('memory that runs out', () => {
  it('ends the start with the fault’s name, and the next model writes in the memory that came free', async () => {
    rag = await openTinyRag(onWasm);
    faulty.next = ['no memory'];
    expect(await writer(rag)).toBe('second-generator wasm');
    const [refusal] = await refusals(rag);
    expect(refusal).toMatch(/^wasm out_of_memory: .*could not allocate memory/);
  });
});

describe('a ladder over real workers', () => {
  const spawned: Connection<ChatApi>[] = [];
  afterEach(() => {
    for (const { terminate } of spawned.splice(0)) terminate();
  });

  function openLadder(faults: Fault[], silenceMs?: number): GeneratorLadder {
    return new GeneratorLadder({
      models: [withForms(tinyGenerator, ({ device }) => device === 'wasm')],
      assetBase: '/',
      spawn() {
        const connection = connect<ChatApi>(spawnFaulty(faults.shift() ?? 'none'), 'generator');
        spawned.push(connection);
        return connection;
      },
      ...(silenceMs !== undefined && { deadlines: { silenceMs } }),
    });
  }

  async function write(ladder: GeneratorLadder, onToken?: () => void): Promise<string> {
    let text = '';
    for await (const event of ladder.generate({ retrieval: retrievalOf() })) {
      if (event.type !== 'token') continue;
      text += event.text;
      onToken?.();
    }
    return text;
  }

  it('rejects the answer of a worker that its owner ends, and starts another for the next', async () => {
    const ladder = openLadder(['hang']);
    await expect(write(ladder, () => spawned[0]?.terminate())).rejects.toMatchObject({ code: 'crashed' });
    expect(await write(ladder)).toContain(TINY_TEXT);
    expect(spawned).toHaveLength(2);
    await ladder.dispose();
  });

  it('ends a worker that falls silent in the middle of its answer', async () => {
    const ladder = openLadder(['hang'], 4000);
    await expect(write(ladder)).rejects.toMatchObject({ name: 'WorkerError', code: 'timeout' });
    expect(await write(ladder)).toContain(TINY_TEXT);
    expect(spawned).toHaveLength(2);
    await ladder.dispose();
  });
});
