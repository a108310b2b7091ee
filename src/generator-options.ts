import type { ModelManifest } from './models/manifest.ts';

/** How answers are written when `ask` is called with `write`. */
export interface GeneratorOptions {
  /** Models that may write, the preferred first. Default: those that an operator added, then the built-in one, for each engine. */
  models?: readonly ModelManifest[];
  /** Where they may run. Default 'auto': a hardware GPU that is worth it, else WASM. */
  device?: 'auto' | 'webgpu' | 'wasm';
  /** Only this engine, by its npm name. Default: any. */
  engine?: string;
  /**
   * Writes with the browser's own model (`LanguageModel`) where there is one that needs no download. **What it is cannot be
   * verified**, unlike everything else that runs here, and the response headers must allow the feature
   * `language-model`, which those of this project do not. Default: false.
   */
  browserModel?: boolean;
  /** Takes a GPU that the processor imitates for a GPU: slow, for tests and demonstrations. Default: false. */
  softwareGpu?: boolean;
}
