import type { EmbedderSettings, GeneratorSettings } from './manifest.ts';

/** A model that fits this product: part of it, or one that an operator may add with `npm run models -- add`. */
export interface CatalogueEntry {
  /** Folder below `models/` once it is there. */
  id: string;
  /** `owner/name` at the model hub. */
  repo: string;
  kind: 'embedder' | 'generator' | 'reranker';
  /** npm name of the engine that runs this form. */
  engine: '@huggingface/transformers' | '@mlc-ai/web-llm' | '@wllama/wllama';
  /** SPDX where there is such a name. */
  license: string;
  /** Commit of the repository; where it is absent, `add` pins the newest one and the manifest says which. */
  revision?: string;
  /** Number format that is taken unless another is asked for. */
  dtype?: string;
  /** BCP 47; `['*']` for all. Absent: what its page says. */
  languages?: string[];
  /** What the files of the repository do not say. */
  embedder?: Pick<EmbedderSettings, 'pooling' | 'prefixes'>;
  evidence?: GeneratorSettings['evidence'];
  /** It comes with this product, in a form of our own, and cannot be removed. */
  isBuiltIn: boolean;
  /** What of it was run by us; absent when nothing was. Size and speed of those that were not run are not promised. */
  testedByUs?: string;
}

const TRANSFORMERS = '@huggingface/transformers';
const WEB_LLM = '@mlc-ai/web-llm';
const E5_PREFIXES = { query: 'query: ', passage: 'passage: ' };
const LLAMA_LICENSE = 'Llama 3.2 Community License';
/** Those that its makers support. */
const LLAMA_LANGUAGES = ['en', 'de', 'fr', 'it', 'pt', 'hi', 'es', 'th'];

const embedders: CatalogueEntry[] = [
  {
    id: 'all-MiniLM-L6-v2',
    repo: 'sentence-transformers/all-MiniLM-L6-v2',
    kind: 'embedder',
    engine: TRANSFORMERS,
    license: 'Apache-2.0',
    dtype: 'int8',
    languages: ['en'],
    isBuiltIn: true,
    testedByUs: 'embeds on WASM and on WebGPU (software adapter), search measured; the default',
  },
  {
    id: 'multilingual-e5-small',
    repo: 'intfloat/multilingual-e5-small',
    kind: 'embedder',
    engine: TRANSFORMERS,
    license: 'MIT',
    dtype: 'q4',
    languages: ['*'],
    isBuiltIn: true,
    testedByUs: 'embeds on WASM and on WebGPU (software adapter), search measured',
  },
  {
    id: 'all-MiniLM-L6-v2-q8',
    repo: 'Xenova/all-MiniLM-L6-v2',
    kind: 'embedder',
    engine: TRANSFORMERS,
    license: 'Apache-2.0',
    languages: ['en'],
    embedder: { pooling: 'mean' },
    isBuiltIn: false,
  },
  {
    id: 'bge-small-en-v1.5',
    repo: 'Xenova/bge-small-en-v1.5',
    kind: 'embedder',
    engine: TRANSFORMERS,
    license: 'MIT',
    languages: ['en'],
    // Its makers say that this version needs no instruction before a question.
    embedder: { pooling: 'cls' },
    isBuiltIn: false,
  },
  {
    id: 'multilingual-e5-small-q8',
    repo: 'Xenova/multilingual-e5-small',
    kind: 'embedder',
    engine: TRANSFORMERS,
    license: 'MIT',
    languages: ['*'],
    embedder: { pooling: 'mean', prefixes: E5_PREFIXES },
    isBuiltIn: false,
  },
];

const rerankers: CatalogueEntry[] = [
  {
    id: 'ms-marco-MiniLM-L-6-v2',
    repo: 'Xenova/ms-marco-MiniLM-L-6-v2',
    kind: 'reranker',
    engine: TRANSFORMERS,
    license: 'Apache-2.0',
    languages: ['en'],
    isBuiltIn: false,
  },
];

/** SmolLM2-135M comes along three times: its weights lie in the repository once. */
const builtInGenerators: CatalogueEntry[] = (
  [
    ['SmolLM2-135M-Instruct-MLC', WEB_LLM, 'writes on WebGPU (software adapter)'],
    ['SmolLM2-135M-Instruct', TRANSFORMERS, 'writes on WASM and on WebGPU (software adapter)'],
    ['SmolLM2-135M-Instruct-GGUF', '@wllama/wllama', 'writes on WASM'],
  ] as const
).map(([id, engine, testedByUs]) => ({
  id,
  repo: 'HuggingFaceTB/SmolLM2-135M-Instruct',
  kind: 'generator',
  engine,
  license: 'Apache-2.0',
  dtype: 'q4_1',
  languages: ['en'],
  evidence: 'sentences',
  isBuiltIn: true,
  testedByUs,
}));

/** Language models by repository: transformers.js first, web-llm behind it. */
const GENERATORS: readonly (readonly [repo: string, license: string, languages?: string[]])[] = [
  ['HuggingFaceTB/SmolLM2-360M-Instruct', 'Apache-2.0', ['en']],
  ['onnx-community/Qwen2.5-0.5B-Instruct', 'Apache-2.0'],
  ['onnx-community/Qwen2.5-1.5B-Instruct', 'Apache-2.0'],
  ['onnx-community/Qwen3-0.6B-ONNX', 'Apache-2.0'],
  ['onnx-community/Qwen3-1.7B-ONNX', 'Apache-2.0'],
  ['onnx-community/Llama-3.2-1B-Instruct', LLAMA_LICENSE, LLAMA_LANGUAGES],
  // Names as web-llm 0.2.86 lists them; each but q4f32 and q0f32 needs a GPU with half precision (shader-f16).
  ['mlc-ai/SmolLM2-135M-Instruct-q0f16-MLC', 'Apache-2.0', ['en']],
  ['mlc-ai/SmolLM2-360M-Instruct-q4f16_1-MLC', 'Apache-2.0', ['en']],
  ['mlc-ai/Qwen2.5-0.5B-Instruct-q4f16_1-MLC', 'Apache-2.0'],
  ['mlc-ai/Qwen2.5-1.5B-Instruct-q4f16_1-MLC', 'Apache-2.0'],
  ['mlc-ai/Qwen3-0.6B-q4f16_1-MLC', 'Apache-2.0'],
  ['mlc-ai/Qwen3-1.7B-q4f16_1-MLC', 'Apache-2.0'],
  ['mlc-ai/Llama-3.2-1B-Instruct-q4f16_1-MLC', LLAMA_LICENSE, LLAMA_LANGUAGES],
  ['mlc-ai/Llama-3.2-1B-Instruct-q4f32_1-MLC', LLAMA_LICENSE, LLAMA_LANGUAGES],
];

const generators: CatalogueEntry[] = GENERATORS.map(([repo, license, languages]) => ({
  id: repo.slice(repo.indexOf('/') + 1),
  repo,
  kind: 'generator',
  engine: repo.startsWith('mlc-ai/') ? WEB_LLM : TRANSFORMERS,
  license,
  ...(languages && { languages }),
  isBuiltIn: false,
}));

/**
 * The models that are known to fit, those of the product first. It is a list of names, not of bytes: hashes come from the
 * hub when a model is added, and are pinned in the manifest that this writes.
 */
export const catalogue: readonly CatalogueEntry[] = [
  ...embedders,
  ...rerankers,
  ...builtInGenerators,
  ...generators,
];
