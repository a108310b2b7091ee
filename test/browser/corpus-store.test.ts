import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteDatabase } from '../../src/storage/database.ts';
import { CorpusStore, type ParsedCommit } from '../../src/storage/corpus-store.ts';
import { DATABASE_PREFIX, MIGRATIONS, type CorpusSchema } from '../../src/storage/schema.ts';

const NAME = 'store-test';
let store: CorpusStore;

const ignore = (): void => undefined;
beforeEach(async () => {
  store = await CorpusStore.open(NAME, ignore);
  await store.vectors.bind(MODEL);
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

const MODEL = { id: 'm', fingerprint: 'f', dims: 2 };
const OTHER = { id: 'n', fingerprint: 'g', dims: 2 };
const THIRD = { id: 'o', fingerprint: 'h', dims: 2 };
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
    await store.vectors.commit('f', [{ record, firstKey }]);
    const next = await enqueueAndCommit(
      commitOf('a', 1, [{ model: 'f', first: 0, count: 1, data: vectorOf(7) }]),
    );
    expect(next).toMatchObject({ firstKey: 2, passages: 1 });
    expect(await store.vectors.read('a', 'f')).toHaveLength(1);
  });

  it('stores no vectors for a version that is gone', async () => {
    const { firstKey } = await enqueueAndCommit(commitOf('a', 1));
    await enqueueAndCommit(commitOf('a', 1));
    const record = { documentId: 'a', first: 0, count: 1, data: vectorOf(1) };
    const missing = { documentId: 'nobody', first: 0, count: 1, data: vectorOf(1) };
    const stored = await store.vectors.commit('f', [
      { record, firstKey },
      { record: missing, firstKey: 0 },
    ]);
    expect([...stored]).toEqual([]);
    expect(await store.vectors.read('a', 'f')).toEqual([]);
  });

  it('keeps the vectors of ids apart that begin alike', async () => {
    await enqueueAndCommit(commitOf('a', 1, [{ model: 'f', first: 0, count: 1, data: vectorOf(1) }]));
    await enqueueAndCommit(commitOf('a/b', 1, [{ model: 'f', first: 0, count: 1, data: vectorOf(2) }]));
    await store.remove('a');
    expect(await store.vectors.read('a', 'f')).toEqual([]);
    expect(await store.vectors.read('a/b', 'f')).toHaveLength(1);
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

  it('undoes a transaction of which a part fails', async () => {
    const commit = commitOf('a', 1);
    await store.enqueue({ ...commit.queued, content: new Blob(['abc']) });
    // A function cannot be stored, so that the last of several writes throws.
    const broken = {
      ...commit,
      vectors: [{ model: 'f', first: 0, count: 1, data: (() => 1) as unknown as ArrayBuffer }],
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

  it('reads a document once more, unless its original is gone or a newer version waits', async () => {
    const record = await enqueueAndCommit(commitOf('a', 1));
    expect(await store.requeue(record)).toEqual(queuedOf('a'));
    expect(await (await store.queuedContent('a'))?.text()).toBe('abc');
    expect(await store.requeue(record)).toBeUndefined();
    await store.remove('a');
    expect(await store.requeue(record)).toBeUndefined();
    expect(await store.queued()).toEqual([]);
  });
});

describe('a change of the embedder', () => {
  /** Vectors of a document with one passage. */
  const one = (model: string, value: number): ParsedCommit['vectors'][number] => ({
    model,
    first: 0,
    count: 1,
    data: vectorOf(value),
  });
  const valuesOf = async (id: string, model: string): Promise<number[]> =>
    (await store.vectors.read(id, model)).map(({ data }) => new Float32Array(data)[0] ?? NaN);

  it('keeps the vectors of both apart until it ends, and then only the new ones', async () => {
    const { firstKey } = await enqueueAndCommit(commitOf('a', 1, [one('f', 1)]));
    await store.vectors.beginSwitch(OTHER);
    const record = { documentId: 'a', first: 0, count: 1, data: vectorOf(2) };
    await store.vectors.commit('g', [{ record, firstKey }]);
    expect([await valuesOf('a', 'f'), await valuesOf('a', 'g')]).toEqual([[1], [2]]);
    expect(await store.corpus()).toMatchObject({ model: MODEL, next: OTHER });
    await store.vectors.finishSwitch();
    expect([await valuesOf('a', 'f'), await valuesOf('a', 'g')]).toEqual([[], [2]]);
    expect(await store.corpus()).toMatchObject({ model: OTHER });
    expect(await store.corpus()).not.toHaveProperty('next');
  });

  it('can be made there and back, each time with a clean set', async () => {
    await enqueueAndCommit(commitOf('a', 1, [one('f', 1)]));
    for (const model of [OTHER, MODEL, OTHER]) {
      await store.vectors.beginSwitch(model);
      expect(await valuesOf('a', model.fingerprint)).toEqual([]);
      await store.vectors.finishSwitch();
      expect(await store.vectors.isEmpty()).toBe(true);
    }
  });

  it('keeps what it made over a pause, and drops it for a third model or when it is given up', async () => {
    await store.vectors.beginSwitch(OTHER);
    await enqueueAndCommit(commitOf('a', 1, [one('f', 1), one('g', 2)]));
    await store.vectors.pauseSwitch();
    expect((await store.corpus()).next).toEqual({ ...OTHER, isPaused: true });
    await store.vectors.beginSwitch(OTHER);
    expect((await store.corpus()).next).toEqual(OTHER);
    expect(await valuesOf('a', 'g')).toEqual([2]);
    await store.vectors.beginSwitch(THIRD);
    expect([await valuesOf('a', 'g'), await valuesOf('a', 'h')]).toEqual([[], []]);
    await store.vectors.dropSwitch();
    expect(await store.corpus()).not.toHaveProperty('next');
    expect(await valuesOf('a', 'f')).toEqual([1]);
  });

  it('takes no vectors of an embedder that the corpus has nothing to do with', async () => {
    await store.vectors.beginSwitch(OTHER);
    const { firstKey } = await enqueueAndCommit(commitOf('a', 1, [one('h', 3)]));
    await store.vectors.finishSwitch();
    const record = { documentId: 'a', first: 0, count: 1, data: vectorOf(1) };
    // Of the former one, made before the end and late.
    expect([...(await store.vectors.commit('f', [{ record, firstKey }]))]).toEqual([]);
    await store.vectors.beginSwitch(MODEL);
    expect(await valuesOf('a', 'f')).toEqual([]);
  });

  it('removes and replaces a document in both sets', async () => {
    await store.vectors.beginSwitch(OTHER);
    await enqueueAndCommit(commitOf('a', 1, [one('f', 1), one('g', 2)]));
    await enqueueAndCommit(commitOf('a', 1, [one('g', 3)]));
    expect([await valuesOf('a', 'f'), await valuesOf('a', 'g')]).toEqual([[], [3]]);
    await store.remove('a');
    expect(await valuesOf('a', 'g')).toEqual([]);
  });

  it('is made at once for a corpus whose former embedder is not at hand', async () => {
    await store.vectors.beginSwitch(OTHER);
    await enqueueAndCommit(commitOf('a', 1, [one('f', 1), one('g', 2)]));
    await store.vectors.bind(OTHER);
    expect([await valuesOf('a', 'f'), await valuesOf('a', 'g')]).toEqual([[], [2]]);
    await store.vectors.bind(THIRD);
    expect(await store.vectors.isEmpty()).toBe(true);
    expect(await store.corpus()).toMatchObject({ model: THIRD });
  });
});

describe('a database of the first version', () => {
  it('keeps its documents and vectors when it is brought up to date, and can change its embedder', async () => {
    await store.close();
    await deleteDatabase(NAME);
    const [first] = MIGRATIONS;
    const old = await openDB<CorpusSchema>(DATABASE_PREFIX + NAME, 1, {
      upgrade: (database) => first?.(database),
    });
    expect([...old.objectStoreNames]).not.toContain('vectors2');
    await old.put('corpus', { key: 'corpus', nextKey: 1, model: MODEL });
    await old.put('documents', { ...queuedOf('a'), state: 'ready', firstKey: 0, passages: 1 });
    await old.put('passages', { documentId: 'a', ...commitOf('a', 1).passages });
    await old.put('vectors', { documentId: 'a', first: 0, count: 1, data: vectorOf(5) });
    old.close();
    store = await CorpusStore.open(NAME, ignore);
    expect((await store.vectors.read('a', 'f')).map(({ data }) => new Float32Array(data)[0])).toEqual([5]);
    expect(await store.documents()).toHaveLength(1);
    expect(await store.vectors.isEmpty()).toBe(false);
    await store.vectors.beginSwitch(OTHER);
    await store.vectors.finishSwitch();
    expect(await store.vectors.isEmpty()).toBe(true);
  });
});
