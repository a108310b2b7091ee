import { fail, isTextList, toCount, toFields, toText } from './manifest-fields.ts';

/** How a model makes vectors, from its manifest. */
export interface EmbedderSettings {
  dims: number;
  maxTokens: number;
  pooling: 'mean' | 'cls';
  dtype: string;
  /** Put before each text; absent for models trained without. */
  prefixes?: { query: string; passage: string };
  /** Languages it was trained on, BCP 47; `['*']` for all. */
  languages: string[];
  /**
   * Texts with their reference vectors: a file of this manifest, and which entries the self-test uses. Absent for models
   * that an operator added without a reference: they run untested, and the status says so.
   */
  selfTest?: { file: string; canaries: number[]; minCosine: number };
}

/** One way to run a generator: an engine opens it on one device from some of the manifest's files. */
export interface GeneratorForm {
  device: 'webgpu' | 'wasm';
  /** What the engine opens: the graph (ONNX), the compiled library (web-llm), the first piece of the weights (GGUF). */
  entry: string;
  /** The other files it reads, in the order in which they belong together. */
  files: string[];
  /** Most memory while it writes, weights, cache and working space together. */
  memoryBytes: number;
  /** What the GPU must offer. */
  gpu?: { features: string[]; maxBufferBytes: number };
  /** ONNX: makes the weights float32 when it loads, for faster tokens and more memory. */
  expandWeights?: boolean;
}

/** How a language model writes, from its manifest. */
export interface GeneratorSettings {
  /** Name for people, e.g. 'SmolLM2 135M'. */
  title: string;
  /** Number format of the weights, e.g. 'q4_1'. */
  dtype: string;
  /** Most tokens of prompt and answer together. */
  contextTokens: number;
  /** Languages it writes well, BCP 47; `['*']` for all. */
  languages: string[];
  /** What a prompt gives it: a few best sentences (small models), or whole passages. */
  evidence: 'sentences' | 'passages';
  /** Ways to run it, the preferred first. */
  forms: GeneratorForm[];
  /**
   * Chats with reference answers and log probabilities: a file of this manifest, and which entries are used. Absent for
   * models that an operator added without a reference: they run untested, and the status says so.
   */
  selfTest?: { file: string; cases: number[]; maxLogprobError: number };
}

/** How a cross-encoder scores question and passage together, from its manifest. */
export interface RerankerSettings {
  maxTokens: number;
  dtype: string;
  languages: string[];
  /**
   * Pairs with reference scores: a file of this manifest, which entries are used, and the largest difference. Absent for
   * models that an operator added without a reference: they run untested, and the status says so.
   */
  selfTest?: { file: string; cases: number[]; maxError: number };
}

/** The manifest's files, as far as settings refer to them. */
type Listed = readonly { path: string }[];

/** The embedder's part of a manifest. */
export function parseEmbedder(value: unknown, files: Listed): EmbedderSettings {
  const fields = toFields(value, 'embedder');
  const pooling = fields['pooling'];
  if (pooling !== 'mean' && pooling !== 'cls') fail('embedder.pooling', "'mean' or 'cls'", pooling);
  const embedder: EmbedderSettings = {
    dims: toCount(fields['dims'], 'embedder.dims'),
    maxTokens: toCount(fields['maxTokens'], 'embedder.maxTokens'),
    pooling,
    dtype: toText(fields, 'dtype', 'embedder.'),
    languages: toLanguages(fields['languages'], 'embedder.languages'),
    ...parseSelfTest(fields['selfTest'], files),
  };
  if (fields['prefixes'] === undefined) return embedder;
  const prefixes = toFields(fields['prefixes'], 'embedder.prefixes');
  return {
    ...embedder,
    prefixes: {
      query: toText(prefixes, 'query', 'embedder.prefixes.'),
      passage: toText(prefixes, 'passage', 'embedder.prefixes.'),
    },
  };
}

function parseSelfTest(value: unknown, files: Listed): Pick<EmbedderSettings, 'selfTest'> {
  if (value === undefined) return {};
  const fields = toFields(value, 'embedder.selfTest');
  const minCosine = fields['minCosine'];
  if (typeof minCosine !== 'number' || !(minCosine > 0 && minCosine <= 1))
    fail('embedder.selfTest.minCosine', 'above 0 and at most 1', minCosine);
  return {
    selfTest: {
      file: toListed(fields['file'], files, 'embedder.selfTest.file'),
      canaries: toEntries(fields['canaries'], 'embedder.selfTest.canaries'),
      minCosine,
    },
  };
}

/** The generator's part of a manifest. */
export function parseGenerator(value: unknown, files: Listed): GeneratorSettings {
  const fields = toFields(value, 'generator');
  const { evidence, forms } = fields;
  if (evidence !== 'sentences' && evidence !== 'passages')
    fail('generator.evidence', "'sentences' or 'passages'", evidence);
  if (!Array.isArray(forms) || forms.length === 0) fail('generator.forms', 'a list with at least one', forms);
  const settings: GeneratorSettings = {
    title: toText(fields, 'title', 'generator.'),
    dtype: toText(fields, 'dtype', 'generator.'),
    contextTokens: toCount(fields['contextTokens'], 'generator.contextTokens'),
    languages: toLanguages(fields['languages'], 'generator.languages'),
    evidence,
    forms: forms.map((form: unknown, index) => parseForm(form, files, `generator.forms[${index}]`)),
  };
  if (fields['selfTest'] === undefined) return settings;
  const selfTest = toFields(fields['selfTest'], 'generator.selfTest');
  return {
    ...settings,
    selfTest: {
      file: toListed(selfTest['file'], files, 'generator.selfTest.file'),
      cases: toEntries(selfTest['cases'], 'generator.selfTest.cases'),
      maxLogprobError: toBound(selfTest['maxLogprobError'], 'generator.selfTest.maxLogprobError'),
    },
  };
}

function parseForm(value: unknown, files: Listed, field: string): GeneratorForm {
  const fields = toFields(value, field);
  const { device, expandWeights } = fields;
  if (device !== 'webgpu' && device !== 'wasm') fail(`${field}.device`, "'webgpu' or 'wasm'", device);
  const others = fields['files'];
  if (!Array.isArray(others)) fail(`${field}.files`, 'a list', others);
  const form: GeneratorForm = {
    device,
    entry: toListed(fields['entry'], files, `${field}.entry`),
    files: others.map((path: unknown) => toListed(path, files, `${field}.files`)),
    memoryBytes: toCount(fields['memoryBytes'], `${field}.memoryBytes`),
  };
  if (expandWeights === true) form.expandWeights = true;
  if (fields['gpu'] === undefined) return form;
  const gpu = toFields(fields['gpu'], `${field}.gpu`);
  const features = gpu['features'];
  if (!Array.isArray(features) || !features.every((name) => typeof name === 'string'))
    fail(`${field}.gpu.features`, 'a list of feature names', features);
  return {
    ...form,
    gpu: { features, maxBufferBytes: toCount(gpu['maxBufferBytes'], `${field}.gpu.maxBufferBytes`) },
  };
}

/** The reranker's part of a manifest. */
export function parseReranker(value: unknown, files: Listed): RerankerSettings {
  const fields = toFields(value, 'reranker');
  const settings: RerankerSettings = {
    maxTokens: toCount(fields['maxTokens'], 'reranker.maxTokens'),
    dtype: toText(fields, 'dtype', 'reranker.'),
    languages: toLanguages(fields['languages'], 'reranker.languages'),
  };
  if (fields['selfTest'] === undefined) return settings;
  const selfTest = toFields(fields['selfTest'], 'reranker.selfTest');
  return {
    ...settings,
    selfTest: {
      file: toListed(selfTest['file'], files, 'reranker.selfTest.file'),
      cases: toEntries(selfTest['cases'], 'reranker.selfTest.cases'),
      maxError: toBound(selfTest['maxError'], 'reranker.selfTest.maxError'),
    },
  };
}

function toLanguages(value: unknown, field: string): string[] {
  if (!isTextList(value)) fail(field, 'a list of language tags', value);
  return [...value];
}

function toListed(value: unknown, files: Listed, field: string): string {
  const file = files.find(({ path }) => path === value);
  if (!file) fail(field, 'one of the listed files', value);
  return file.path;
}

function toEntries(value: unknown, field: string): number[] {
  if (!Array.isArray(value) || value.length === 0 || new Set(value).size !== value.length)
    fail(field, 'a list of different entries', value);
  return value.map((index: unknown) => (index === 0 ? 0 : toCount(index, field)));
}

function toBound(value: unknown, field: string): number {
  if (typeof value !== 'number' || !(value > 0)) fail(field, 'a number above 0', value);
  return value;
}
