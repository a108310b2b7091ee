import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RerankerApi, RerankerInfo } from '../../src/inference/reranker.ts';
import { parseManifest, type ModelManifest } from '../../src/models/manifest.ts';
import { connect, type Connection } from '../../src/rpc/connect.ts';
import type { Progress } from '../../src/types.ts';

interface Reference {
  cases: { question: string; passage: string; score: number }[];
}

async function readJson<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T;
}

const manifest = parseManifest(await readJson('/tiny/tiny-reranker/manifest.json'));
const { cases } = await readJson<Reference>(`/${manifest.base}reference.json`);

const connections: Connection<RerankerApi>[] = [];
afterAll(() => {
  for (const { terminate } of connections) terminate();
});

function spawn(): RerankerApi {
  const worker = new Worker(new URL('./reranker-worker.ts', import.meta.url), { type: 'module' });
  const connection = connect<RerankerApi>(worker, 'reranker');
  connections.push(connection);
  return connection.api;
}

describe.each(['wasm', 'webgpu'] as const)('the tiny cross-encoder on %s', (device) => {
  const api = spawn();
  const progress: Progress[] = [];
  let info: RerankerInfo;
  beforeAll(async () => {
    info = await api.load(manifest, '/', device, undefined, (step) => progress.push(step));
  });

  it('passes its self-test, and says where it runs and from what', () => {
    expect(info).toMatchObject({
      modelId: 'tiny-reranker',
      device,
      refused: [],
      runtime: device === 'wasm' ? 'plain' : 'jspi',
      maxTokens: 256,
      dtype: 'fp32',
    });
    expect(info.selfTest).toBeLessThan(0.001);
    const verified = info.files.map(({ path }) => path).filter((path) => path.startsWith(manifest.base));
    expect(verified.toSorted()).toEqual(manifest.files.map(({ path }) => manifest.base + path).toSorted());
    expect(progress.filter(({ step }) => step === 'load').map(({ done }) => done)).toEqual([0, 1]);
  });

  it('gives the reference scores in the order of the passages, whatever their lengths', async () => {
    expect(cases.length).toBeGreaterThan(5);
    for (const question of new Set(cases.map((entry) => entry.question))) {
      const pairs = cases.filter((entry) => entry.question === question);
      const scores = await api.score(
        question,
        pairs.map(({ passage }) => passage),
      );
      expect(scores).toHaveLength(pairs.length);
      for (const [at, { score, passage }] of pairs.entries())
        expect(Math.abs((scores[at] ?? Number.NaN) - score), passage).toBeLessThan(0.001);
    }
  });

  it('gives no scores for no passages', async () => {
    expect(await api.score('Where is the lamp?', [])).toHaveLength(0);
  });

  it('rejects calls after it was disposed of, which may be done twice', async () => {
    await api.dispose();
    await api.dispose();
    await expect(api.score('Where?', ['there'])).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('the tiny cross-encoder', () => {
  const api = spawn();
  beforeAll(async () => {
    await api.load(manifest, '/', 'wasm');
  });
  const question = 'Where is the lamp kept?';
  const answer = 'The lamp is kept in the kitchen.';

  it('finds the answer among many, wherever it stands', async () => {
    const others = Array.from(
      { length: 40 },
      (_, at) => `${'The tenant pays the rent. '.repeat(1 + (at % 6))}${at}`,
    );
    for (const at of [0, 17, 40]) {
      const scores = await api.score(question, others.toSpliced(at, 0, answer));
      expect(scores.indexOf(Math.max(...scores))).toBe(at);
    }
  });

  it('cuts the end of a passage that is too long, and nothing else', async () => {
    const filler = 'The tenant pays the rent. '.repeat(100);
    const [before, alone, behind, cut] = await api.score(question, [
      answer + filler,
      answer,
      filler + answer,
      filler,
    ]);
    expect(before).toBeGreaterThan((cut ?? 0) + 2);
    expect(alone).toBeGreaterThan((cut ?? 0) + 2);
    expect(behind).toBeCloseTo(cut ?? Number.NaN, 3);
  });

  it('rejects with the reason of an abort, and goes on with other calls', async () => {
    const abort = new AbortController();
    const reason = new Error('no longer needed');
    const long = api.score(
      question,
      Array.from({ length: 400 }, (_, at) => `${answer} ${at}`),
      abort.signal,
    );
    const short = api.score(question, [answer]);
    abort.abort(reason);
    await expect(long).rejects.toBe(reason);
    await expect(short).resolves.toHaveLength(1);
  });

  it('is refused when it scores something else than the reference', async () => {
    const settings = manifest.reranker;
    if (!settings?.selfTest) throw new TypeError('The tiny reranker has no self-test.');
    // Nothing but the bound is changed: no device comes that near to six digits of a reference.
    const strict: ModelManifest = {
      ...manifest,
      reranker: { ...settings, selfTest: { ...settings.selfTest, maxError: 1e-12 } },
    };
    await expect(spawn().load(strict, '/', 'wasm')).rejects.toMatchObject({
      name: 'EnvironmentError',
      code: 'self_test_failed',
      details: { feature: 'wasm', actual: expect.stringContaining('the score of') as string },
    });
  });
});
