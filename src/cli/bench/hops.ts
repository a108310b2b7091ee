import { connect } from '../../rpc/connect.ts';
import type { HopResult } from './bench-api.ts';
import type { HopApi } from './hop-worker.ts';
import { median, quantile } from './pairs.ts';

/** Times empty calls to a worker, and calls of a function of the page by the worker. */
export async function measureHops(calls: number): Promise<HopResult> {
  const worker = new Worker(new URL('./hop-worker.ts', import.meta.url), { type: 'module' });
  const { api, terminate } = connect<HopApi>(worker, 'hop');
  try {
    const there: number[] = [];
    const back: number[] = [];
    const ahead = await clockDifference(api, calls / 10);
    const note = (sent: number): void => {
      back.push(now() - (sent - ahead));
    };
    while (there.length < calls) {
      const start = performance.now();
      await api.nothing();
      there.push(performance.now() - start);
    }
    // One after the other: callbacks that wait for each other would be counted with their waiting.
    while (back.length < calls) await api.callBack(note);
    return {
      callMs: median(there),
      callMs95: quantile(there, 0.95),
      callbackMs: median(back),
      callbackMs95: quantile(back, 0.95),
      calls,
    };
  } finally {
    terminate();
  }
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

/** How far the worker's clock is ahead, from the fastest call: its answer was made about half-way. */
async function clockDifference(api: Pick<HopApi, 'time'>, calls: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  let ahead = 0;
  for (let done = 0; done < calls; done++) {
    const sent = now();
    const theirs = await api.time();
    const received = now();
    if (received - sent >= best) continue;
    best = received - sent;
    ahead = theirs - (sent + received) / 2;
  }
  return ahead;
}
