import type { CorpusStore } from '../storage/corpus-store.ts';
import { LiveKeys } from '../storage/live-keys.ts';
import type { SegmentInfo } from '../storage/schema.ts';
import type { Indexes } from './load-indexes.ts';

/** What all segments hold. */
export interface CheckedRows {
  segments: number;
  bytes: number;
  /** Passages whose words are on disk. */
  words: LiveKeys;
  /** By embedder, passages whose vectors are in the index but not on disk. */
  vectors: Map<string, LiveKeys>;
}

/** Reads all segments of a corpus. Damaged ones are deleted, so that what they held is missing. */
export async function checkRows(
  store: CorpusStore,
  { catalogue, spaces }: Pick<Indexes, 'catalogue' | 'spaces'>,
): Promise<CheckedRows> {
  const words = new LiveKeys();
  const vectors = new Map<string, LiveKeys>();
  const damaged = store.segments.damaged.length;
  let segments = 0;
  let bytes = 0;
  const note = (keys: Uint32Array, take: (key: number) => void, { size }: SegmentInfo): void => {
    segments += 1;
    bytes += size;
    keys.forEach(take);
  };
  // Taken before the segments are listed: what is in an index then is on disk.
  const indexed = [...spaces.values()].map(({ fingerprint, index }) => {
    const missing = new LiveKeys();
    for (const { record } of catalogue.values())
      for (let key = record.firstKey; key < record.firstKey + record.passages; key++)
        if (index.has(key)) missing.add({ firstKey: key, passages: 1 });
    return { fingerprint, missing };
  });
  await store.loadWords(({ keys }, segment) =>
    note(keys, (key) => words.add({ firstKey: key, passages: 1 }), segment),
  );
  for (const { fingerprint, missing } of indexed) {
    await store.vectors.load(fingerprint, ({ rows }, segment) =>
      note(rows.keys, (key) => missing.delete({ firstKey: key, passages: 1 }), segment),
    );
    vectors.set(fingerprint, missing);
  }
  segments += store.segments.damaged.length - damaged;
  return { segments, bytes, words, vectors };
}
