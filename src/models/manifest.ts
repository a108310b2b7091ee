import { fail, isRelativePath, isTextList, toCount, toFields, toText } from './manifest-fields.ts';
import {
  parseEmbedder,
  parseGenerator,
  parseReranker,
  type EmbedderSettings,
  type GeneratorSettings,
  type RerankerSettings,
} from './manifest-settings.ts';

export type {
  EmbedderSettings,
  GeneratorForm,
  GeneratorSettings,
  RerankerSettings,
} from './manifest-settings.ts';

/** One listed file of a model. A file that is not listed does not exist. */
export interface ManifestFile {
  /** Relative to the manifest's folder, with '/' between names. */
  path: string;
  bytes: number;
  /** Hex. */
  sha256: string;
  /** Hashes of its pieces of `CHUNK_BYTES` (the last one may be shorter), so that big files are checked as they arrive. */
  chunks?: string[];
}

/** Size of the pieces that a manifest may list hashes for. */
export const CHUNK_BYTES: number = 4 * 1024 * 1024;

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
  embedder?: EmbedderSettings;
  generator?: GeneratorSettings;
  reranker?: RerankerSettings;
}

const KINDS: ReadonlySet<string> = new Set(['embedder', 'generator', 'reranker', 'runtime']);

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Reads a manifest and refuses whatever is not exactly one: a wrong format, no files, an empty or short hash, a path
 * that leaves its folder, is absolute or is listed twice. Fields that it does not know are dropped.
 *
 * @param value What `JSON.parse` gave, or an object of the caller.
 * @throws {IntegrityError} `bad_manifest`, with the field in the message.
 */
export function parseManifest(value: unknown): ModelManifest {
  const fields = toFields(value, 'the manifest');
  if (fields['format'] !== 'cloister-model/1') fail('format', "'cloister-model/1'", fields['format']);
  const kind = toText(fields, 'kind');
  if (!KINDS.has(kind)) fail('kind', [...KINDS].join(' or '), kind);
  const engine = toFields(fields['engine'], 'engine');
  const manifest: ModelManifest = {
    format: 'cloister-model/1',
    id: toText(fields, 'id'),
    base: parseBase(fields['base']),
    kind: kind as ModelManifest['kind'],
    engine: { name: toText(engine, 'name', 'engine.'), version: toText(engine, 'version', 'engine.') },
    license: toText(fields, 'license'),
    source: toText(fields, 'source'),
    files: parseFiles(fields['files']),
  };
  const { files } = manifest;
  if (kind === 'embedder') return { ...manifest, embedder: parseEmbedder(fields['embedder'], files) };
  if (kind === 'generator') return { ...manifest, generator: parseGenerator(fields['generator'], files) };
  if (kind === 'reranker') return { ...manifest, reranker: parseReranker(fields['reranker'], files) };
  return manifest;
}

/** The listed file of this path, if there is one. */
export function findFile(manifest: ModelManifest, path: string): ManifestFile | undefined {
  return manifest.files.find((file) => file.path === path);
}

function parseBase(value: unknown): string {
  if (typeof value !== 'string' || !value.endsWith('/') || !isRelativePath(value.slice(0, -1)))
    fail('base', "a relative folder that ends in '/', without '..'", value);
  return value;
}

function parseFiles(value: unknown): ManifestFile[] {
  if (!Array.isArray(value) || value.length === 0) fail('files', 'a list with at least one file', value);
  const paths = new Set<string>();
  return value.map((entry: unknown, index) => {
    const { path, bytes, sha256, chunks } = toFields(entry, `files[${index}]`);
    if (!isRelativePath(path)) fail(`files[${index}].path`, "a relative path without '..'", path);
    if (paths.has(path)) fail(`files[${index}].path`, 'listed once', path);
    paths.add(path);
    if (!isSha256(sha256)) fail(`files[${index}].sha256`, '64 lower-case hex digits', sha256);
    const file = { path, bytes: toCount(bytes, `files[${index}].bytes`), sha256 };
    return chunks === undefined ? file : { ...file, chunks: parseChunks(chunks, file.bytes, index) };
  });
}

function isSha256(value: unknown): value is string {
  return typeof value === 'string' && SHA256.test(value);
}

function parseChunks(value: unknown, bytes: number, index: number): string[] {
  const count = Math.ceil(bytes / CHUNK_BYTES);
  if (!isTextList(value) || value.length !== count || !value.every(isSha256))
    fail(`files[${index}].chunks`, `${count} hashes`, value);
  return value;
}
