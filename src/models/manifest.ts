/** One listed file of a model. A file that is not listed does not exist. */
export interface ManifestFile {
  /** Relative to the manifest's folder, with '/' between names. */
  path: string;
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** Everything that is needed to fetch, verify, run and check a model; pinned in the build. */
export interface ModelManifest {
  format: 'cloister-model/1';
  id: string;
  /** Folder below the asset base, e.g. `models/all-MiniLM-L6-v2/`. */
  base: string;
  kind: 'embedder' | 'generator' | 'reranker' | 'runtime';
  engine: { name: string; version: string };
  license: string;
  source: string;
  files: ManifestFile[];
  embedder?: {
    dims: number;
    maxTokens: number;
    pooling: 'mean' | 'cls';
    dtype: string;
    /** Put before each text; absent for models trained without. */
    prefixes?: { query: string; passage: string };
    /** Languages it was trained on, BCP 47; `['*']` for all. */
    languages: string[];
    /** Texts with their reference vectors: a file of this manifest, and which entries the self-test uses. */
    selfTest: { file: string; canaries: number[]; minCosine: number };
  };
}
