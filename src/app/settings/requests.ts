/** What the page asked of one address since it was opened. */
export interface RequestCount {
  /** Scheme, host and port. */
  origin: string;
  requests: number;
  /** What went over the network; what came from this device counts nothing. */
  bytes: number;
}

type Resource = Pick<PerformanceResourceTiming, 'name' | 'transferSize'>;

/** Counts requests by the address they went to; what was made inside the page (`blob:`, `data:`) is none. */
export function countRequests(entries: readonly Resource[]): RequestCount[] {
  const counts = new Map<string, RequestCount>();
  for (const { name, transferSize } of entries) {
    const { origin, protocol } = new URL(name);
    if (protocol === 'blob:' || protocol === 'data:') continue;
    const count = counts.get(origin) ?? { origin, requests: 0, bytes: 0 };
    counts.set(origin, { origin, requests: count.requests + 1, bytes: count.bytes + transferSize });
  }
  return [...counts.values()];
}

/** The requests of this page itself, as the browser keeps them; those of its workers are not among them. */
export function readRequests(): RequestCount[] {
  const entries = [
    ...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource'),
  ];
  return countRequests(entries as PerformanceResourceTiming[]);
}
