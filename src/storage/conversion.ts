import type { quantise } from '../search/vector-rows.ts';
import type { countWords, PassageTerms } from '../search/word-rows.ts';
import type { CorpusDatabase, DocumentRecord, PassagesRecord, VectorSet } from './schema.ts';
import { appendSegment } from './segments.ts';
import type { StrictWriter } from './strict-writer.ts';
import { encodeVectors, type OriginRun } from './vector-segment.ts';
import { readCorpus } from './vector-store.ts';
import { encodeWords } from './word-segment.ts';

/** What makes rows of what versions 1 and 2 stored. */
export interface Conversion {
  countWords: typeof countWords;
  quantise: typeof quantise;
  /** Told before each step how many of all passages are converted. */
  onProgress?(done: number, total: number): void;
}

/** Passages that are converted together: some 3 MB of vectors, which are in memory twice meanwhile. */
const BATCH_PASSAGES = 2048;

/**
 * Brings words and vectors that versions 1 and 2 kept by document into segments. Each step is a transaction that writes
 * a segment and deletes what went into it, so that after a crash the rest is still there.
 */
export async function convertRecords(
  database: CorpusDatabase,
  writer: StrictWriter,
  conversion: Conversion,
): Promise<void> {
  const corpus = await database.get('corpus', 'corpus');
  if (!corpus || corpus.isSegmented) return;
  const documents = (await database.getAll('documents')).sort((a, b) => a.firstKey - b.firstKey);
  const total = countPassages(documents);
  let done = 0;
  for (const batch of batchesOf(documents)) {
    conversion.onProgress?.(done, total);
    done += countPassages(batch);
    await convertWords(database, writer, batch, conversion);
    for (const set of ['vectors', 'vectors2'] as const)
      await convertVectors(database, writer, set, batch, conversion);
  }
  await writer.write(['corpus', 'vectors', 'vectors2'], async (tx) => {
    await tx.objectStore('vectors').clear();
    await tx.objectStore('vectors2').clear();
    await tx.objectStore('corpus').put({ ...(await readCorpus(tx)), isSegmented: true });
  });
}

async function convertWords(
  database: CorpusDatabase,
  writer: StrictWriter,
  documents: readonly DocumentRecord[],
  { countWords }: Conversion,
): Promise<void> {
  const stripped: PassagesRecord[] = [];
  const passages: PassageTerms[] = [];
  for (const { id, firstKey } of documents) {
    const { terms, ...record } = (await database.get('passages', id)) ?? {};
    if (!terms || !('documentId' in record)) continue;
    stripped.push(record);
    terms.forEach(({ body, context }, ordinal) =>
      passages.push({ key: firstKey + ordinal, body: split(body), context: split(context) }),
    );
  }
  if (stripped.length === 0) return;
  const content = encodeWords(countWords(passages));
  await writer.write(['passages', 'segments'], async (tx) => {
    if (passages.length > 0) await appendSegment(tx, 'words', content);
    for (const record of stripped) await tx.objectStore('passages').put(record);
  });
}

async function convertVectors(
  database: CorpusDatabase,
  writer: StrictWriter,
  set: VectorSet,
  documents: readonly DocumentRecord[],
  { quantise }: Conversion,
): Promise<void> {
  const keys: number[] = [];
  const parts: Float32Array[] = [];
  const origins: OriginRun[] = [];
  for (const { id, firstKey } of documents)
    for (const { first, count, data, made } of await database.getAll(set, rangeOf(id))) {
      for (let row = 0; row < count; row++) keys.push(firstKey + first + row);
      parts.push(new Float32Array(data));
      origins.push({ rows: count, ...(made && { made }) });
    }
  if (keys.length === 0) return;
  const vectors = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    vectors.set(part, at);
    at += part.length;
  }
  const rows = quantise(keys, vectors, vectors.length / keys.length);
  const content = encodeVectors({ rows, origins });
  await writer.write([set, 'segments'], async (tx) => {
    await appendSegment(tx, set, content);
    await Promise.all(documents.map(({ id }) => tx.objectStore(set).delete(rangeOf(id))));
  });
}

function countPassages(documents: readonly DocumentRecord[]): number {
  return documents.reduce((sum, { passages }) => sum + passages, 0);
}

function* batchesOf(documents: readonly DocumentRecord[]): Generator<DocumentRecord[]> {
  let batch: DocumentRecord[] = [];
  let passages = 0;
  for (const document of documents) {
    batch.push(document);
    passages += document.passages;
    if (passages < BATCH_PASSAGES) continue;
    yield batch;
    batch = [];
    passages = 0;
  }
  if (batch.length > 0) yield batch;
}

/** Array keys sort after strings and numbers, so an empty array ends the range of one document. */
function rangeOf(documentId: string): IDBKeyRange {
  return IDBKeyRange.bound([documentId], [documentId, []]);
}

function split(terms: string): string[] {
  return terms === '' ? [] : terms.split(' ');
}
