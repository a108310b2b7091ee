import type { CorpusStorage } from '../storage-report.ts';
import { unlessDamaged } from './damage.ts';
import type { CorpusDatabase, DocumentRecord, SegmentSet } from './schema.ts';
import type { SegmentStore } from './segments.ts';

const encoder = new TextEncoder();

/** Size of a value as JSON in UTF-8, in bytes. */
export function sizeOfValue(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).byteLength;
}

/**
 * What a corpus has stored, by kind. It reads records and keys; of documents whose text was never measured it reads the
 * text as well, one after the other.
 */
export async function measureStorage(
  database: CorpusDatabase,
  segments: SegmentStore,
): Promise<CorpusStorage> {
  const [corpus, documents, queued, kept] = await Promise.all([
    database.get('corpus', 'corpus'),
    database.getAll('documents'),
    database.getAll('queue'),
    database.getAllKeys('originals'),
  ]);
  const hasOriginal = new Set(kept);
  const originals = [...documents.filter(({ id }) => hasOriginal.has(id)), ...queued];
  const sizesOf = async (set: SegmentSet): Promise<number[]> =>
    (await segments.list(set)).map(({ size }) => size);
  return {
    documents: new Set([...documents, ...queued].map(({ id }) => id)).size,
    originals: sum(originals.map(({ bytes }) => bytes)),
    texts: await measureTexts(database, documents),
    words: sum(await sizesOf('words')),
    vectors: sum([...(await sizesOf('vectors')), ...(await sizesOf('vectors2'))]),
    keepsOriginals: corpus?.keepsNoOriginals !== true,
  };
}

async function measureTexts(database: CorpusDatabase, documents: readonly DocumentRecord[]): Promise<number> {
  let total = 0;
  for (const { id, textBytes } of documents) {
    total += textBytes ?? (await measureText(database, id));
  }
  return total;
}

/** What cannot be read any more takes room all the same, but nobody knows how much. */
async function measureText(database: CorpusDatabase, id: string): Promise<number> {
  const text = await unlessDamaged(database.get('texts', id));
  const passages = await unlessDamaged(database.get('passages', id));
  return (text ? sizeOfValue(text.parsed) : 0) + (passages ? sizeOfValue(passages.spans) : 0);
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
