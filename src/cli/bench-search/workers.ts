import { connect, type Connection } from '../../rpc/connect.ts';
import type { BareReadApi } from './bare-read-worker.ts';
import type { DataApi } from './data-worker.ts';
import type { EngineApi, EngineName } from './search-api.ts';

/** Each engine has a worker, whose script has nothing of the others: the address has to stand there for the build. */
const STARTS: Readonly<Record<EngineName, () => Worker>> = {
  scan: () => new Worker(new URL('./engines/scan-worker.ts', import.meta.url), { type: 'module' }),
  'scan-plain': () =>
    new Worker(new URL('./engines/scan-plain-worker.ts', import.meta.url), { type: 'module' }),
  'scan-tuned': () =>
    new Worker(new URL('./engines/scan-tuned-worker.ts', import.meta.url), { type: 'module' }),
  bound: () => new Worker(new URL('./engines/bound-worker.ts', import.meta.url), { type: 'module' }),
  naive: () => new Worker(new URL('./engines/naive-worker.ts', import.meta.url), { type: 'module' }),
  voy: () => new Worker(new URL('./engines/voy-worker.ts', import.meta.url), { type: 'module' }),
  hnswlib: () => new Worker(new URL('./engines/hnswlib-worker.ts', import.meta.url), { type: 'module' }),
  orama: () => new Worker(new URL('./engines/orama-worker.ts', import.meta.url), { type: 'module' }),
};

/** Room for what is appended later: one engine has to know at the start. */
const SPARE = 1000;

export function capacityOf(n: number): number {
  return n + SPARE;
}

export function startEngine(name: EngineName): Connection<Remote<EngineApi>> {
  return connect<Remote<EngineApi>>(STARTS[name](), name);
}

export function startBareRead(): Connection<Remote<BareReadApi>> {
  const worker = new Worker(new URL('./bare-read-worker.ts', import.meta.url), { type: 'module' });
  return connect<Remote<BareReadApi>>(worker, 'read');
}

export function startData(): Connection<Remote<DataApi>> {
  const worker = new Worker(new URL('./data-worker.ts', import.meta.url), { type: 'module' });
  return connect<Remote<DataApi>>(worker, 'data');
}

/** What a worker offers, from outside: every call takes a while. */
export type Remote<Api> = {
  [Name in keyof Api]: Api[Name] extends (...values: infer Values) => infer Result
    ? (...values: Values) => Promise<Awaited<Result>>
    : never;
};
