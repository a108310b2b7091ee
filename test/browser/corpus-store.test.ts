import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deleteDatabase, warmStorage } from '../../src/storage/database.ts';
import { CorpusStore } from '../../src/storage/corpus-store.ts';
import type { ParsedCommit } from '../../src/storage/parsed-commit.ts';
import { DATABASE_PREFIX, MIGRATIONS, type VectorOrigin } from '../../src/storage/schema.ts';
import { selectVectors } from '../../src/storage/vector-segment.ts';
import type { ModelVectors } from '../../src/storage/vector-store.ts';
import { quantise, restore } from '../../src/search/vector-rows.ts';
import { countWords } from '../../src/search/word-rows.ts';

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
    },
    words: countWords(Array.from({ length: passages }, (_, key) => ({ key, body: ['abc'], context: [] }))),
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
const MADE: VectorOrigin = { device: 'wasm', selfTest: 1 };

/** One vector of a model for each of these values, under keys or ordinals from `first` on. */
function vectorsOf(model: string, values: number[], first = 0): ModelVectors {
  const keys = values.map((_, at) => first + at);
  const rows = quantise(keys, Float32Array.from(values.flatMap((value) => [value, value])), 2);
  return { model, rows, origins: [{ rows: values.length, made: MADE }] };
}

/** The stored vectors of a model: of each live key the first number. */
async function valuesOf(model: string): Promise<Record<number, number>> {
  const values: Record<number, number> = {};
  await store.vectors.load(model, (stored) => {
    const { rows } = selectVectors(stored, (key) => store.live.has(key));
    const numbers = restore(rows);
    rows.keys.forEach((key, at) => (values[key] = numbers[at * 2] ?? NaN));
  });
  return values;
}

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
    expect(await (await store.originals.get('a'))?.text()).toBe('abc');
  });

  it('never gives a passage key twice, also after a document is gone', async () => {
    await enqueueAndCommit(commitOf('a', 2));
    await store.remove('a');
    expect((await enqueueAndCommit(commitOf('b', 3))).firstKey).toBe(2);
    expect((await enqueueAndCommit(commitOf('c', 1))).firstKey).toBe(5);
  });

  it('replaces all of a document, vectors included', async () => {
    await enqueueAndCommit(commitOf('a', 2));
    await store.vectors.commit(vectorsOf('f', [1, 2]));
    const next = await enqueueAndCommit(commitOf('a', 1, [vectorsOf('f', [7])]));
    expect(next).toMatchObject({ firstKey: 2, passages: 1 });
    expect(await valuesOf('f')).toEqual({ 2: 7 });
  });

  it('keeps the words of all passages, by key', async () => {
    await enqueueAndCommit(commitOf('a', 2));
    await enqueueAndCommit(commitOf('b', 1));
    const found: unknown[] = [];
    await store.loadWords(({ keys, terms, slots }) => found.push([[...keys], terms, [...slots]]));
    expect(found).toEqual([
      [[0, 1], ['abc'], [0, 1]],
      [[2], ['abc'], [0]],
    ]);
  });

  it('does not count vectors of a version that is gone', async () => {
    await enqueueAndCommit(commitOf('a', 1));
    await enqueueAndCommit(commitOf('a', 1));
    await store.vectors.commit(vectorsOf('f', [1]));
    expect(await valuesOf('f')).toEqual({});
    await store.vectors.commit(vectorsOf('f', [2], 1));
    expect(await valuesOf('f')).toEqual({ 1: 2 });
  });

  it('knows which keys count over a reopening', async () => {
    await enqueueAndCommit(commitOf('a', 2));
    await enqueueAndCommit(commitOf('b', 3));
    await store.remove('a');
    await store.close();
    store = await CorpusStore.open(NAME, ignore);
    expect([0, 1, 2, 3, 4, 5].map((key) => store.live.has(key))).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(store.live.size).toBe(3);
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
    // A function cannot be stored, so that one of several writes throws.
    const broken = { ...commit, passages: { ...commit.passages, language: (() => 1) as unknown as string } };
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
  const one = (model: string, value: number): ModelVectors => vectorsOf(model, [value]);

  it('keeps the vectors of both apart until it ends, and then only the new ones', async () => {
    await enqueueAndCommit(commitOf('a', 1, [one('f', 1)]));
    await store.vectors.beginSwitch(OTHER);
    expect(await store.vectors.commit(one('g', 2))).toBe(true);
    expect([await valuesOf('f'), await valuesOf('g')]).toEqual([{ 0: 1 }, { 0: 2 }]);
    expect(await store.corpus()).toMatchObject({ model: MODEL, next: OTHER });
    await store.vectors.finishSwitch();
    expect([await valuesOf('f'), await valuesOf('g')]).toEqual([{}, { 0: 2 }]);
    expect(await store.corpus()).toMatchObject({ model: OTHER });
    expect(await store.corpus()).not.toHaveProperty('next');
  });

  it('can be made there and back, each time with a clean set', async () => {
    await enqueueAndCommit(commitOf('a', 1, [one('f', 1)]));
    for (const model of [OTHER, MODEL, OTHER]) {
      await store.vectors.beginSwitch(model);
      expect(await valuesOf(model.fingerprint)).toEqual({});
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
    expect(await valuesOf('g')).toEqual({ 0: 2 });
    await store.vectors.beginSwitch(THIRD);
    expect([await valuesOf('g'), await valuesOf('h')]).toEqual([{}, {}]);
    await store.vectors.dropSwitch();
    expect(await store.corpus()).not.toHaveProperty('next');
    expect(await valuesOf('f')).toEqual({ 0: 1 });
  });

  it('takes no vectors of an embedder that the corpus has nothing to do with', async () => {
    await store.vectors.beginSwitch(OTHER);
    await enqueueAndCommit(commitOf('a', 1, [one('h', 3)]));
    await store.vectors.finishSwitch();
    // Of the former one, made before the end and late.
    expect(await store.vectors.commit(one('f', 1))).toBe(false);
    await store.vectors.beginSwitch(MODEL);
    expect(await valuesOf('f')).toEqual({});
  });

  it('removes and replaces a document in both sets', async () => {
    await store.vectors.beginSwitch(OTHER);
    await enqueueAndCommit(commitOf('a', 1, [one('f', 1), one('g', 2)]));
    await enqueueAndCommit(commitOf('a', 1, [one('g', 3)]));
    expect([await valuesOf('f'), await valuesOf('g')]).toEqual([{}, { 1: 3 }]);
    await store.remove('a');
    expect(await valuesOf('g')).toEqual({});
  });

  it('is made at once for a corpus whose former embedder is not at hand', async () => {
    await store.vectors.beginSwitch(OTHER);
    await enqueueAndCommit(commitOf('a', 1, [one('f', 1), one('g', 2)]));
    await store.vectors.bind(OTHER);
    expect([await valuesOf('f'), await valuesOf('g')]).toEqual([{}, { 0: 2 }]);
    await store.vectors.bind(THIRD);
    expect(await store.vectors.isEmpty()).toBe(true);
    expect(await store.corpus()).toMatchObject({ model: THIRD });
  });
});

describe('a storage that is started early', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is asked for its databases, and nobody waits for it', () => {
    const asked = vi.spyOn(indexedDB, 'databases').mockReturnValue(new Promise(() => undefined));
    warmStorage();
    expect(asked).toHaveBeenCalledOnce();
  });

  it('may refuse: whoever opens a database says so', async () => {
    const refused = Promise.reject(new DOMException('', 'SecurityError'));
    vi.spyOn(indexedDB, 'databases').mockReturnValue(refused);
    expect(() => warmStorage()).not.toThrow();
    await expect(refused).rejects.toThrow();
    vi.spyOn(indexedDB, 'databases').mockImplementation(() => {
      throw new DOMException('', 'SecurityError');
    });
    expect(() => warmStorage()).not.toThrow();
  });
});
