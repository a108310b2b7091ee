import type { EmbedderInfo } from '../../inference/embedder.ts';
import type { ChatEngineInfo } from '../../inference/chat-engine.ts';
import type { GeneratorForm, ModelManifest } from '../../models/manifest.ts';
import type { LoadTimes } from './load-worker.ts';
import type { Comparison, Round } from './pairs.ts';
import type { ReadTimes } from './read-worker.ts';

/** A language model and the form of it to run. */
export interface ChosenForm {
  manifest: ModelManifest;
  form: GeneratorForm;
}

export interface EmbeddingRequest {
  manifest: ModelManifest;
  texts: number;
  /** Words in the shortest and the longest text. */
  words: [shortest: number, longest: number];
  /** For the tax, and for the plain pipeline. */
  rounds: number;
  sortedRounds: number;
  /** Whether the bare engine is opened before ours: which memory an engine gets was seen to change its speed by some percent. */
  isBareFirst: boolean;
}

/** What one page measured. */
export interface EmbeddingRun extends Omit<EmbeddingResult, 'tax' | 'sorted'> {
  taxRounds: Round[];
  sortedRounds: Round[];
}

export interface EmbeddingResult {
  /** Our path over the bare engine. */
  tax: Comparison;
  /** The plain pipeline over our path. */
  sorted: Comparison;
  texts: number;
  tokens: number;
  paddedTokens: number;
  batches: number;
  /** Cosine of the two sides' vectors for one text. */
  sameVector: number;
  engine: Pick<EmbedderInfo, 'modelId' | 'device' | 'dtype' | 'runtime' | 'threads'>;
}

export interface GenerationRequest extends ChosenForm {
  /** Tokens to write each time. */
  tokens: number;
  rounds: number;
  isBareFirst: boolean;
}

/** One answer. */
export interface Writing {
  ms: number;
  firstTokenMs: number;
}

/** What one page measured. */
export interface GenerationRun extends Pick<
  GenerationResult,
  'promptTokens' | 'tokens' | 'pieces' | 'engine'
> {
  rounds: Round[];
  ours: Writing[];
  bare: Writing[];
}

export interface GenerationResult {
  tax: Comparison;
  /** Tokens that both sides computed of the prompt, and wrote. */
  promptTokens: number;
  tokens: number;
  /** Pieces of text that came over the boundary in one of our runs. */
  pieces: number;
  /** Time to the first token in the worker, and what each one after it took until the end; medians, milliseconds. */
  firstTokenMs: number;
  bareFirstTokenMs: number;
  msPerToken: number;
  bareMsPerToken: number;
  engine: Omit<ChatEngineInfo, 'files'>;
}

export interface HopResult {
  /** A call to a worker and back that does nothing, milliseconds; median, and what 95 of 100 stay below. */
  callMs: number;
  callMs95: number;
  /** From a worker's call of a function of the page to its run there, milliseconds. */
  callbackMs: number;
  callbackMs95: number;
  calls: number;
}

export interface TurnsRequest extends ChosenForm {
  /** How often the filling sentence stands in the system message. */
  sentences: number;
  rounds: number;
  /** Also asks the second turn's prompt of an engine that has nothing of it in its cache. */
  isColdToo: boolean;
}

/** One turn, as the engine counted and timed it. */
export interface Turn {
  promptTokens: number;
  reusedTokens: number;
  firstTokenMs: number;
}

export interface TurnsResult {
  /** Median over the rounds of second ÷ first turn, by time to the first token. */
  ratio: number;
  /** Tokens of the question alone, the same in both turns. */
  questionTokens: number;
  /** Median over the rounds of second turn with ÷ without what the first one left; absent when it was not asked for. */
  ratioToCold?: number;
  rounds: { first: Turn; second: Turn; cold?: Turn }[];
  engine: Omit<ChatEngineInfo, 'files'>;
}

export interface ReadRequest {
  manifest: ModelManifest;
  isVerified: boolean;
  filesAtATime: number;
  /** Collects garbage as it arises, which takes time: when the browser does is chance, and hides what is measured. */
  isTidy: boolean;
}

/** What the page of the benchmark offers to the command. */
export interface BenchApi {
  embed(request: EmbeddingRequest): Promise<EmbeddingRun>;
  generate(request: GenerationRequest): Promise<GenerationRun>;
  hop(calls: number): Promise<HopResult>;
  turns(request: TurnsRequest): Promise<TurnsResult>;
  loadCold(chosen: ChosenForm): Promise<LoadTimes>;
  read(request: ReadRequest): Promise<ReadTimes>;
}
