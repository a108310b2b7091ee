import type { AddOutcome } from '../api.ts';
import type { QueuedRecord } from '../storage/schema.ts';

export type Queued = Omit<QueuedRecord, 'content'>;

/** A document that is to be read. */
export interface IngestJob {
  queued: Queued;
  isReplacement: boolean;
  /** It failed before, for a reason that was not its own. */
  isRetry: boolean;
  done: PromiseWithResolvers<AddOutcome>;
}

/** Puts a job in its place: behind the first, which is being read, and before those that are only tried again. */
export function lineUp(jobs: IngestJob[], job: IngestJob): void {
  const retry = jobs.findIndex(({ isRetry }, index) => index > 0 && isRetry);
  jobs.splice(job.isRetry || retry < 0 ? jobs.length : retry, 0, job);
}
