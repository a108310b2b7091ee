import { StateError } from '../errors.ts';
import { sha256 } from '../models/digest.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import { unlessDamaged } from '../storage/damage.ts';
import type { DocumentRecord } from '../storage/schema.ts';
import type { Catalogue } from './catalogue.ts';

type Stored = Pick<DocumentRecord, 'id' | 'sha256'>;

/** Whether the original of a document is stored, with the bytes that were added. */
export async function isOriginalWhole(
  { originals }: CorpusStore,
  { id, sha256: expected }: Stored,
): Promise<boolean> {
  const bytes = await unlessDamaged(originals.get(id).then((content) => content?.arrayBuffer()));
  return bytes !== undefined && (await sha256(bytes)) === expected;
}

/**
 * Stores the original of a document again where it is damaged or gone and originals are kept; resolves with the record
 * of its document then.
 *
 * @param content The same bytes as were added before.
 */
export async function restoreOriginal(
  store: CorpusStore,
  document: Stored,
  content: Blob,
): Promise<DocumentRecord | undefined> {
  if (await isOriginalWhole(store, document)) return undefined;
  return store.originals.restore(document.id, document.sha256, new Blob([content]));
}

/** Deletes all originals of documents that were read; resolves with how many bytes that frees. */
export async function dropOriginals({ originals }: CorpusStore, catalogue: Catalogue): Promise<number> {
  const { bytes, records } = await originals.drop();
  for (const record of records) catalogue.describe(record);
  return bytes;
}

/**
 * The bytes of a document as they were added.
 *
 * @throws {StateError} `not_found`.
 */
export async function readOriginal(store: CorpusStore, catalogue: Catalogue, id: string): Promise<Blob> {
  const content = (await store.originals.get(id)) ?? (await store.queuedContent(id));
  if (content) return content;
  if (!catalogue.get(id)?.record.isWithoutOriginal) throw documentNotFound(id);
  const message = `The original of "${id}" was not kept, so only its text can be shown. To have it back, add the file again while originals are kept.`;
  throw new StateError('not_found', message);
}

export function documentNotFound(id: string): StateError {
  return new StateError('not_found', `There is no document "${id}" here. It was removed, or not read yet.`);
}
