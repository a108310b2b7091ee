import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteDatabase } from '../../src/storage/database.ts';
import { CorpusStore, type ParsedCommit } from '../../src/storage/corpus-store.ts';
import { DATABASE_PREFIX, MIGRATIONS } from '../../src/storage/schema.ts';

const NAME = 'store-test';
let store: CorpusStore;

const ignore = (): void => undefined;
beforeEach(async () => {
  store = await CorpusStore.open(NAME, ignore);
});
afterEach(async () => {
  await store.close();
  await deleteDatabase(NAME);
});

function queuedOf(id: string, sha256 = `hash of ${id}`): ParsedCommit['queued'] {
  return { id, name: `${id}.txt`, bytes: 3, sha256, addedAt: 1 };
}

function commitOf(id: string, passages: number, vectors: ParsedCommit['vectors'] = []): ParsedCommit {
  return {
    queued: queuedOf(id),
    parsed: { format: 'text', text: 'abc', blocks: [] },
    passages: {
      analysis: 1,
      language: 'en',
      spans: Array.from({ length: passages }, () => ({ start: 0, end: 3, context: '' })),
      terms: Array.from({ length: passages }, () => ({ body: 'abc', context: '' })),
    },
    vectors,
  };
}

async function enqueueAndCommit(
  commit: ParsedCommit,
): Promise<Awaited<ReturnType<CorpusStore['commitParsed']>>> {
  await store.enqueue({ ...commit.queued, content: new Blob(['abc']) });
  return store.commitParsed(commit);
}

const vectorOf = (value: number): ArrayBuffer => new Float32Array([value, value]).buffer;

describe('CorpusStore', () => {
  it('keeps a queued document with its bytes over a reopening', async () => {
    await store.enqueue({ ...queuedOf('a'), content: new Blob(['abc']) });
    await store.close();
    store = await CorpusStore.open(NAME, ignore);
    expect(await store.queued()).toEqual([queuedOf('a')]);
    expect(await (await store.queuedContent('a'))?.text()).toBe('abc');
  });

  it('moves a document from the queue to text, passages and original in one step', async () => {
    const record = await enqueueAndCommit(commitOf('a', 2));
    expect(record).toMatchObject({ state: 'words', firstKey: 0, passages: 2 });
    expect(await store.queued()).toEqual([]);
    expect((await store.text('a'))?.text).toBe('abc');
    expect((await store.passages('a'))?.spans).toHaveLength(2);
    expect(await (await store.original('a'))?.text()).toBe('abc');
  });

  it('never gives a passage key twice, also after a document is gone', async () => {
    await enqueueAndCommit(commitOf('a', 2));
    await store.remove('a');
    expect((await enqueueAndCommit(commitOf('b', 3))).firstKey).toBe(2);
    expect((await enqueueAndCommit(commitOf('c', 1))).firstKey).toBe(5);
  });

  it('replaces all of a document, vectors included', async () => {
    const { firstKey } = await enqueueAndCommit(commitOf('a', 2));
    const record = { documentId: 'a', first: 0, count: 2, data: new Float32Array(4).buffer };
    await store.commitVectors([{ record, firstKey, isComplete: true }]);
    expect(await store.document('a')).toMatchObject({ state: 'ready' });
    const next = await enqueueAndCommit(commitOf('a', 1, [{ first: 0, count: 1, data: vectorOf(7) }]));
    expect(next).toMatchObject({ state: 'ready', firstKey: 2, passages: 1 });
    expect(await store.vectors('a')).toHaveLength(1);
  });

  it('stores no vectors for a version that is gone', async () => {
    const { firstKey } = await enqueueAndCommit(commitOf('a', 1));
    await enqueueAndCommit(commitOf('a', 1));
    const record = { documentId: 'a', first: 0, count: 1, data: vectorOf(1) };
    const missing = { documentId: 'nobody', first: 0, count: 1, data: vectorOf(1) };
    const stored = await store.commitVectors([
      { record, firstKey, isComplete: true },
      { record: missing, firstKey: 0, isComplete: true },
    ]);
    expect([...stored]).toEqual([]);
    expect(await store.vectors('a')).toEqual([]);
  });

  it('keeps the vectors of ids apart that begin alike', async () => {
    await enqueueAndCommit(commitOf('a', 1, [{ first: 0, count: 1, data: vectorOf(1) }]));
    await enqueueAndCommit(commitOf('a/b', 1, [{ first: 0, count: 1, data: vectorOf(2) }]));
    await store.remove('a');
    expect(await store.vectors('a')).toEqual([]);
    expect(await store.vectors('a/b')).toHaveLength(1);
  });

  it('records a failure, and leaves a version that was read as it is', async () => {
    const error = { code: 'malformed', message: 'broken' };
    await store.enqueue({ ...queuedOf('bad'), content: new Blob(['x']) });
    expect(await store.commitFailed(queuedOf('bad'), error)).toMatchObject({ state: 'failed', error });
    expect(await store.queued()).toEqual([]);
    await enqueueAndCommit(commitOf('a', 1));
    expect(await store.commitFailed(queuedOf('a'), error)).toMatchObject({ state: 'words', error });
    expect((await store.passages('a'))?.spans).toHaveLength(1);
  });

  it('drops all vectors for another model, and documents wait again', async () => {
    await enqueueAndCommit(commitOf('a', 1, [{ first: 0, count: 1, data: vectorOf(1) }]));
    await store.commitModel({ id: 'm', fingerprint: 'f', dims: 2 }, true);
    expect(await store.vectors('a')).toEqual([]);
    expect(await store.document('a')).toMatchObject({ state: 'words' });
    expect((await store.corpus()).model).toEqual({ id: 'm', fingerprint: 'f', dims: 2 });
  });

  it('undoes a transaction of which a part fails', async () => {
    const commit = commitOf('a', 1);
    await store.enqueue({ ...commit.queued, content: new Blob(['abc']) });
    // A function cannot be stored, so that the last of several writes throws.
    const broken = {
      ...commit,
      vectors: [{ first: 0, count: 1, data: (() => 1) as unknown as ArrayBuffer }],
    };
    await expect(store.commitParsed(broken)).rejects.toThrow();
    expect(await store.documents()).toEqual([]);
    expect(await store.text('a')).toBeUndefined();
    expect(await store.queued()).toHaveLength(1);
  });

  it('refuses a database of a newer version without touching it', async () => {
    await store.close();
    const newer = await openDB(DATABASE_PREFIX + NAME, MIGRATIONS.length + 1);
    newer.close();
    await expect(CorpusStore.open(NAME, ignore)).rejects.toMatchObject({
      name: 'StorageError',
      code: 'newer_schema',
    });
    await deleteDatabase(NAME);
    store = await CorpusStore.open(NAME, ignore);
  });

  it('lets go and tells when another version of the app waits for the database', async () => {
    const lost = Promise.withResolvers<unknown>();
    await store.close();
    store = await CorpusStore.open(NAME, lost.resolve);
    const newer = await openDB(DATABASE_PREFIX + NAME, MIGRATIONS.length + 1);
    expect(await lost.promise).toMatchObject({ code: 'blocked' });
    newer.close();
  });
});
