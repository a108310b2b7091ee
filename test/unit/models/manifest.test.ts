import { describe, expect, it } from 'vitest';
import { builtInEmbedder, onnxRuntime } from '../../../src/models/built-in.ts';
import { findFile, parseManifest, type ModelManifest } from '../../../src/models/manifest.ts';

const HASH = 'a'.repeat(64);
const FILE = { path: 'onnx/model.onnx', bytes: 3, sha256: HASH };
const VALID: ModelManifest = {
  format: 'cloister-model/1',
  id: 'm',
  base: 'models/m/',
  kind: 'embedder',
  engine: { name: 'e', version: '1' },
  license: 'MIT',
  source: 'here',
  files: [FILE, { path: 'reference.json', bytes: 3, sha256: HASH }],
  embedder: {
    dims: 4,
    maxTokens: 8,
    pooling: 'mean',
    dtype: 'int8',
    prefixes: { query: 'q: ', passage: 'p: ' },
    languages: ['*'],
    selfTest: { file: 'reference.json', canaries: [0, 2], minCosine: 0.999 },
  },
};
const { embedder, ...BARE } = VALID;
const SELF_TEST = embedder!.selfTest;

const withFile = (file: object): object => ({
  ...VALID,
  files: [...VALID.files, { ...FILE, path: 'x', ...file }],
});
const withEmbedder = (fields: object): object => ({ ...VALID, embedder: { ...embedder, ...fields } });

describe('parseManifest', () => {
  it('reads what it is given, without the fields it does not know', () => {
    expect(parseManifest(VALID)).toEqual(VALID);
    expect(parseManifest({ ...VALID, extra: 1 })).toEqual(VALID);
    expect(parseManifest({ ...BARE, kind: 'runtime' })).toEqual({ ...BARE, kind: 'runtime' });
    expect(parseManifest(JSON.parse(JSON.stringify(VALID)))).toEqual(VALID);
  });

  it('gives a copy, so that changing the original changes nothing', () => {
    const original = structuredClone(VALID);
    const parsed = parseManifest(original);
    original.files.length = 0;
    original.embedder!.selfTest!.minCosine = 0.1;
    expect(parsed).toEqual(VALID);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', [VALID]],
    ['an unknown format', { ...VALID, format: 'cloister-model/2' }],
    ['no format', { ...VALID, format: undefined }],
    ['an unknown kind', { ...VALID, kind: 'weights' }],
    ['an empty id', { ...VALID, id: '' }],
    ['no licence', { ...VALID, license: ' ' }],
    ['no engine', { ...VALID, engine: undefined }],
    ['no engine version', { ...VALID, engine: { name: 'e' } }],
    ['a base without its last slash', { ...VALID, base: 'models/m' }],
    ['a base above its folder', { ...VALID, base: '../m/' }],
    ['an absolute base', { ...VALID, base: '/models/m/' }],
    ['a base of another origin', { ...VALID, base: 'https://models.example/m/' }],
    ['an empty base', { ...VALID, base: '/' }],
    ['no files', { ...VALID, files: [] }],
    ['files that are no list', { ...VALID, files: { 0: FILE } }],
    ['a file without a hash', withFile({ sha256: undefined })],
    ['an empty hash', withFile({ sha256: '' })],
    ['a short hash', withFile({ sha256: HASH.slice(1) })],
    ['a hash in capitals', withFile({ sha256: HASH.toUpperCase() })],
    ['no size', withFile({ bytes: undefined })],
    ['a size of 0', withFile({ bytes: 0 })],
    ['a negative size', withFile({ bytes: -1 })],
    ['half a byte', withFile({ bytes: 1.5 })],
    ['an endless size', withFile({ bytes: Number.POSITIVE_INFINITY })],
    ['a size as text', withFile({ bytes: '3' })],
    ['a path listed twice', withFile({ path: FILE.path })],
    ['an empty path', withFile({ path: '' })],
    ['an absolute path', withFile({ path: '/etc/passwd' })],
    ['a path upwards', withFile({ path: 'onnx/../../secret' })],
    ['an encoded path upwards', withFile({ path: 'onnx/%2e%2e/secret' })],
    ['a path with a backslash', withFile({ path: 'onnx\\model' })],
    ['a path with a query', withFile({ path: 'model?x' })],
    ['a path with a scheme', withFile({ path: 'data:,x' })],
    ['a path with an empty part', withFile({ path: 'onnx//model' })],
    ['a hidden file', withFile({ path: '.git' })],
    ['a path that is a key of every object', withFile({ path: '__proto__' })],
    ['a path that is no text', withFile({ path: ['a'] })],
    ['an embedder without its part', BARE],
    ['no dimensions', withEmbedder({ dims: 0 })],
    ['unknown pooling', withEmbedder({ pooling: 'max' })],
    ['no languages', withEmbedder({ languages: [] })],
    ['half of the prefixes', withEmbedder({ prefixes: { query: 'q' } })],
    ['a reference that is not listed', withEmbedder({ selfTest: { ...SELF_TEST, file: 'other.json' } })],
    ['no canaries', withEmbedder({ selfTest: { ...SELF_TEST, canaries: [] } })],
    ['the same canary twice', withEmbedder({ selfTest: { ...SELF_TEST, canaries: [1, 1] } })],
    ['a threshold that everything passes', withEmbedder({ selfTest: { ...SELF_TEST, minCosine: 0 } })],
    ['a threshold that is no number', withEmbedder({ selfTest: { ...SELF_TEST, minCosine: Number.NaN } })],
  ])('refuses %s', (_what, value) => {
    expect(() => parseManifest(value)).toThrow(
      expect.objectContaining({ name: 'IntegrityError', code: 'bad_manifest' }) as Error,
    );
  });

  it('lets a model go without a reference, which the status then tells', () => {
    const { embedder } = parseManifest(withEmbedder({ selfTest: undefined }));
    expect(embedder).toBeDefined();
    expect(embedder).not.toHaveProperty('selfTest');
  });

  it('names the field and what it holds', () => {
    expect(() => parseManifest(withFile({ bytes: -1 }))).toThrow(/files\[2\]\.bytes.*-1/);
  });
});

describe('findFile', () => {
  it('finds listed files only, by their exact path', () => {
    expect(findFile(VALID, 'onnx/model.onnx')).toBe(FILE);
    expect(findFile(VALID, 'onnx/MODEL.onnx')).toBeUndefined();
    expect(findFile(VALID, 'constructor')).toBeUndefined();
  });
});

describe('the built-in manifests', () => {
  it('list the model and the three builds of the runtime', () => {
    expect(builtInEmbedder.files.map(({ path }) => path)).toContain('onnx/model_int8.onnx');
    expect(onnxRuntime.files).toHaveLength(6);
  });
});
