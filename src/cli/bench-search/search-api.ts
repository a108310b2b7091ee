/** What is compared, in the order of the tables. */
export const ENGINES = [
  'scan',
  'scan-plain',
  'scan-tuned',
  'bound',
  'naive',
  'voy',
  'hnswlib',
  'orama',
] as const;
export type EngineName = (typeof ENGINES)[number];

export const DATA_KINDS = ['clustered', 'isotropic'] as const;
export type DataKind = (typeof DATA_KINDS)[number];

/** Which keys a search may find: all of them, or as many of a hundred. */
export const SHARES = [100, 10, 1] as const;
export type Share = (typeof SHARES)[number];

/** Numbers of a vector: as many as the default embedder gives. */
export const DIMS = 384;

/** Hits of a search. */
export const K = 10;

/** Vectors that are the same in every run. */
export interface Data {
  n: number;
  data: DataKind;
  dims: number;
  queries: number;
}

export interface OpenRequest {
  dims: number;
  /** Vectors that it will hold at most. */
  capacity: number;
  /** Vectors that it will hold before anything is asked. */
  n: number;
  /** The compiled `sum` of `assembly/bound.ts`, in base64. */
  bound: string;
}

/** Some searches one after the other. */
export interface Turn {
  share: Share;
  /** No further search begins after so many milliseconds … */
  budgetMs: number;
  /** … unless there were fewer than these; and never more than `most`. */
  least: number;
  most: number;
}

/** The worker of one engine. Times are in milliseconds. */
export interface EngineApi {
  open(request: OpenRequest): Promise<void>;
  /** Takes the queries of `ask` and `find`. */
  use(queries: Float32Array[]): void;
  /** Adds vectors under the next free keys. Returns the time. */
  add(vectors: Float32Array): Promise<number>;
  /** What is done once everything was added. Returns how the engine searches now, where there is something to say. */
  prepare(): Promise<string | undefined>;
  /** Times of searches, going on where the last turn ended. The first of them warms up and is not counted. */
  ask(turn: Turn): number[];
  /** Keys for each query; undefined where the engine has no filters, or finds nothing at all. */
  find(share: Share): number[][] | undefined;
  /** Memory in WebAssembly, which a browser does not count. */
  wasmBytes(): number;
  /** Puts all that was added where it outlives the browser. Returns the time. */
  store(): Promise<number>;
  /** Returns once the worker runs. */
  ready(): void;
  /** Makes what was stored ready to be searched. */
  load(request: OpenRequest): Promise<void>;
  /** Adds vectors and makes them outlive the browser too. Returns the time. */
  append(vectors: Float32Array): Promise<number>;
  /** The keys nearest to one query. */
  first(query: Float32Array): number[];
}

/** What is measured of an engine with one set of vectors. Times in milliseconds. */
export const FIGURES = {
  p50: 'median of a search for the ten nearest',
  p99: 'its 99th percentile; of eight searches together where one takes less than 0.05',
  recall10: 'share of the ten nearest, by 32-bit floats, that it finds',
  build: 'adding all vectors, without making them',
  append100: 'adding a hundred more until they are on disk',
  coldLoad:
    'in a new browser process, loading what is stored and the first answer from it, once the worker runs',
  coldStart: 'the same with the start of the worker',
  coldPage: 'the same from the start of navigation',
  coldRead: 'as coldLoad with nothing but a getAll of the bytes that the scan has stored',
  bytesPerVector:
    "growth of the memory of the engine's worker by adding all vectors, after a garbage collection",
  diskBytes: 'databases of the profile after storing everything, once the browser has closed',
  filter10: 'median of a search among a tenth of the keys',
  filter1: 'among a hundredth',
  recallFilter10: 'recall10 among a tenth of the keys',
  recallFilter1: 'among a hundredth',
  store: 'putting everything that was added on disk',
} as const;
export type Figure = keyof typeof FIGURES;

/** What was measured, and for what was not, why. */
export interface Part {
  engine: EngineName;
  figures: Partial<Record<Figure, number>>;
  why: Partial<Record<Figure, string>>;
  /** How it searched, where it chose. */
  setup?: string | undefined;
}

/** Median over the rounds of one engine's median in a turn over another's in the same round. */
export interface RoundRatio {
  first: EngineName;
  second: EngineName;
  share: Share;
  ratio: number;
}

export interface SpeedRequest extends Data {
  engines: EngineName[];
  bound: string;
  rounds: number;
  /** Longest time of one engine in one round, but for what `Turn.least` asks. */
  turnMs: number;
  /** An engine that would build for longer is left out. */
  buildMs: number;
}

export interface SpeedResult {
  parts: Part[];
  ratios: RoundRatio[];
  /** The kernel that the product takes in this browser. */
  kernel: string;
}

export interface StoreResult {
  store: number;
  query: number[];
  /** What it finds for the query, which a load has to find again. */
  keys: number[];
}

export interface LoadResult {
  coldLoad: number;
  coldStart: number;
  coldPage: number;
  keys: number[];
}

export interface AppendRequest extends Data {
  engine: EngineName;
  /** Appends at most, and the time after which no further one begins. */
  times: number;
  budgetMs: number;
}

/** What came of something that an engine may be unable to do. */
export type Outcome<Value> = { value: Value } | { failure: string };

/** What the page offers. */
export interface SearchBenchApi {
  measureSpeed(request: SpeedRequest): Promise<SpeedResult>;
  /** Fills an engine and stores it. */
  store(engine: EngineName, data: Data, buildMs: number): Promise<Outcome<StoreResult>>;
  /** The load that the address of the page asked for, see `load-address.ts`. */
  loading: Promise<Outcome<LoadResult>> | undefined;
  /** Times of appending a hundred vectors to what was loaded. */
  append(request: AppendRequest): Promise<Outcome<number[]>>;
}
