import { letMessagesIn } from '../inference/let-messages-in.ts';
import type { BackgroundGate } from './background-gate.ts';

/** How long work may keep its thread, in milliseconds: a question that comes meanwhile waits no longer. */
const SLICE_MS = 4;

/**
 * Does long work step by step, so that what comes in between has its turn, and goes on when the gate lets it.
 *
 * @param steps Each step is done when the next one is asked for; what they give is collected.
 * @param signal Rejects with its reason.
 */
export async function runInSlices<T>(
  steps: Iterable<T>,
  gate: BackgroundGate,
  signal: AbortSignal,
): Promise<T[]> {
  const results: T[] = [];
  let start = performance.now();
  for (const result of steps) {
    results.push(result);
    if (performance.now() - start < SLICE_MS) continue;
    await letMessagesIn();
    await gate.released(signal);
    signal.throwIfAborted();
    start = performance.now();
  }
  return results;
}
