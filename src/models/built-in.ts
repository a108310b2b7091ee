import miniLm from '../../models/all-MiniLM-L6-v2/manifest.json';
import multilingualE5 from '../../models/multilingual-e5-small/manifest.json';
import smolLm2 from '../../models/SmolLM2-135M-Instruct/manifest.json';
import smolLm2Gguf from '../../models/SmolLM2-135M-Instruct-GGUF/manifest.json';
import smolLm2Mlc from '../../models/SmolLM2-135M-Instruct-MLC/manifest.json';
import runtime from '../../models/onnxruntime-web/manifest.json';
import wllama from '../../models/wllama/manifest.json';
import { addedManifests } from './added.ts';
import { parseManifest, type ModelManifest } from './manifest.ts';

/** The embedder that comes with this package: all-MiniLM-L6-v2, 384 dimensions, English, Apache-2.0, 26 MB. */
export const builtInEmbedder: ModelManifest = parseManifest(miniLm);

/**
 * The embedder for all languages: multilingual-e5-small, 384 dimensions, MIT, 74 MB. The app has its files; the library's
 * folder does not, so that a site which wants it serves `models/multilingual-e5-small/` of the repository beside the rest.
 */
export const multilingualEmbedder: ModelManifest = parseManifest(multilingualE5);

/** All embedders whose manifests are part of this package, the default one first. */
export const builtInEmbedders: readonly ModelManifest[] = [builtInEmbedder, multilingualEmbedder];

/**
 * The language model that comes with the app, SmolLM2-135M-Instruct (Apache-2.0, English, about 100 MB), for each engine:
 * web-llm, transformers.js, wllama. It is small and often wrong: quotes stay the default answer. The library's folder does
 * not have its files.
 */
export const builtInGenerators: readonly ModelManifest[] = [smolLm2Mlc, smolLm2, smolLm2Gguf].map(
  parseManifest,
);

/** The ONNX runtime's files, in the builds that the embedder may choose from. */
export const onnxRuntime: ModelManifest = parseManifest(runtime);

/** The files that wllama runs from: llama.cpp as WASM, and the worker that runs it. */
export const wllamaRuntime: ModelManifest = parseManifest(wllama);

/**
 * All models that this build has the files of, or of whose files it knows: the built-in ones first, then those that an
 * operator added before building the app. Pinned with the code, never read from the network.
 */
export const installedModels: readonly ModelManifest[] = [
  ...builtInEmbedders,
  ...builtInGenerators,
  ...addedManifests.map((manifest) => parseManifest(manifest)),
];

/** Those of them that make vectors, the default one first. */
export const installedEmbedders: readonly ModelManifest[] = installedModels.filter(
  ({ kind }) => kind === 'embedder',
);

/** Those of them that write, in the order in which they are tried: what an operator added is better than what is built in. */
export const installedGenerators: readonly ModelManifest[] = installedModels
  .filter(({ kind }) => kind === 'generator')
  .toSorted((a, b) => Number(builtInGenerators.includes(a)) - Number(builtInGenerators.includes(b)));
