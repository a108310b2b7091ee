import type { ManifestFile, ModelManifest } from '../../models/manifest.ts';
import type { CatalogueEntry } from '../../models/catalogue.ts';
import type { PlannedFile, StagedModel } from './staged-model.ts';

export type ModelKind = 'embedder' | 'generator' | 'reranker';

/** What an operator says about a model; everything else is read from its files. */
export interface AddOptions {
  id?: string;
  kind?: ModelKind;
  title?: string;
  license?: string;
  languages?: string[];
  /** ONNX: which of the repository's number formats. */
  dtype?: string;
  /** GGUF: which file. */
  file?: string;
  /** web-llm: path or https address of the compiled library, and what its SHA-256 must be. */
  library?: string;
  librarySha256?: string;
  /** Embedders. */
  pooling?: 'mean' | 'cls';
  prefixes?: { query: string; passage: string };
  /** Generators: most tokens of prompt and answer together. */
  contextTokens?: number;
  /** Path of a file with references for the self-test. */
  canaries?: string;
}

/** The settings of a manifest, by its kind. */
export type KindSettings = Pick<ModelManifest, 'embedder' | 'generator' | 'reranker'>;

/** What a layout found: which files to take, and how to run them. */
export interface LayoutPlan {
  kind: ModelKind;
  /** npm name. */
  engine: string;
  files: PlannedFile[];
  /** Asked before anything large is fetched where the small files tell enough. */
  settings?: KindSettings;
  /** Asked afterwards, with what was taken. */
  settle?: (files: readonly ManifestFile[]) => Promise<KindSettings>;
}

/** What a layout goes by. */
export interface LayoutInput {
  staged: StagedModel;
  options: AddOptions;
  /** What the catalogue says about this repository. */
  known: CatalogueEntry | undefined;
  title: string;
  languages: string[];
}

/** A mistake in what was asked for; the message says the next step. */
export class AddError extends Error {
  override readonly name = 'AddError';
}

/** Longest context that is asked for unless the operator wants more: its memory grows with every token. */
export const DEFAULT_CONTEXT_TOKENS = 4096;

/** A positive whole number of a settings file, if it is one. */
export function readCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
