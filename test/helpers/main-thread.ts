import type { Browser, Page } from 'playwright';

/** A task of the page's main thread. Times are milliseconds that the processor worked on it, not those that passed. */
export interface MainTask {
  duration: number;
  /** What of the app ran in it, longest first: "12.3 ms FunctionCall look (assets/index.js:10)". */
  scripts: string[];
}

/** An event of a trace, as Chromium writes it; times are microseconds, `tdur` those of the processor. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args: { name?: string; data?: { url?: string; functionName?: string; lineNumber?: number } };
}

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata'];

/** Steps of the work that tells how fast a processor is, and how long they took where the limits were set, in milliseconds. */
const STEPS = 2_000_000;
const REFERENCE_MS = 2;

/** Has Chromium write down what each thread does, until `traceTasks` is called with the same browser. */
export function startTrace(browser: Browser, page: Page): Promise<void> {
  return browser.startTracing(page, { categories: CATEGORIES });
}

/** All tasks of the page's main thread since `startTrace`, longest first. */
export async function traceTasks(browser: Browser): Promise<MainTask[]> {
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threads = trace.traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain',
  );
  const keys = new Set(threads.map(({ pid, tid }) => `${pid} ${tid}`));
  const events = trace.traceEvents.filter(({ ph, pid, tid }) => ph === 'X' && keys.has(`${pid} ${tid}`));
  const scripts = events.filter(({ args }) => args.data?.url?.includes('/assets/'));
  return events
    .filter(({ name }) => name === 'RunTask')
    .sort((one, other) => (other.tdur ?? 0) - (one.tdur ?? 0))
    .map((task) => ({
      duration: (task.tdur ?? 0) / 1000,
      // Most tasks are short and of no interest, and there are many.
      scripts: (task.tdur ?? 0) < 5000 ? [] : describeScripts(scripts, task),
    }));
}

function describeScripts(scripts: readonly TraceEvent[], { pid, tid, ts, dur = 0 }: TraceEvent): string[] {
  return scripts
    .filter((script) => script.pid === pid && script.tid === tid && script.ts >= ts && script.ts < ts + dur)
    .sort((one, other) => (other.tdur ?? 0) - (one.tdur ?? 0))
    .slice(0, 4)
    .map(({ name, tdur = 0, args: { data } }) => {
      const file = data?.url?.split('/').slice(-2).join('/');
      return `${(tdur / 1000).toFixed(1)} ms ${name} ${data?.functionName ?? ''} (${file}:${data?.lineNumber ?? ''})`;
    });
}

/**
 * How much slower than the machine for which limits were set this one is, at least 1: by the same piece of work, at the
 * fastest of many times, which is when nothing else got in its way.
 */
export function measureSlowness(page: Page): Promise<number> {
  return page.evaluate(
    ({ steps, reference }) => {
      const times = Array.from({ length: 30 }, () => {
        const start = performance.now();
        let sum = 0;
        for (let step = 0; step < steps; step++) sum = (sum * 31 + step) | 0;
        return sum === 0.5 ? Infinity : performance.now() - start;
      });
      return Math.max(1, Math.min(...times) / reference);
    },
    { steps: STEPS, reference: REFERENCE_MS },
  );
}
