import { AddError, DEFAULT_CONTEXT_TOKENS, readCount, type LayoutInput, type LayoutPlan } from './layout.ts';
import { estimateMemory, readShape } from './memory-estimate.ts';
import { findPrebuilt } from './prebuilt-libraries.ts';
import type { StagedModel } from './staged-model.ts';

const ENGINE = '@mlc-ai/web-llm';
const CONFIG = 'mlc-chat-config.json';
/** What web-llm asks for, and what older conversions call the same file. */
const INDEX = 'tensor-cache.json';
const OLD_INDEX = 'ndarray-cache.json';

/** Name of the compiled library in the model's folder. */
export const LIBRARY = 'lib.wasm';

/** Whether a source is laid out for web-llm. */
export function isMlcLayout(staged: StagedModel): boolean {
  return staged.has(CONFIG);
}

interface Shard {
  dataPath: string;
  records: { nbytes: number }[];
}

/** Takes what web-llm reads: its settings, the index of the weights, the shards that it names, the tokenizer. */
export async function planMlc(input: LayoutInput): Promise<LayoutPlan> {
  const { staged, options, title, languages } = input;
  const prebuilt = findPrebuilt(staged.source.name);
  requireLibrary(prebuilt?.library, options.library);
  const index = [INDEX, OLD_INDEX].find((path) => staged.has(path));
  if (index === undefined)
    throw new AddError(`${staged.source.origin} has no ${INDEX}, so that its weights cannot be read.`);
  const config = await staged.readJson(CONFIG);
  const shards = readShards(await staged.readJson(index), index);
  const tokenizer = chooseTokenizer(staged);
  const paths = shards.map(({ dataPath }) => dataPath);
  const files = [
    { from: CONFIG, to: CONFIG },
    { from: index, to: INDEX },
    ...[tokenizer, ...paths].map((path) => ({ from: path, to: path })),
  ];
  const dtype = typeof config['quantization'] === 'string' ? config['quantization'] : 'unknown';
  const shape = readShape((config['model_config'] ?? {}) as Record<string, unknown>);
  const contextTokens = Math.min(
    readCount(config['context_window_size']) ?? DEFAULT_CONTEXT_TOKENS,
    options.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
  );
  const weightBytes = paths.reduce((sum, path) => sum + staged.bytesOf(path), 0);
  const form = {
    device: 'webgpu' as const,
    entry: LIBRARY,
    files: files.map(({ to }) => to),
    memoryBytes:
      (contextTokens <= DEFAULT_CONTEXT_TOKENS ? prebuilt?.memoryBytes : undefined) ??
      estimateMemory(ENGINE, weightBytes, shape, contextTokens),
    gpu: {
      features: dtype.includes('f16') ? ['shader-f16'] : [],
      maxBufferBytes: Math.max(...shards.flatMap(({ records }) => records.map(({ nbytes }) => nbytes))),
    },
  };
  const generator = { title, dtype, contextTokens, languages, evidence: 'passages' as const, forms: [form] };
  return { kind: 'generator', engine: ENGINE, files, settings: { generator } };
}

function requireLibrary(prebuilt: string | undefined, library: string | undefined): void {
  if (library !== undefined) return;
  const hint = prebuilt
    ? `The installed web-llm names this one for it: ${prebuilt}`
    : 'It must be compiled for this model and for the installed version of web-llm.';
  throw new AddError(
    `web-llm runs a model by a compiled library, which is not in its repository. Say --library PATH or --library https://… ${hint}`,
  );
}

function readShards({ records }: Readonly<Record<string, unknown>>, path: string): Shard[] {
  const shards = Array.isArray(records) ? (records as Partial<Shard>[]) : [];
  const isUsable = shards.every(
    (shard) =>
      typeof shard.dataPath === 'string' &&
      Array.isArray(shard.records) &&
      shard.records.every(({ nbytes }) => readCount(nbytes) !== undefined),
  );
  if (shards.length > 0 && isUsable) return shards as Shard[];
  throw new AddError(`${path} lists no weights that can be read. Nothing was added.`);
}

/** web-llm takes the first of these that is there. */
function chooseTokenizer(staged: StagedModel): string {
  const path = ['tokenizer.json', 'tokenizer.model'].find((name) => staged.has(name));
  if (path !== undefined) return path;
  throw new AddError(`${staged.source.origin} has no tokenizer.json. Nothing was added.`);
}
