import type { GeneratorForm } from '../../models/manifest.ts';
import { readEmbedderSettings, readMaxTokens } from './embedder-settings.ts';
import {
  AddError,
  DEFAULT_CONTEXT_TOKENS,
  type LayoutInput,
  type LayoutPlan,
  type ModelKind,
} from './layout.ts';
import { estimateMemory, readShape } from './memory-estimate.ts';
import type { StagedModel } from './staged-model.ts';

const ENGINE = '@huggingface/transformers';

/** Suffixes of weight files by number format, as transformers.js names them. */
const SUFFIXES: Readonly<Record<string, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
};

/** Which number format is taken when none is asked for, the first that is there: small ones that run on every device. */
const PREFERRED: Readonly<Record<ModelKind, readonly string[]>> = {
  embedder: ['q8', 'int8', 'uint8', 'fp32', 'fp16', 'q4'],
  reranker: ['q8', 'int8', 'uint8', 'fp32', 'fp16', 'q4'],
  generator: ['q4', 'q4f16', 'q8', 'int8', 'uint8', 'fp16', 'fp32'],
};

const NEEDED = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const GENERATOR_FILES = ['generation_config.json', 'chat_template.jinja'];

/** Whether a source is laid out for transformers.js. */
export function isOnnxLayout(staged: StagedModel): boolean {
  return staged.source.files.some(({ path }) => /^onnx\/model(_\w+)?\.onnx$/.test(path));
}

/** Takes the configuration, the tokenizer, the graph of one number format and the data files beside it. */
export async function planOnnx(input: LayoutInput): Promise<LayoutPlan> {
  const { staged, options, known } = input;
  const absent = NEEDED.filter((path) => !staged.has(path));
  if (absent.length > 0)
    throw new AddError(`${staged.source.origin} has no ${absent.join(', ')}. Nothing was added.`);
  const config = await staged.readJson('config.json');
  const kind = options.kind ?? known?.kind ?? guessKind(config, staged);
  const dtype = chooseDtype(staged, kind, options.dtype ?? known?.dtype);
  const weights = weightFiles(staged, dtype);
  const extra = kind === 'generator' ? GENERATOR_FILES.filter((path) => staged.has(path)) : [];
  const files = [...NEEDED, ...extra, ...weights].map((path) => ({ from: path, to: path }));
  return { kind, engine: ENGINE, files, settings: await describe(input, kind, dtype, weights, config) };
}

async function describe(
  input: LayoutInput,
  kind: ModelKind,
  dtype: string,
  weights: readonly string[],
  config: Readonly<Record<string, unknown>>,
): Promise<NonNullable<LayoutPlan['settings']>> {
  const { staged, options, languages, title } = input;
  if (kind === 'embedder') return { embedder: await readEmbedderSettings(input, config, dtype) };
  if (kind === 'reranker')
    return { reranker: { maxTokens: await readMaxTokens(staged, config), dtype, languages } };
  const shape = readShape(config);
  const contextTokens = Math.min(
    shape.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
    options.contextTokens ?? DEFAULT_CONTEXT_TOKENS,
  );
  const isHalf = dtype.endsWith('f16') || dtype === 'fp16';
  const bytes = weights.map((path) => staged.bytesOf(path));
  const total = bytes.reduce((sum, length) => sum + length, 0);
  const [entry = '', ...files] = weights;
  const form = { entry, files, memoryBytes: estimateMemory(ENGINE, total, shape, contextTokens) };
  // The vocabulary is the largest single tensor; converters often leave it as it was.
  const largest = shape.vocabulary * shape.hidden * (isHalf ? 2 : 4);
  const maxBufferBytes = Math.min(largest || total, total);
  const gpu = { features: isHalf ? ['shader-f16'] : [], maxBufferBytes };
  const forms: GeneratorForm[] = [{ device: 'webgpu', ...form, gpu }];
  // Half precision has no kernels on the processor that are worth their wait.
  if (!isHalf) forms.push({ device: 'wasm', ...form });
  return { generator: { title, dtype, contextTokens, languages, evidence: 'passages', forms } };
}

function guessKind(config: Readonly<Record<string, unknown>>, { source }: StagedModel): ModelKind {
  const [architecture = ''] = [config['architectures']].flat().map(String);
  const { task } = source.card;
  if (architecture.endsWith('ForCausalLM') || task === 'text-generation') return 'generator';
  if (architecture.endsWith('ForSequenceClassification') || task === 'text-ranking') return 'reranker';
  if (architecture.endsWith('Model') || task === 'feature-extraction' || task === 'sentence-similarity')
    return 'embedder';
  throw new AddError(
    `Nothing says what ${source.origin} is for (its architecture is "${architecture}"). Say --kind embedder, reranker or generator.`,
  );
}

function chooseDtype(staged: StagedModel, kind: ModelKind, wanted: string | undefined): string {
  const present = Object.keys(SUFFIXES).filter((dtype) => staged.has(graphPath(dtype)));
  const chosen = wanted ?? PREFERRED[kind].find((dtype) => present.includes(dtype));
  if (chosen !== undefined && present.includes(chosen)) return chosen;
  throw new AddError(
    `${staged.source.origin} has no weights ${wanted === undefined ? 'that can be used' : `as ${wanted}`}; it has ${present.join(', ') || 'none'}. Say which with --dtype.`,
  );
}

function graphPath(dtype: string): string {
  return `onnx/model${SUFFIXES[dtype] ?? ''}.onnx`;
}

/** The graph, and its data files in the order of their numbers. */
function weightFiles(staged: StagedModel, dtype: string): string[] {
  const graph = graphPath(dtype);
  const first = `${graph}_data`;
  const numbered = staged.source.files
    .map(({ path }) => path)
    .filter((path) => path.startsWith(`${first}_`) && /^\d+$/.test(path.slice(first.length + 1)))
    .toSorted((a, b) => Number(a.slice(first.length + 1)) - Number(b.slice(first.length + 1)));
  return [graph, ...(staged.has(first) ? [first] : []), ...numbered];
}
