import type { Status } from '../api.ts';

/** What this origin uses and may use, as the browser estimates it. */
export async function estimateStorage(): Promise<Status['storage']> {
  const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { usedBytes: usage, quotaBytes: quota, persisted };
}
