import { parseArgs } from 'node:util';
import { DATA_KINDS, ENGINES, type DataKind, type EngineName } from './search-api.ts';

const SIZES = '1000,10000,100000';

/** What `npm run bench:search` is asked for. */
export interface BenchOptions {
  json: boolean;
  sizes: number[];
  engines: EngineName[];
  data: DataKind[];
  /** Absent: as many as suit the size. */
  queries?: number;
  /** Turns of each engine. */
  rounds: number;
  /** New browsers that each engine is loaded in. */
  loads: number;
  /** Waits for slow builds, and measures what is on disk with both kinds of data. */
  isFull: boolean;
}

/** @throws {Error} in words for whoever typed the arguments. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      n: { type: 'string', default: SIZES },
      engines: { type: 'string', default: ENGINES.join() },
      data: { type: 'string', default: DATA_KINDS.join() },
      queries: { type: 'string' },
      rounds: { type: 'string', default: '12' },
      loads: { type: 'string', default: '3' },
    },
  });
  return {
    json: values.json,
    isFull: values.full,
    sizes: values.n.split(',').map((text) => readWhole('n', text, 100)),
    engines: readNames('engines', values.engines, ENGINES),
    data: readNames('data', values.data, DATA_KINDS),
    ...(values.queries !== undefined && { queries: readWhole('queries', values.queries, 1) }),
    rounds: readWhole('rounds', values.rounds, 1),
    loads: readWhole('loads', values.loads, 1),
  };
}

function readWhole(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`--${option} takes whole numbers from ${least}, and "${text}" is none.`);
  return value;
}

/** In the order of `known`. */
function readNames<Name extends string>(option: string, text: string, known: readonly Name[]): Name[] {
  const wanted = text.split(',');
  const strange = wanted.find((name) => !known.some((each) => each === name));
  if (strange !== undefined)
    throw new Error(`--${option} takes ${known.join(', ')}, with commas between; "${strange}" is none.`);
  return known.filter((name) => wanted.includes(name));
}
