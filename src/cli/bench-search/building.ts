import type { Connection } from '../../rpc/connect.ts';
import type { DataApi } from './data-worker.ts';
import type { EngineApi } from './search-api.ts';
import type { Remote } from './workers.ts';

/** Vectors are made and added so many at a time. */
const CHUNK = 10_000;
const LEAST_CHUNKS = 10;
/** Before this, a guess from the first chunks is worth nothing. */
const SOON_MS = 1000;

/** An engine that is being filled, or why it is not any more. */
export interface Building {
  connection: Connection<Remote<EngineApi>>;
  build: number;
  failure?: string;
}

/** Fills engines with the same vectors, in turns. One that throws or takes too long is ended, and the others go on. */
export async function fill(
  data: Remote<DataApi>,
  n: number,
  buildings: readonly Building[],
  buildMs: number,
): Promise<void> {
  const chunk = Math.min(CHUNK, Math.ceil(n / LEAST_CHUNKS));
  for (let done = 0; done < n;) {
    const vectors = await data.next(Math.min(chunk, n - done));
    done += Math.min(chunk, n - done);
    for (const building of buildings.filter(({ failure }) => failure === undefined)) {
      const failure = await addTo(building, vectors, done / n, buildMs);
      if (failure === undefined) continue;
      building.failure = failure;
      building.connection.terminate();
    }
  }
}

/** Returns why it cannot go on. */
async function addTo(
  building: Building,
  vectors: Float32Array,
  share: number,
  buildMs: number,
): Promise<string | undefined> {
  try {
    building.build += await building.connection.api.add(vectors);
  } catch (error) {
    return reasonOf(error);
  }
  const guess = building.build / share;
  if (share === 1 || building.build < SOON_MS || guess <= buildMs) return undefined;
  return `left out: building would take ${seconds(guess)} s or more, over ${seconds(buildMs)} s; --full waits for it`;
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(0);
}
