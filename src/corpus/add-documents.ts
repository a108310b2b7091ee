import type { AddOutcome } from '../api.ts';
import type { Progress, SourceDocument } from '../types.ts';
import type { IngestQueue } from './ingest-queue.ts';

/**
 * Hands documents to the queue one by one, so that only one is in memory, and waits until each is read. When it is
 * cancelled, what was not read yet is taken back and what was read stays.
 */
export async function addDocuments(
  queue: IngestQueue,
  documents: readonly SourceDocument[],
  signal?: AbortSignal,
  onProgress?: (progress: Progress) => void,
): Promise<AddOutcome[]> {
  const ids: string[] = [];
  const outcomes: Promise<AddOutcome>[] = [];
  let done = 0;
  const count = (result: AddOutcome): AddOutcome => {
    done += 1;
    onProgress?.({ step: 'parse', subject: result.name, done, total: documents.length, unit: 'documents' });
    return result;
  };
  const cancel = (): void => void queue.cancel(ids);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    for (const document of documents) {
      signal?.throwIfAborted();
      ids.push(document.id ?? document.name);
      const { outcome } = await queue.add(document);
      outcomes.push(outcome.then(count));
    }
    const results = await Promise.all(outcomes);
    signal?.throwIfAborted();
    return results;
  } finally {
    signal?.removeEventListener('abort', cancel);
    // One may have reached the queue only after the signal.
    if (signal?.aborted) await queue.cancel(ids);
  }
}
