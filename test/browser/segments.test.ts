import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quantise } from '../../src/search/vector-rows.ts';
import { countWords } from '../../src/search/word-rows.ts';
import { CorpusStore } from '../../src/storage/corpus-store.ts';
import { deleteDatabase } from '../../src/storage/database.ts';
import { chooseMerge, mergeSegments } from '../../src/storage/merge.ts';
import type { SegmentInfo, SegmentSet } from '../../src/storage/schema.ts';
import { decodeVectors } from '../../src/storage/vector-segment.ts';
import { StoredBytes } from '../helpers/stored-bytes.ts';

const NAME = 'segments-test';
const DIMS = 8;
const MODEL = { id: 'm', fingerprint: 'f', dims: DIMS };
const disk = new StoredBytes(NAME);
let store: CorpusStore;

beforeEach(async () => {
  store = await CorpusStore.open(NAME, () => undefined);
  await store.vectors.bind(MODEL);
});
afterEach(async () => {
  await store.close();
  await deleteDatabase(NAME);
});

/** Commits a document of some passages with their words and vectors; resolves with its first key. */
async function commit(id: string, passages = 2): Promise<number> {
  const ordinals = Array.from({ length: passages }, (_, at) => at);
  const { firstKey } = await store.commitParsed({
    queued: { id, name: id, bytes: 3, sha256: id, addedAt: 1 },
    parsed: { format: 'text', text: 'abc', blocks: [] },
    passages: {
      analysis: 1,
      language: 'en',
      spans: ordinals.map(() => ({ start: 0, end: 3, context: '' })),
    },
    words: countWords(ordinals.map((key) => ({ key, body: ['all', `word${key % 2}`], context: [] }))),
    vectors: [],
  });
  const keys = ordinals.map((ordinal) => firstKey + ordinal);
  const numbers = Float32Array.from(
    keys.flatMap((key) => Array.from({ length: DIMS }, (_, at) => Math.cos(key + at))),
  );
  const origins = [{ rows: passages }];
  await store.vectors.commit({ model: 'f', rows: quantise(keys, numbers, DIMS), origins });
  return firstKey;
}

/** Each key that is stored in a set, as often as it is there. */
async function keysOf(set: 'words' | 'vectors'): Promise<number[]> {
  const keys: number[] = [];
  if (set === 'words') await store.loadWords((words) => keys.push(...words.keys));
  else await store.vectors.load('f', ({ rows }) => keys.push(...rows.keys));
  return keys.sort((a, b) => a - b);
}

function merge(segments: readonly SegmentInfo[], between?: () => Promise<unknown>): Promise<void> {
  return store.segments.inTurn(() =>
    mergeSegments(store.segments, segments, store.live, async (steps) => {
      const results = [...steps];
      await between?.();
      return results;
    }),
  );
}

async function mergeAll(): Promise<void> {
  for (const set of ['words', 'vectors'] as const)
    for (let chosen = chooseMerge(await store.segments.list(set)); chosen.length > 0;) {
      await merge(chosen);
      chosen = chooseMerge(await store.segments.list(set));
    }
}

/** Counts what a piece of work writes: records, and the bytes of segments among them. */
async function writesOf(work: () => Promise<unknown>): Promise<{ records: number; bytes: number }> {
  const { put, delete: remove } = IDBObjectStore.prototype;
  let records = 0;
  let bytes = 0;
  IDBObjectStore.prototype.put = function (value: { bytes?: ArrayBuffer }, ...rest) {
    records += 1;
    bytes += value.bytes instanceof ArrayBuffer ? value.bytes.byteLength : 0;
    return put.call(this, value, ...rest);
  };
  IDBObjectStore.prototype.delete = function (...values) {
    records += 1;
    return remove.apply(this, values);
  };
  try {
    await work();
  } finally {
    Object.assign(IDBObjectStore.prototype, { put, delete: remove });
  }
  return { records, bytes };
}

describe('a commit', () => {
  it('writes the same whatever is stored already', async () => {
    await commit('first');
    const early = await writesOf(() => commit('early', 100));
    for (let at = 0; at < 200; at++) await commit(`d${at}`, 20);
    const late = await writesOf(() => commit('late', 100));
    expect(late.records).toBe(early.records);
    // The first key of a segment takes a byte or two more.
    expect(late.bytes - early.bytes).toBeLessThanOrEqual(4);
    // Words and vectors of 100 passages, no more than twice of what they are.
    expect(late.bytes).toBeLessThan(2 * 100 * (2 * DIMS + 8 + 6));
    await mergeAll();
    const afterwards = await writesOf(() => commit('afterwards', 100));
    expect(afterwards.records).toBe(early.records);
    expect(afterwards.bytes - early.bytes).toBeLessThanOrEqual(4);
  });

  it('is not written anew by the removal of a document', async () => {
    for (let at = 0; at < 20; at++) await commit(`d${at}`);
    const { bytes } = await writesOf(() => store.remove('d7'));
    expect(bytes).toBe(0);
  });
});

describe('a merge', () => {
  for (const set of ['words', 'vectors'] as const)
    it(`keeps what is added, and drops what is removed meanwhile sooner or later (${set})`, async () => {
      for (let at = 0; at < 10; at++) await commit(`d${at}`);
      const former = await store.segments.list(set);
      expect(former).toHaveLength(10);
      const appending = (async () => {
        for (let at = 10; at < 20; at++) await commit(`d${at}`);
        await store.remove('d3');
        await commit('d4');
      })();
      await merge(former, () => commit('between'));
      await appending;
      const first = await store.segments.list(set);
      expect(first.length).toBeGreaterThanOrEqual(12);
      const live = (await keysOf(set)).filter((key) => store.live.has(key));
      expect(live).toHaveLength(store.live.size);
      await merge(first);
      expect(await store.segments.list(set)).toHaveLength(1);
      expect(await keysOf(set)).toEqual(live);
      expect(new Set(live).size).toBe(store.live.size);
    });

  it('gives up where the segments went meanwhile', async () => {
    for (let at = 0; at < 3; at++) await commit(`d${at}`);
    const former = await store.segments.list('words');
    await merge(former, () => store.segments.replace(former.slice(1, 2)));
    expect(await store.segments.list('words')).toEqual([former[0], former[2]]);
  });

  it('leaves nothing of documents that are gone', async () => {
    const kept = [await commit('a'), await commit('b'), await commit('c')];
    expect(kept).toEqual([0, 2, 4]);
    await store.remove('a');
    await store.remove('c');
    for (const set of ['words', 'vectors'] as const) {
      const before = (await disk.sizes(set)).reduce((a, b) => a + b);
      await merge(await store.segments.list(set));
      expect(await keysOf(set)).toEqual([2, 3]);
      expect((await disk.sizes(set)).reduce((a, b) => a + b)).toBeLessThan(before / 2);
    }
    await store.remove('b');
    await merge(await store.segments.list('words'));
    expect(await store.segments.list('words')).toEqual([]);
  });

  it('leaves a segment alone that has nothing to lose', async () => {
    await commit('a');
    const [segment] = await store.segments.list('vectors');
    const { records } = await writesOf(() => merge(segment ? [segment] : []));
    expect(records).toBe(0);
  });
});

describe('a damaged segment', () => {
  it('is left out, deleted and told once; the others are read', async () => {
    await commit('a');
    await commit('b');
    const spoil = async (set: SegmentSet, at: number): Promise<void> => {
      const list = await store.segments.list(set);
      const kept = list.filter((_, index) => index !== at);
      await disk.flipSegments(set, (info) => !kept.some(({ sequence }) => sequence === info.sequence));
    };
    await spoil('vectors', 0);
    await spoil('words', 1);
    expect(await keysOf('vectors')).toEqual([2, 3]);
    expect(await keysOf('words')).toEqual([0, 1]);
    expect(store.segments.damaged.map(({ set, rows }) => [set, rows])).toEqual([
      ['vectors', 2],
      ['words', 2],
    ]);
    expect(await store.segments.list('vectors')).toHaveLength(1);
    await keysOf('vectors');
    expect(store.segments.damaged).toHaveLength(2);
  });

  it('does not end up in a merged one', async () => {
    for (let at = 0; at < 8; at++) await commit(`d${at}`);
    const former = await store.segments.list('vectors');
    await disk.flipSegments('vectors', ({ sequence }) => sequence === 5);
    await merge(former);
    expect(await store.segments.list('vectors')).toHaveLength(1);
    expect(await keysOf('vectors')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15]);
  });

  it('is one with sound bytes of another kind, too', async () => {
    await commit('a');
    await store.segments.append('vectors', { rows: 1, bytes: new TextEncoder().encode('no vectors').buffer });
    expect(await keysOf('vectors')).toEqual([0, 1]);
    expect(store.segments.damaged).toHaveLength(1);
    expect(() => decodeVectors(new ArrayBuffer(3))).toThrow(RangeError);
  });
});
