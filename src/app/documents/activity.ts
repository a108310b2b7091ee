import type { Progress, Status } from '../../index.ts';
import { messages } from '../messages/messages.ts';

/** The background work in one line; empty when there is none. */
export function describeActivity(status: Status | undefined, loading: Progress | undefined): string {
  if (!status) return '';
  if (status.queued > 0) return messages.reading(status.queued);
  const { switching } = status;
  if (switching && !switching.error) return describeSwitching(switching, loading);
  if (status.embedderError) return '';
  if (!status.embedder) return describeLoading(loading);
  if (status.embedded >= status.passages) return '';
  return messages.embedding(Math.floor((100 * status.embedded) / status.passages));
}

function describeSwitching(
  { embedded, passages }: NonNullable<Status['switching']>,
  loading: Progress | undefined,
): string {
  if (embedded === 0 && loading?.unit === 'bytes') return describeLoading(loading);
  return messages.switching(Math.floor((100 * embedded) / Math.max(1, passages)));
}

function describeLoading(loading: Progress | undefined): string {
  if (!loading?.total || loading.unit !== 'bytes') return messages.preparing;
  return messages.preparingPercent(Math.floor((100 * loading.done) / loading.total));
}
