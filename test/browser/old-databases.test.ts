import { openDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { quantise } from '../../src/search/vector-rows.ts';
import { countWords, type WordRows } from '../../src/search/word-rows.ts';
import { CorpusStore } from '../../src/storage/corpus-store.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import {
  DATABASE_PREFIX,
  MIGRATIONS,
  type CorpusDatabase,
  type CorpusRecord,
  type CorpusSchema,
  type VectorOrigin,
} from '../../src/storage/schema.ts';
import { mergeVectors, type StoredVectors } from '../../src/storage/vector-segment.ts';
import { WordMerge } from '../../src/storage/word-merge.ts';

const NAME = 'old-test';
const OLD = { id: 'm', fingerprint: 'f', dims: 4 };
const NEXT = { id: 'n', fingerprint: 'g', dims: 4 };
const MADE: VectorOrigin = { device: 'webgpu', adapter: 'card', selfTest: 0.9999 };
/** More passages than are converted in one step. */
const DOCUMENTS = [
  { id: 'b', firstKey: 0, passages: 1500 },
  { id: 'a', firstKey: 1500, passages: 1500 },
  { id: 'c', firstKey: 4000, passages: 3 },
];

const open = (): Promise<CorpusStore> => CorpusStore.open(NAME, () => undefined);
const vectorOf = (key: number, model: string): number[] =>
  [1, 2, 3, 4].map((at) => Math.sin(key * at + model.length * 100 + (model === 'g' ? 1 : 0)));
const termsOf = (key: number): { body: string; context: string } => ({
  body: `word${key % 7} all word${key % 7} number${key}`,
  context: key % 2 === 0 ? 'title' : '',
});

/** Writes a database as that version did. */
async function writeOld(version: 1 | 2, corpus: Partial<CorpusRecord> = {}): Promise<void> {
  const database = await openDB<CorpusSchema>(DATABASE_PREFIX + NAME, version, {
    upgrade: (opened) => MIGRATIONS.slice(0, version).forEach((migrate) => migrate(opened)),
  });
  await database.put('corpus', { key: 'corpus', nextKey: 5000, model: OLD, ...corpus });
  for (const { id, firstKey, passages } of DOCUMENTS) {
    const keys = Array.from({ length: passages }, (_, at) => firstKey + at);
    const named = { id, name: `${id}.txt`, bytes: 3, sha256: `hash of ${id}`, addedAt: firstKey };
    await database.put('documents', { ...named, state: 'ready', firstKey, passages });
    await database.put('texts', { id, parsed: { format: 'text', text: 'abc', blocks: [] } });
    await database.put('originals', { id, content: new Blob(['abc']) });
    await database.put('passages', {
      documentId: id,
      analysis: 1,
      language: 'en',
      spans: keys.map(() => ({ start: 0, end: 3, context: '' })),
      terms: keys.map(termsOf),
    });
    await putVectors(database, 'vectors', id, keys, 'f', MADE);
    if (version === 2) await putVectors(database, 'vectors2', id, keys.slice(0, 2), 'g');
  }
  database.close();
}

async function putVectors(
  database: CorpusDatabase,
  set: 'vectors' | 'vectors2',
  documentId: string,
  keys: number[],
  model: string,
  made?: VectorOrigin,
): Promise<void> {
  for (let first = 0; first < keys.length; first += 16) {
    const batch = keys.slice(first, first + 16);
    const data = Float32Array.from(batch.flatMap((key) => vectorOf(key, model))).buffer;
    await database.put(set, { documentId, first, count: batch.length, data, ...(made && { made }) });
  }
}

const KEYS = DOCUMENTS.flatMap(({ firstKey, passages }) =>
  Array.from({ length: passages }, (_, at) => firstKey + at),
);
const split = (terms: string): string[] => terms.split(' ').filter(Boolean);
const WORDS = countWords(
  KEYS.map((key) => ({ key, body: split(termsOf(key).body), context: split(termsOf(key).context) })),
);

async function wordsOf(store: CorpusStore): Promise<WordRows | undefined> {
  const parts: WordRows[] = [];
  await store.loadWords((words) => parts.push(words));
  const merge = new WordMerge(parts, () => true);
  Array.from(merge.steps());
  return merge.take();
}

async function vectorsOf(store: CorpusStore, model: string): Promise<StoredVectors | undefined> {
  const parts: StoredVectors[] = [];
  await store.vectors.load(model, (stored) => parts.push(stored));
  return mergeVectors(parts, () => true);
}

/** What the vectors of these keys must be. */
function expectedVectors(keys: number[], model: string, made?: VectorOrigin): StoredVectors {
  const numbers = Float32Array.from(keys.flatMap((key) => vectorOf(key, model)));
  return { rows: quantise(keys, numbers, 4), origins: [{ rows: keys.length, ...(made && { made }) }] };
}

async function expectAll(store: CorpusStore): Promise<void> {
  expect(await wordsOf(store)).toEqual(WORDS);
  expect(await vectorsOf(store, 'f')).toEqual(expectedVectors(KEYS, 'f', MADE));
  expect(await store.documents()).toHaveLength(DOCUMENTS.length);
  expect((await store.text('c'))?.text).toBe('abc');
  expect(await (await store.originals.get('c'))?.text()).toBe('abc');
  const passages = await store.allPassages();
  for (const { id, passages: count } of DOCUMENTS) {
    expect(passages.get(id)?.spans).toHaveLength(count);
    expect(passages.get(id)).not.toHaveProperty('terms');
  }
  expect(await store.corpus()).toMatchObject({ nextKey: 5000, isSegmented: true, model: OLD });
}

afterEach(() => deleteDatabase(NAME));

describe('a database of an earlier version', () => {
  for (const version of [1, 2] as const)
    it(`keeps its documents, words and vectors (${version})`, async () => {
      await writeOld(version, version === 2 ? { next: NEXT } : {});
      const store = await open();
      const steps: [done: number, total: number][] = [];
      const onProgress = (done: number, total: number): unknown => steps.push([done, total]);
      await store.convert({ countWords, quantise, onProgress });
      expect(steps).toEqual([
        [0, 3003],
        [3000, 3003],
      ]);
      await expectAll(store);
      if (version === 2) {
        const keys = DOCUMENTS.flatMap(({ firstKey }) => [firstKey, firstKey + 1]);
        expect(await vectorsOf(store, 'g')).toEqual(expectedVectors(keys, 'g'));
      }
      await store.close();
    });

  it('goes on where a crash cut its conversion off, and loses and doubles nothing', async () => {
    await writeOld(2);
    for (const steps of [1, 1, 2]) {
      const store = await open();
      let calls = 0;
      const crash =
        <T extends unknown[], R>(work: (...values: T) => R): ((...values: T) => R) =>
        (...values) => {
          if (++calls > steps) throw new Error('killed');
          return work(...values);
        };
      await expect(
        store.convert({ countWords: crash(countWords), quantise: crash(quantise) }),
      ).rejects.toThrow('killed');
      await store.close();
    }
    const store = await open();
    await store.convert({ countWords, quantise });
    await expectAll(store);
    await store.close();
  });

  it('is converted once', async () => {
    await writeOld(1);
    const store = await open();
    await store.convert({ countWords, quantise });
    const never = (): never => {
      throw new Error('converted twice');
    };
    await store.convert({ countWords: never, quantise: never });
    expect((await store.segments.list('words')).length).toBeGreaterThan(1);
    await store.close();
  });
});
