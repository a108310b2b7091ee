import type { VectorIndex } from '../search/vector-index.ts';
import type { DocumentInfo } from '../types.ts';
import { infoOf, type Catalogue } from './catalogue.ts';
import type { IngestQueue } from './ingest-queue.ts';

/** All documents, those that wait and those that failed too, in the order they were added. */
export function listDocuments(
  catalogue: Catalogue,
  { waiting, stalled }: Pick<IngestQueue, 'waiting' | 'stalled'>,
  index: VectorIndex,
): DocumentInfo[] {
  const infos = new Map<string, DocumentInfo>();
  for (const entry of catalogue.values()) infos.set(entry.record.id, infoOf(entry, index));
  const unread = { passages: 0, embedded: 0 };
  for (const queued of waiting) {
    infos.set(queued.id, { ...unread, ...infos.get(queued.id), ...queued, state: 'queued' });
  }
  for (const { queued, error } of stalled) {
    infos.set(queued.id, { ...unread, ...infos.get(queued.id), ...queued, state: 'failed', error });
  }
  return [...infos.values()].sort((a, b) => a.addedAt - b.addedAt);
}
