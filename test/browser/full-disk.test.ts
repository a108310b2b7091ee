import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Corpus } from '../../src/corpus/corpus.ts';
import type { CorpusSetup } from '../../src/corpus/corpus-api.ts';
import { builtInEmbedder } from '../../src/models/built-in.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import type { SourceDocument } from '../../src/types.ts';
import { FakeEmbedder } from '../helpers/fake-embedder.ts';
import { noReranker } from '../helpers/fake-reranker.ts';
import { spawnPageParser } from '../helpers/page-parser.ts';

const setup: CorpusSetup = {
  name: 'full-disk-test',
  assetBase: `${location.origin}/`,
  embedder: builtInEmbedder,
  device: 'wasm',
  onModelMismatch: 'refuse',
};

/** Stores for whose records there is no room, as IndexedDB says it. How a real browser does is in `test/e2e/full-disk.test.ts`. */
const full = new Set<string>();
const { put } = IDBObjectStore.prototype;

let fake: FakeEmbedder;
let corpus: Corpus | undefined;

async function open(): Promise<Corpus> {
  const ignore = (): void => undefined;
  const processes = { spawnParser: spawnPageParser, spawnEmbedder: fake.spawn, spawnReranker: noReranker };
  corpus = await Corpus.open(setup, processes, ignore, ignore);
  return corpus;
}

async function reopen(): Promise<Corpus> {
  await corpus?.close();
  const opened = await open();
  await opened.settled();
  return opened;
}

const LEASE: SourceDocument = {
  name: 'lease.txt',
  bytes: new TextEncoder().encode('The rent is 950 euros a month. It is due on the third working day.'),
};
const LONG: SourceDocument = {
  name: 'long.txt',
  bytes: new TextEncoder().encode(
    Array.from({ length: 2000 }, (_, at) => `Machine ${at} stands in hall ${at % 977} and hums.`).join('\n'),
  ),
};

const findsLease = async (opened: Corpus): Promise<boolean> =>
  (await opened.retrieve('When is the rent due?', {})).quotes[0]?.text.includes('third working day') === true;

beforeEach(async () => {
  full.clear();
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function limited(
    this: IDBObjectStore,
    ...what
  ) {
    if (full.has(this.name)) throw new DOMException('The disk is full.', 'QuotaExceededError');
    return put.apply(this, what);
  });
  fake = new FakeEmbedder();
  await (await open()).add([LEASE]);
  await corpus?.settled();
});
afterEach(async () => {
  full.clear();
  await corpus?.close();
  corpus = undefined;
  await deleteDatabase(setup.name);
  vi.restoreAllMocks();
});

describe('when the disk is full', () => {
  it('a document that has no room is refused with the reason, and nothing else is lost', async () => {
    const opened = await reopen();
    full.add('queue');
    const [outcome] = await opened.add([LONG]);
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'quota_exceeded' } });
    expect(outcome?.error?.message).toContain('Remove documents or free disk space');
    expect(await findsLease(opened)).toBe(true);
    full.clear();
    expect(await opened.check()).toMatchObject({ isSound: true, documents: 1 });
    expect(await opened.add([LONG])).toMatchObject([{ outcome: 'added' }]);
    expect(await findsLease(await reopen())).toBe(true);
  });

  it('a document whose bytes had room and whose text has not waits, and is read when there is room', async () => {
    const opened = await reopen();
    full.add('texts');
    const [outcome] = await opened.add([LONG]);
    expect(outcome).toMatchObject({ outcome: 'failed', error: { code: 'quota_exceeded' } });
    expect(opened.documents()).toMatchObject([{ name: 'lease.txt' }, { name: 'long.txt', state: 'failed' }]);
    expect(await findsLease(opened)).toBe(true);
    full.clear();
    const again = await reopen();
    expect(again.documents()).toMatchObject([{ state: 'ready' }, { name: 'long.txt', state: 'ready' }]);
    expect((await again.retrieve('Where does machine 777 stand?', {})).found).toBe(true);
  });

  it('vectors that have no room are made at the next opening, and words find everything meanwhile', async () => {
    const opened = await reopen();
    fake.hold = async () => void full.add('segments');
    await opened.add([LONG]);
    await opened.settled();
    const status = await opened.status();
    expect(status.embedderError).toMatchObject({ code: 'quota_exceeded' });
    expect(status.embedded).toBeLessThan(status.passages);
    expect((await opened.retrieve('Where does machine 777 stand?', {})).found).toBe(true);
    full.clear();
    fake.hold = () => Promise.resolve();
    const again = await (await reopen()).status();
    expect(again.embedderError).toBeUndefined();
    expect(again.embedded).toBe(again.passages);
  });
});
