import { reasonOf } from './building.ts';
import { append, load, store } from './durability.ts';
import { parseLoad } from './load-address.ts';
import type { Outcome, SearchBenchApi } from './search-api.ts';
import { measureSpeed } from './speed.ts';

async function outcomeOf<Value>(work: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await work };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

const asked = parseLoad(location.hash);
const searchBench: SearchBenchApi = {
  measureSpeed,
  store: (...request) => outcomeOf(store(...request)),
  loading: asked && outcomeOf(load(asked)),
  append: (request) => outcomeOf(append(request)),
};

Object.assign(globalThis, { searchBench });
