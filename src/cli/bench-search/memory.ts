import { reasonOf } from './building.ts';

interface Measured {
  breakdown: readonly { bytes: number; attribution: readonly { url?: string }[] }[];
}

declare global {
  interface Performance {
    /** https://wicg.github.io/performance-measure-memory/ */
    measureUserAgentSpecificMemory?(): Promise<Measured>;
  }
}

/** Bytes after a garbage collection by worker script, without WebAssembly's; or why they cannot be measured. */
export async function measureMemory(): Promise<Map<string, number> | string> {
  try {
    const measured = await performance.measureUserAgentSpecificMemory?.();
    if (!measured) return 'this browser does not measure memory';
    const bytes = new Map<string, number>();
    for (const { bytes: count, attribution } of measured.breakdown)
      for (const { url = '' } of attribution) bytes.set(url, (bytes.get(url) ?? 0) + count);
    return bytes;
  } catch (error) {
    return `memory cannot be measured: ${reasonOf(error)}`;
  }
}

/** Of the worker whose script has this name in its address. */
export function bytesOf(measured: ReadonlyMap<string, number>, script: string): number {
  return [...measured]
    .filter(([url]) => new RegExp(`/${script}[-.]`).test(url))
    .reduce((sum, [, bytes]) => sum + bytes, 0);
}
