import type { Connection } from '../../rpc/connect.ts';
import { fill, type Building } from './building.ts';
import { warmStorage } from '../../storage/database.ts';
import type { LoadRequest } from './load-address.ts';
import type {
  AppendRequest,
  Data,
  EngineApi,
  EngineName,
  LoadResult,
  OpenRequest,
  StoreResult,
} from './search-api.ts';
import { capacityOf, startBareRead, startData, startEngine, type Remote } from './workers.ts';

const APPENDED = 100;

let loaded: Connection<Remote<EngineApi>> | undefined;

function openRequestOf({ dims, n }: Data): OpenRequest {
  return { dims, n, capacity: capacityOf(n), bound: '' };
}

export async function store(engine: EngineName, request: Data, buildMs: number): Promise<StoreResult> {
  const building: Building = { connection: startEngine(engine), build: 0 };
  const { api } = building.connection;
  const data = startData();
  await api.open(openRequestOf(request));
  const [query = new Float32Array()] = await data.api.open(request, false);
  await fill(data.api, request.n, [building], buildMs);
  if (building.failure !== undefined) throw new Error(building.failure);
  const time = await api.store();
  return { store: time, keys: await api.first(query), query: [...query] };
}

/** Loads what was stored and asks it for the first time. */
export async function load(request: LoadRequest): Promise<LoadResult> {
  const start = performance.now();
  // As the library does when it opens a corpus.
  warmStorage();
  if (request.isBare) {
    const { api } = startBareRead();
    await api.ready();
    const running = performance.now();
    await api.read();
    return timed(start, running, []);
  }
  loaded = startEngine(request.engine);
  await loaded.api.ready();
  const running = performance.now();
  await loaded.api.load(openRequestOf(request));
  const keys = await loaded.api.first(Float32Array.from(request.query));
  return timed(start, running, keys);
}

function timed(start: number, running: number, keys: number[]): LoadResult {
  // The clock of a page begins with its navigation.
  const coldPage = performance.now();
  return { coldLoad: coldPage - running, coldStart: coldPage - start, coldPage, keys };
}

export async function append({ times, budgetMs, ...request }: AppendRequest): Promise<number[]> {
  if (!loaded) throw new Error('Nothing was loaded.');
  const data = startData();
  // Others than those that it holds: the next ones of the same kind are as good.
  await data.api.open({ ...request, queries: request.queries + 1 }, false);
  const taken: number[] = [];
  for (let sum = 0; taken.length < times && (taken.length === 0 || sum < budgetMs);) {
    const time = await loaded.api.append(await data.api.next(APPENDED));
    taken.push(time);
    sum += time;
  }
  return taken;
}
