import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import { IntegrityError, WorkerError } from '../../src/errors.ts';
import { spawnRerankerWithFallback, type RerankerProcess } from '../../src/inference/fallback-process.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { parseManifest } from '../../src/models/manifest.ts';
import { spawnReranker } from '../../src/rpc/spawn-engines.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import type { Retrieval, SourceDocument } from '../../src/types.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { FakeReranker, noReranker } from '../helpers/fake-reranker.ts';
import { spawnPageParser } from '../helpers/page-parser.ts';

const manifest = parseManifest(await (await fetch('/tiny/tiny-reranker/manifest.json')).json());
const setup: CorpusSetup = {
  name: 'reranking-test',
  assetBase: `${location.origin}/`,
  embedder: builtInEmbedder,
  device: 'wasm',
  onModelMismatch: 'refuse',
};

const QUESTION = 'Where is the lamp kept?';
/** One word of the question and no other, so that its vector lies nearer than that of the answer. */
const DECOY = textDocument('decoy.txt', 'The lamp, the lamp, the lamp.');
const ANSWER = textDocument(
  'answer.txt',
  'The lamp is kept in the kitchen beside the window, and every guest who came late found matches, oil and a candle there as well.',
);
const OTHER = textDocument('other.txt', 'The tenant pays the rent on the first day of each month.');
const GERMAN = textDocument(
  'Lampe.txt',
  'The lamp: the lamp. Die Lampe wird in der Küche neben dem Fenster aufbewahrt, und wer spät nach Hause kommt, findet dort auch Streichhölzer und eine Kerze.',
);

function textDocument(name: string, text: string): SourceDocument {
  return { name, bytes: new TextEncoder().encode(text) };
}

const processes: RerankerProcess[] = [];
function spawnTiny(): RerankerProcess {
  const process = spawnRerankerWithFallback(spawnReranker);
  processes.push(process);
  return process;
}
afterAll(() => {
  for (const process of processes) process.terminate();
});

let corpus: Corpus | undefined;
let embedder: FakeEmbedder;

/** Opens a corpus with these documents, all vectors made. */
async function open(spawn: () => RerankerProcess, documents = [DECOY, ANSWER, OTHER]): Promise<Corpus> {
  const ignore = (): void => undefined;
  corpus = await Corpus.open(
    { ...setup, ...(spawn === noReranker ? {} : { reranker: manifest }) },
    { spawnParser: spawnPageParser, spawnEmbedder: embedder.spawn, spawnReranker: spawn },
    ignore,
    ignore,
  );
  await corpus.add(documents);
  await corpus.settled();
  return corpus;
}

beforeEach(() => {
  embedder = new FakeEmbedder();
});
afterEach(async () => {
  await corpus?.close();
  corpus = undefined;
  await deleteDatabase(setup.name);
});

async function loaded(opened: Corpus): Promise<Corpus> {
  const read = async (): Promise<string | undefined> => (await opened.status()).reranker?.modelId;
  await expect.poll(read, { timeout: 30_000 }).toBe(manifest.id);
  return opened;
}

const namesOf = ({ passages }: Retrieval): string[] => passages.map(({ document }) => document);

describe('a corpus with a cross-encoder', () => {
  it('puts the passage first that answers, and quotes it, whatever its vector says', async () => {
    const plain = await open(noReranker);
    const before = await plain.retrieve(QUESTION, { mode: 'dense' });
    expect(namesOf(before)[0]).toBe('decoy.txt');
    expect(before.timings).not.toHaveProperty('rerank');
    await plain.close();
    const opened = await loaded(await open(spawnTiny));
    const after = await opened.retrieve(QUESTION, { mode: 'dense' });
    expect(namesOf(after)).toEqual(['answer.txt', 'decoy.txt', 'other.txt']);
    expect(after.quotes[0]).toMatchObject({ document: 'answer.txt', passage: 0 });
    expect(after.quotes[0]?.text).toContain('kept in the kitchen');
    const scores = after.passages.map(({ why }) => why.rerankScore ?? Number.NaN);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(after.passages[0]?.why.denseRank).toBeGreaterThan(1);
    expect(after.passages.map(({ score }) => score)).toEqual(before.passages.map(({ score }) => score));
    expect(after.timings['rerank']).toBeGreaterThan(0);
    expect(after.found).toBe(before.found);
  });

  it('says what runs, and how it was tested', async () => {
    const { reranker, rerankerError } = await (await loaded(await open(spawnTiny))).status();
    expect(reranker).toMatchObject({ device: 'wasm', maxTokens: 256 });
    expect(reranker?.selfTest).toBeLessThan(0.001);
    expect(reranker?.files.some(({ path }) => path.endsWith('tiny-reranker/onnx/model.onnx'))).toBe(true);
    expect(rerankerError).toBeUndefined();
  });

  it('leaves questions in other languages to the search', async () => {
    const opened = await loaded(await open(spawnTiny));
    const { passages, timings } = await opened.retrieve('Wo wird die Lampe des Hauses aufbewahrt?', {});
    expect(passages.length).toBeGreaterThan(0);
    expect(passages.every(({ why }) => why.rerankScore === undefined)).toBe(true);
    expect(timings).not.toHaveProperty('rerank');
  });

  it('leaves passages in other languages in their places', async () => {
    const documents = [DECOY, GERMAN, ANSWER];
    const plain = await open(noReranker, documents);
    const before = namesOf(await plain.retrieve(QUESTION, { mode: 'dense' }));
    await plain.close();
    const opened = await loaded(await open(spawnTiny, documents));
    const { passages } = await opened.retrieve(QUESTION, { mode: 'dense' });
    const after = passages.map(({ document }) => document);
    expect(after).not.toEqual(before);
    expect(after.indexOf('Lampe.txt')).toBe(before.indexOf('Lampe.txt'));
    expect(passages.find(({ document }) => document === 'Lampe.txt')?.why.rerankScore).toBeUndefined();
  });
});

describe('the best passages of a search', () => {
  const MANY = Array.from({ length: 30 }, (_, at) =>
    textDocument(`${at}.txt`, `The lamp ${at} of ${at}. ${`Number ${at} is bright. `.repeat(at)}`),
  );

  it('are reranked, and those further down stay behind them', async () => {
    const plain = await open(noReranker, MANY);
    const before = namesOf(await plain.retrieve('lamp', { limit: 30 }));
    await plain.close();
    const fake = new FakeReranker();
    const opened = await loaded(await open(fake.spawn, MANY));
    const after = await opened.retrieve('lamp', { limit: 30 });
    expect(fake.passages).toHaveLength(20);
    // The fake prefers what comes later.
    expect(namesOf(after)).toEqual([...before.slice(0, 20).toReversed(), ...before.slice(20)]);
  });
});

describe('a cross-encoder that fails', () => {
  it('at its load leaves the search as it is, and the status says why', async () => {
    const fake = new FakeReranker();
    fake.failure = new IntegrityError('hash_mismatch', 'The file is not the listed one.');
    const opened = await open(fake.spawn);
    await expect
      .poll(async () => (await opened.status()).rerankerError)
      .toEqual({ code: 'hash_mismatch', message: 'The file is not the listed one.' });
    expect((await opened.status()).reranker).toBeUndefined();
    expect(fake.starts).toBe(1);
    expect(namesOf(await opened.retrieve(QUESTION, { mode: 'dense' }))[0]).toBe('decoy.txt');
  });

  it('while it scores costs this question its order, and comes back twice', async () => {
    const fake = new FakeReranker();
    const opened = await loaded(await open(fake.spawn));
    for (const starts of [2, 3, 3]) {
      const reached = Promise.withResolvers<void>();
      const score = fake.score;
      fake.score = () => {
        reached.resolve();
        return new Promise(() => undefined);
      };
      const asking = opened.retrieve(QUESTION, { mode: 'dense' });
      await reached.promise;
      fake.crash(new WorkerError('crashed', 'gone'));
      expect(namesOf(await asking)[0]).toBe('decoy.txt');
      fake.score = score;
      expect(fake.starts).toBe(starts);
      if (await hasFailed(opened)) continue;
      await loaded(opened);
      expect(namesOf(await opened.retrieve(QUESTION, { mode: 'dense' }))[2]).toBe('decoy.txt');
    }
    expect(await opened.status()).toMatchObject({ rerankerError: { code: 'crashed' } });
    expect((await opened.status()).reranker).toBeUndefined();
    expect(namesOf(await opened.retrieve(QUESTION, { mode: 'dense' }))[0]).toBe('decoy.txt');
  });

  it('is ended when the corpus is closed', async () => {
    const fake = new FakeReranker();
    const opened = await loaded(await open(fake.spawn));
    await opened.close();
    expect(fake.ended).toBe(1);
  });
});

async function hasFailed(opened: Corpus): Promise<boolean> {
  return (await opened.status()).rerankerError !== undefined;
}

describe('a question whose passages are being scored', () => {
  it('is given up with the reason of its signal, and others are not', async () => {
    const fake = new FakeReranker();
    const opened = await loaded(await open(fake.spawn));
    const reached = Promise.withResolvers<void>();
    const score = fake.score;
    fake.score = (_question, _passages, signal) => {
      reached.resolve();
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    };
    const abort = new AbortController();
    const asking = opened.retrieve(QUESTION, {}, abort.signal);
    await reached.promise;
    const reason = new Error('never mind');
    abort.abort(reason);
    await expect(asking).rejects.toBe(reason);
    fake.score = score;
    const { passages } = await opened.retrieve(QUESTION, { mode: 'dense' });
    expect(passages[0]?.why.rerankScore).toBeDefined();
    expect(fake.starts).toBe(1);
  });

  it('goes before passages in the background', async () => {
    const fake = new FakeReranker();
    const opened = await loaded(await open(fake.spawn));
    const scored = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const score = fake.score;
    fake.score = async (...call) => {
      reached.resolve();
      await scored.promise;
      return score(...call);
    };
    const asking = opened.retrieve(QUESTION, {});
    await reached.promise;
    const known = embedder.passages.length;
    await opened.add([textDocument('late.txt', 'The key lies under the mat.')]);
    for (let count = 0; count < 5; count++) await opened.original('late.txt');
    expect(embedder.passages).toHaveLength(known);
    scored.resolve();
    await asking;
    await opened.settled();
    expect(embedder.passages).toHaveLength(known + 1);
  });
});
