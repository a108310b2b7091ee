import type { Taken } from './pairs.ts';

declare global {
  /** Set by the command: how long the processes of the page have computed, milliseconds. */
  var readCpuMs: (() => Promise<number | undefined>) | undefined;
}

/**
 * Times a piece of work.
 *
 * @param work May resolve with milliseconds that count instead of its own.
 */
export async function timed(work: () => Promise<number | void>): Promise<Taken> {
  const cpuBefore = await globalThis.readCpuMs?.();
  const start = performance.now();
  const inner = await work();
  const ms = inner ?? performance.now() - start;
  const cpuAfter = await globalThis.readCpuMs?.();
  return cpuBefore === undefined || cpuAfter === undefined ? { ms } : { ms, cpuMs: cpuAfter - cpuBefore };
}
