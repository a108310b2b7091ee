import { IntegrityError } from '../errors.ts';

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

const KINDS: ReadonlySet<string> = new Set(['embedder', 'generator', 'reranker', 'runtime']);

/** One folder or file name: nothing that a URL parser, a file system or an object key could read in a second way. */
const NAME = /^(?!\.)(?!__proto__$)[A-Za-z0-9._@+-]+$/;
const SHA256 = /^[0-9a-f]{64}$/;

type Fields = Record<string, unknown>;

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
  if (fields['embedder'] === undefined) {
    if (kind === 'embedder') fail('embedder', 'an object, as the kind is embedder', undefined);
    return manifest;
  }
  return { ...manifest, embedder: parseEmbedder(fields['embedder'], manifest.files) };
}

/** The listed file of this path, if there is one. */
export function findFile(manifest: ModelManifest, path: string): ManifestFile | undefined {
  return manifest.files.find((file) => file.path === path);
}

function fail(field: string, expected: string, actual: unknown): never {
  const found = actual === undefined ? 'nothing' : (JSON.stringify(actual)?.slice(0, 80) ?? typeof actual);
  throw new IntegrityError(
    'bad_manifest',
    `The model's manifest is not valid: ${field} must be ${expected}, but is ${found}. The model was not loaded. ` +
      'Use the manifest that came with this release.',
    { details: { expected, actual: found } },
  );
}

function toFields(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(field, 'an object', value);
  return value as Fields;
}

function toText(fields: Fields, key: string, prefix = ''): string {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (typeof value !== 'string' || value.trim() === '') fail(prefix + key, 'a text that is not empty', value);
  return value;
}

function toCount(value: unknown, field: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0)
    fail(field, 'a positive whole number', value);
  return value;
}

function isRelativePath(value: unknown): value is string {
  return typeof value === 'string' && value.split('/').every((name) => NAME.test(name));
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
    const { path, bytes, sha256 } = toFields(entry, `files[${index}]`);
    if (!isRelativePath(path)) fail(`files[${index}].path`, "a relative path without '..'", path);
    if (paths.has(path)) fail(`files[${index}].path`, 'listed once', path);
    paths.add(path);
    if (typeof sha256 !== 'string' || !SHA256.test(sha256))
      fail(`files[${index}].sha256`, '64 lower-case hex digits', sha256);
    return { path, bytes: toCount(bytes, `files[${index}].bytes`), sha256 };
  });
}

function parseEmbedder(value: unknown, files: ManifestFile[]): NonNullable<ModelManifest['embedder']> {
  const fields = toFields(value, 'embedder');
  const pooling = fields['pooling'];
  if (pooling !== 'mean' && pooling !== 'cls') fail('embedder.pooling', "'mean' or 'cls'", pooling);
  const languages = fields['languages'];
  if (!isTextList(languages)) fail('embedder.languages', 'a list of language tags', languages);
  const embedder: NonNullable<ModelManifest['embedder']> = {
    dims: toCount(fields['dims'], 'embedder.dims'),
    maxTokens: toCount(fields['maxTokens'], 'embedder.maxTokens'),
    pooling,
    dtype: toText(fields, 'dtype', 'embedder.'),
    languages: [...languages],
    selfTest: parseSelfTest(fields['selfTest'], files),
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

function isTextList(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '')
  );
}

type SelfTest = NonNullable<ModelManifest['embedder']>['selfTest'];

function parseSelfTest(value: unknown, files: ManifestFile[]): SelfTest {
  const fields = toFields(value, 'embedder.selfTest');
  const file = toText(fields, 'file', 'embedder.selfTest.');
  if (!files.some(({ path }) => path === file))
    fail('embedder.selfTest.file', 'one of the listed files', file);
  const canaries: unknown = fields['canaries'];
  if (!Array.isArray(canaries) || canaries.length === 0 || new Set(canaries).size !== canaries.length)
    fail('embedder.selfTest.canaries', 'a list of different entries', canaries);
  const indexes = canaries.map((index: unknown) =>
    index === 0 ? 0 : toCount(index, 'embedder.selfTest.canaries'),
  );
  const minCosine = fields['minCosine'];
  if (typeof minCosine !== 'number' || !(minCosine > 0 && minCosine <= 1))
    fail('embedder.selfTest.minCosine', 'above 0 and at most 1', minCosine);
  return { file, canaries: indexes, minCosine };
}
