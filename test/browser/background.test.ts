import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import { WorkerError } from '../../src/errors.ts';
import { builtInEmbedder, multilingualEmbedder } from '../../src/models/built-in.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import type { SourceDocument } from '../../src/types.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { noReranker } from '../helpers/fake-reranker.ts';
import { spawnPageParser } from '../helpers/page-parser.ts';

const setup: CorpusSetup = {
  name: 'background-test',
  assetBase: `${location.origin}/`,
  embedder: builtInEmbedder,
  device: 'wasm',
  onModelMismatch: 'refuse',
};
/** Passages that are embedded at once. */
const BATCH = 16;

const MANUAL = textDocument('manual.txt', 'Clean the filter every two weeks.');
const LONG = textDocument(
  'long.txt',
  Array.from(
    { length: 60 },
    (_, at) => `Chapter ${at + 1}\n\n${`The machine number ${at} stands in hall ${at}. `.repeat(12)}`,
  ).join('\n\n'),
);

function textDocument(name: string, text: string): SourceDocument {
  return { name, bytes: new TextEncoder().encode(text) };
}

let fake: FakeEmbedder;
let corpus: Corpus | undefined;

async function open(): Promise<Corpus> {
  const ignore = (): void => undefined;
  const processes = { spawnParser: spawnPageParser, spawnEmbedder: fake.spawn, spawnReranker: noReranker };
  corpus = await Corpus.open(setup, processes, ignore, ignore);
  return corpus;
}

beforeEach(() => {
  fake = new FakeEmbedder();
});
afterEach(async () => {
  vi.useRealTimers();
  await corpus?.close();
  corpus = undefined;
  await deleteDatabase(setup.name);
});

/** Opens a corpus with one document, so that its vectors answer; what comes later is not embedded. */
async function openHeld(): Promise<Corpus> {
  const opened = await open();
  await opened.add([MANUAL]);
  await opened.settled();
  opened.holdBackground();
  return opened;
}

/** Long enough for the queue to go on, if it would: the embedder answers, and the database has had its turn. */
async function askSome(opened: Corpus): Promise<void> {
  for (let count = 0; count < 5; count++) {
    const { halves, passages } = await opened.retrieve('Clean the filter', { mode: 'dense' });
    expect(halves.dense).toBe(true);
    expect(passages[0]?.document).toBe('manual.txt');
    await opened.original('manual.txt');
  }
}

/** Whether a promise has settled by now. */
function watch(promise: Promise<unknown>): { isOver: boolean } {
  const watched = { isOver: false };
  void promise.then(() => (watched.isOver = true));
  return watched;
}

describe('passages in the background', () => {
  it('wait while they are held back, with who waits for them; questions do not', async () => {
    const opened = await openHeld();
    await opened.add([LONG]);
    const settled = opened.settled();
    const waiting = watch(settled);
    await askSome(opened);
    expect(fake.passages).toHaveLength(1);
    expect(fake.questions).toHaveLength(5);
    expect(waiting.isOver).toBe(false);
    const early = await opened.status();
    expect(early).toMatchObject({ documents: 2, embedded: 1, settled: false });
    expect((await opened.retrieve('hall 59', {})).passages[0]?.text).toContain('hall 59');
    opened.releaseBackground();
    await settled;
    expect(fake.passages).toHaveLength(early.passages);
    expect(await opened.status()).toMatchObject({ embedded: early.passages, settled: true });
  });

  it('are held back between two batches', async () => {
    const opened = await open();
    await opened.add([MANUAL]);
    await opened.settled();
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    fake.hold = () => {
      reached.resolve();
      return gate.promise;
    };
    await opened.add([LONG]);
    await reached.promise;
    opened.holdBackground();
    gate.resolve();
    await expect.poll(async () => (await opened.status()).embedded).toBe(1 + BATCH);
    await askSome(opened);
    expect(fake.passages).toHaveLength(1 + BATCH);
    opened.releaseBackground();
    await opened.settled();
    const { passages } = await opened.status();
    expect(passages).toBeGreaterThan(1 + BATCH);
    expect(fake.passages).toHaveLength(passages);
  });

  it('wait while a question is answered', async () => {
    // What hangs is given up after a while, which must not pass here.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const opened = await open();
    await opened.add([MANUAL]);
    await opened.settled();
    const batch = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    fake.hold = () => {
      reached.resolve();
      return batch.promise;
    };
    await opened.add([LONG]);
    await reached.promise;
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    fake.holdQuestion = () => {
      asked.resolve();
      return answer.promise;
    };
    const retrieval = opened.retrieve('Clean the filter', { mode: 'dense' });
    await asked.promise;
    batch.resolve();
    // The batch that was under way gets to the disk; then the queue would have its turn.
    while ((await opened.status()).embedded === 1) await opened.original('manual.txt');
    for (let turn = 0; turn < 5; turn++) await opened.original('manual.txt');
    expect(fake.passages).toHaveLength(1 + BATCH);
    answer.resolve();
    expect((await retrieval).halves.dense).toBe(true);
    await opened.settled();
    expect(fake.passages).toHaveLength((await opened.status()).passages);
  });

  it('wait for the last of those who hold them back', async () => {
    const opened = await openHeld();
    opened.holdBackground();
    await opened.add([LONG]);
    opened.releaseBackground();
    await askSome(opened);
    expect(fake.passages).toHaveLength(1);
    opened.releaseBackground();
    await opened.settled();
    expect((await opened.status()).settled).toBe(true);
  });

  it('are held back all the same after a release too many', async () => {
    const opened = await open();
    opened.releaseBackground();
    await opened.close();
    const again = await openHeld();
    again.releaseBackground();
    again.releaseBackground();
    again.holdBackground();
    await again.add([LONG]);
    await askSome(again);
    expect(fake.passages).toHaveLength(1);
  });

  it('do not keep a corpus from closing, and are embedded when it is opened again', async () => {
    const opened = await openHeld();
    await opened.add([LONG]);
    const settled = opened.settled();
    await opened.close();
    await settled;
    expect(fake.passages).toHaveLength(1);
    const again = await open();
    await again.settled();
    const { passages } = await again.status();
    expect(passages).toBeGreaterThan(1);
    expect(fake.passages).toHaveLength(passages);
  });

  it('of a new embedder wait too', async () => {
    const opened = await openHeld();
    const change = opened.switchEmbedder(multilingualEmbedder);
    const waiting = watch(change);
    await expect.poll(async () => (await opened.status()).switching?.to).toBe(multilingualEmbedder.id);
    await askSome(opened);
    expect(waiting.isOver).toBe(false);
    opened.releaseBackground();
    await change;
    expect((await opened.status()).embedder?.modelId).toBe(multilingualEmbedder.id);
  });

  it('are embedded once by the next process when the embedder dies meanwhile', async () => {
    const opened = await openHeld();
    await opened.add([LONG]);
    fake.crash(new WorkerError('crashed', 'gone'));
    await expect.poll(() => fake.starts).toBe(2);
    opened.releaseBackground();
    await opened.settled();
    const { passages } = await opened.status();
    expect(fake.passages).toHaveLength(passages);
    expect(await opened.status()).toMatchObject({ embedded: passages, settled: true });
  });
});
