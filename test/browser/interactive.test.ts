import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import { WorkerError } from '../../src/errors.ts';
import { deleteRag, openRag, type Rag, type SourceDocument } from '../../src/index.ts';
import type { EmbedderProcess } from '../../src/inference/fallback-process.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { noReranker } from '../helpers/fake-reranker.ts';
import { spawnPageParser } from '../helpers/page-parser.ts';

const setup: CorpusSetup = {
  name: 'interactive-test',
  assetBase: `${location.origin}/`,
  embedder: builtInEmbedder,
  device: 'wasm',
  onModelMismatch: 'refuse',
};

const QUESTION = 'How often is the filter cleaned?';

/** A document of so many chapters, each a passage. */
function chapters(name: string, count: number): SourceDocument {
  const text = Array.from(
    { length: count },
    (_, at) => `# Chapter ${at + 1}\n\n${`The machine number ${at} stands in hall ${at}. `.repeat(12)}`,
  ).join('\n\n');
  return { name, bytes: new TextEncoder().encode(text) };
}

const MANUAL: SourceDocument = {
  name: 'manual.txt',
  bytes: new TextEncoder().encode('Clean the filter every two weeks.'),
};

let fake: FakeEmbedder;
let corpus: Corpus | undefined;
/** What each process was asked, in order. */
let asked: { process: number; kind: string }[];
let ended: number[];
/** Thrown by the load of a process. */
let failures: Map<number, Error>;
let processes: number;

/** The fake embedder, whose processes are told apart. */
function spawnEmbedder(): EmbedderProcess {
  const number = processes++;
  const process = fake.spawn();
  return {
    died: process.died,
    terminate: (reason) => {
      ended.push(number);
      process.terminate(reason);
    },
    api: {
      ...process.api,
      load: (...call) => {
        const failure = failures.get(number);
        return failure ? Promise.reject(failure) : process.api.load(...call);
      },
      embed: (texts, kind, signal) => {
        asked.push({ process: number, kind });
        return process.api.embed(texts, kind, signal);
      },
    },
  };
}

/** Opens a corpus with one document that is ready and a long one, whose first batch of passages never ends by itself. */
async function openBusy(count: number): Promise<{ opened: Corpus; goOn: () => void }> {
  const ignore = (): void => undefined;
  const spawned = { spawnParser: spawnPageParser, spawnEmbedder, spawnReranker: noReranker };
  const opened = await Corpus.open(setup, spawned, ignore, ignore);
  corpus = opened;
  await opened.add([MANUAL]);
  await opened.settled();
  const begun = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  fake.hold = () => {
    begun.resolve();
    return held.promise;
  };
  await opened.add([chapters('long.md', count)]);
  await begun.promise;
  asked.length = 0;
  return { opened, goOn: held.resolve };
}

/** Asks, and resolves with the process that embedded the question. */
async function askedProcess(opened: Corpus): Promise<number | undefined> {
  const { halves, passages } = await opened.retrieve(QUESTION, { mode: 'dense' });
  expect(halves.dense).toBe(true);
  expect(passages[0]?.document).toBe('manual.txt');
  return asked.findLast(({ kind }) => kind === 'query')?.process;
}

beforeEach(() => {
  fake = new FakeEmbedder();
  asked = [];
  ended = [];
  failures = new Map();
  processes = 0;
});
afterEach(async () => {
  await corpus?.close();
  corpus = undefined;
  await deleteDatabase(setup.name);
});

describe('questions while many passages are embedded', () => {
  it('get a process of their own from the second one on, until all is embedded', async () => {
    const { opened, goOn } = await openBusy(80);
    expect(processes).toBe(1);
    expect(await askedProcess(opened)).toBe(0);
    expect(processes).toBe(2);
    await expect.poll(() => askedProcess(opened)).toBe(1);
    expect(processes).toBe(2);
    goOn();
    await opened.settled();
    expect(ended).toEqual([1]);
    expect(await askedProcess(opened)).toBe(0);
    expect(processes).toBe(2);
    expect(asked.every(({ process, kind }) => process === 0 || kind === 'query')).toBe(true);
  });

  it('are left to the first process when little is to be embedded', async () => {
    const { opened, goOn } = await openBusy(12);
    for (let count = 0; count < 3; count++) expect(await askedProcess(opened)).toBe(0);
    expect(processes).toBe(1);
    goOn();
  });

  it('are left to the first process when a second one cannot be had, which is tried once', async () => {
    failures.set(1, new WorkerError('out_of_memory', 'There is no memory left.'));
    const { opened, goOn } = await openBusy(80);
    for (let count = 0; count < 3; count++) expect(await askedProcess(opened)).toBe(0);
    await expect.poll(() => ended).toEqual([1]);
    for (let count = 0; count < 3; count++) expect(await askedProcess(opened)).toBe(0);
    expect(processes).toBe(2);
    goOn();
    await opened.settled();
    expect(await opened.status()).toMatchObject({ settled: true });
    expect((await opened.status()).embedderError).toBeUndefined();
  });

  it('are answered by the first process when the second one dies of them', async () => {
    const { opened, goOn } = await openBusy(80);
    await askedProcess(opened);
    await expect.poll(() => askedProcess(opened)).toBe(1);
    const asking = Promise.withResolvers<void>();
    fake.holdQuestion = () => {
      asking.resolve();
      return new Promise(() => undefined);
    };
    const answer = opened.retrieve(QUESTION, { mode: 'dense' });
    await asking.promise;
    fake.holdQuestion = () => Promise.resolve();
    // Ends the process that was started last.
    fake.crash(new WorkerError('crashed', 'It fell over.'));
    expect((await answer).halves.dense).toBe(true);
    expect(asked.findLast(({ kind }) => kind === 'query')?.process).toBe(0);
    goOn();
    await opened.settled();
    expect(processes).toBe(2);
  });
});

describe('an open corpus that reads and embeds', () => {
  const name = 'interactive-rag-test';
  let rag: Rag | undefined;
  afterEach(async () => {
    await rag?.close();
    await deleteRag(name);
  });

  it('answers before the passages that wait are embedded', async () => {
    /** Passages of the long document that have their vectors, as far as was told. */
    let embedded = 0;
    const begun = Promise.withResolvers<void>();
    rag = await openRag({
      name,
      assetBase: '/',
      device: 'wasm',
      onChange: ({ document }) => {
        if (document?.id !== 'long.md') return;
        embedded = document.embedded;
        if (embedded > 0) begun.resolve();
      },
    });
    await rag.add([MANUAL]);
    await rag.settled();
    await rag.add([chapters('long.md', 400)]);
    await begun.promise;
    const before = embedded;
    const { halves, passages } = await rag.retrieve(QUESTION);
    expect(halves.dense).toBe(true);
    expect(passages[0]?.document).toBe('manual.txt');
    // One batch may have been told of and another been under way; many more wait.
    expect(embedded - before).toBeLessThan(100);
    expect((await rag.documents())[1]).toMatchObject({ state: 'words', passages: 400 });
  });
});
