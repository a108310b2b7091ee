import type { Metadata } from '../metadata.ts';
import type { WordRows } from '../search/word-rows.ts';
import type { ParsedDocument } from '../types.ts';
import { checksumOfValue } from './checksum.ts';
import type { LiveKeys } from './live-keys.ts';
import type { CorpusRecord, DocumentRecord, PassagesRecord, QueuedRecord } from './schema.ts';
import { appendSegment } from './segments.ts';
import { sizeOfValue } from './stored-sizes.ts';
import type { StoreName, WriteTransaction } from './strict-writer.ts';
import { putVectors, readCorpus, type ModelVectors } from './vector-store.ts';
import { encodeWords } from './word-segment.ts';

/** A document that was read, ready to be committed. Its passages get their keys then: the first one and those after it. */
export interface ParsedCommit {
  queued: Omit<QueuedRecord, 'content'>;
  parsed: ParsedDocument;
  passages: Omit<PassagesRecord, 'documentId'>;
  /** Words of the passages, by ordinal instead of key. */
  words: WordRows;
  /** Vectors that are known already (of unchanged passages of the version it replaces), by ordinal instead of key. */
  vectors: ModelVectors[];
}

/** What is stored of a document besides its record and its rows in segments. */
export const CONTENT: StoreName[] = ['originals', 'texts', 'passages'];

/** Rows that are numbered by ordinal, under the keys of their passages. */
export function keyRows<T extends { keys: Uint32Array }>(rows: T, firstKey: number): T {
  return { ...rows, keys: rows.keys.map((ordinal) => firstKey + ordinal) };
}

/** What is known of the text of a document besides the text. */
export interface TextFigures {
  /** Of `parsed`. */
  checksum: number;
  /** See `DocumentRecord.textBytes`. */
  textBytes: number;
}

/** What takes its time, and is therefore done before the transaction. */
export function measureParsed({ parsed, passages }: ParsedCommit): TextFigures {
  return { checksum: checksumOfValue(parsed), textBytes: sizeOfValue(parsed) + sizeOfValue(passages.spans) };
}

/** Writes a document with all that is made of it, and takes it off the queue. Its keys are live before it is there. */
export async function putParsed(
  tx: WriteTransaction,
  commit: ParsedCommit,
  { checksum, textBytes }: TextFigures,
  live: LiveKeys,
): Promise<{ record: DocumentRecord; former: DocumentRecord | undefined }> {
  const { queued, parsed, passages } = commit;
  const { id } = queued;
  const corpus = await readCorpus(tx);
  const { content, metadata } = (await tx.objectStore('queue').get(id)) ?? {};
  const former = await tx.objectStore('documents').get(id);
  const isKept = corpus.keepsNoOriginals !== true;
  const described = recordOf(commit, corpus.nextKey, metadata);
  const record = { ...described, textBytes, ...(isKept ? {} : { isWithoutOriginal: true as const }) };
  live.add(record);
  await deleteContent(tx, id);
  await tx.objectStore('corpus').put({ ...corpus, nextKey: corpus.nextKey + record.passages });
  await tx.objectStore('queue').delete(id);
  await tx.objectStore('documents').put(record);
  if (content && isKept) await tx.objectStore('originals').put({ id, content });
  await tx.objectStore('texts').put({ id, parsed, checksum });
  await tx.objectStore('passages').put({ documentId: id, ...passages });
  await putRows(tx, corpus, commit);
  return { record, former };
}

function recordOf(
  { queued, parsed, passages }: ParsedCommit,
  firstKey: number,
  metadata: Metadata | undefined,
): DocumentRecord {
  return {
    ...queued,
    // It may have been changed since the document was handed over.
    ...(metadata ? { metadata } : {}),
    state: 'words',
    format: parsed.format,
    language: passages.language,
    firstKey,
    passages: passages.spans.length,
    ...(parsed.title === undefined ? {} : { title: parsed.title }),
    ...(parsed.pages === undefined ? {} : { pages: parsed.pages }),
    ...(parsed.warnings?.length ? { warnings: parsed.warnings } : {}),
  };
}

async function putRows(
  tx: WriteTransaction,
  corpus: CorpusRecord,
  { words, vectors }: ParsedCommit,
): Promise<void> {
  const { nextKey } = corpus;
  if (words.keys.length > 0) await appendSegment(tx, 'words', encodeWords(keyRows(words, nextKey)));
  for (const { rows, ...rest } of vectors)
    await putVectors(tx, corpus, { ...rest, rows: keyRows(rows, nextKey) });
}

/** Deletes original, text and passages of a document. */
export async function deleteContent(tx: WriteTransaction, id: string): Promise<void> {
  await Promise.all(CONTENT.map((store) => tx.objectStore(store).delete(id)));
}
