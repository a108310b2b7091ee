import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseManifest, type ManifestFile, type ModelManifest } from '../../models/manifest.ts';
import { composeWllamaWorker, WLLAMA_WORKER } from '../build/wllama-worker.ts';
import type { DerivedFile } from './derived-file.ts';
import { readGguf, type Gguf } from './gguf.ts';
import { makeMlcShards, type TensorCache } from './mlc-shards.ts';
import { derivedFolder, keptPath } from './model-folders.ts';
import { makeOnnxData } from './onnx-data.ts';

/** Folder of the published weights, from which the other forms are made. */
const SOURCE = 'SmolLM2-135M-Instruct-GGUF';

/** Of the published file, which lies in the repository in pieces. */
const SOURCE_SHA256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';

type Recipe = (root: string, readWeights: () => Gguf) => Iterable<DerivedFile>;

/** How the files of a folder below `models/` are made that its manifest lists and that are kept nowhere. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  'SmolLM2-135M-Instruct': (_root, readWeights) => makeOnnxData(readWeights()),
  *'SmolLM2-135M-Instruct-MLC'(root, readWeights) {
    const layout = readFileSync(join(root, 'models/SmolLM2-135M-Instruct-MLC/tensor-cache.json'), 'utf8');
    const tokenizer = readFileSync(join(root, 'models/SmolLM2-135M-Instruct/tokenizer.json'));
    yield { path: 'tokenizer.json', bytes: tokenizer };
    yield* makeMlcShards(readWeights(), JSON.parse(layout) as TensorCache);
  },
  *wllama(root) {
    yield { path: WLLAMA_WORKER, bytes: Buffer.from(composeWllamaWorker(root)) };
  },
};

/** What was on disk when its hash was last compared: another size or time since means that it must be compared again. */
type Stamp = Record<string, { bytes: number; sha256: string; changedAt: number } | undefined>;

function readManifest(root: string, folder: string): ModelManifest {
  return parseManifest(JSON.parse(readFileSync(join(root, 'models', folder, 'manifest.json'), 'utf8')));
}

/** SHA-256 in hex. */
export function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readSource(root: string): Gguf {
  const listed = readManifest(root, SOURCE).files.filter(({ path }) => /\.gguf\.\d+$/.test(path));
  const pieces = listed.map((file) => ({
    ...file,
    bytes: readFileSync(join(root, 'models', SOURCE, file.path)),
  }));
  const file = Buffer.concat(pieces.map(({ bytes }) => bytes));
  const actual = hash(file);
  if (actual === SOURCE_SHA256) return readGguf(file);
  const changed = pieces.filter(({ bytes, sha256 }) => hash(bytes) !== sha256).map(({ path }) => path);
  const cause =
    changed.length > 0
      ? `${changed.join(' and ')} in models/${SOURCE}/ ${changed.length > 1 ? 'differ' : 'differs'} from the manifest`
      : `the pieces that models/${SOURCE}/manifest.json lists are joined to a file with SHA-256 ${actual}, not ${SOURCE_SHA256}`;
  throw new Error(
    `The weights of SmolLM2 are not the published ones: ${cause}. Nothing was derived; restore the files.`,
  );
}

function isCurrent(path: string, file: ManifestFile, stamp: Stamp[string]): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.size !== file.bytes) return false;
  if (stamp?.sha256 === file.sha256 && stamp.bytes === stats.size && stamp.changedAt === stats.mtimeMs)
    return true;
  return hash(readFileSync(path)) === file.sha256;
}

/** Writes under another name first: a build that is stopped, or a second one beside it, leaves no half file. */
function writeWhole(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.part`;
  try {
    writeFileSync(partial, bytes);
    renameSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}

function writeDerived(
  folder: string,
  listed: ManifestFile[],
  made: Iterable<DerivedFile>,
  place: (path: string) => string,
  isChecked: boolean,
): void {
  const missing = new Map(listed.map((file) => [file.path, file]));
  for (const { path, bytes } of made) {
    const file = missing.get(path);
    // Kept in the repository, where the manifest's hash holds for it as well.
    if (!file) continue;
    const actual = hash(bytes);
    if (isChecked && actual !== file.sha256)
      throw new Error(
        `${folder}/${path} as made here has SHA-256 ${actual}, but its manifest lists ${file.sha256}. ` +
          'It was not written; the manifest, or what the file is made of, is not as released.',
      );
    writeWhole(place(path), bytes);
    missing.delete(path);
  }
  if (missing.size > 0)
    throw new Error(
      `models/${folder}/ lacks ${[...missing.keys()].join(', ')}, which its manifest lists and nothing derives. Restore the files.`,
    );
}

function readStamp(path: string): Stamp {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Stamp;
  } catch {
    return {};
  }
}

/** Files that the manifest lists and that neither the repository nor the installed package holds. */
function listDerived(root: string, folder: string): ManifestFile[] {
  const manifest = readManifest(root, folder);
  return manifest.files.filter(({ path }) => !existsSync(keptPath(root, folder, manifest, path)));
}

/** Keeps the value that the first call computes. */
function once<T>(compute: () => T): () => T {
  let kept: { value: T } | undefined;
  return () => (kept ??= { value: compute() }).value;
}

export interface DeriveOptions {
  /** Folders below `models/` to leave out; those that the checkout lacks are left out too. */
  without?: readonly string[];
  /** False: everything is made anew and kept whatever its hash, so that manifests can be written from it. Default true. */
  isChecked?: boolean;
}

/**
 * Makes the files that manifests list and the repository leaves out, from the GGUF weights and from installed packages,
 * into `build/models/`. What is there and unchanged since its hash was compared is left alone, so that a second call costs
 * a few file lookups.
 *
 * @param root Folder of the repository.
 * @returns The folders below `models/` for which something was made.
 * @throws {Error} when a source or a result has not the hash that is pinned for it.
 */
export function deriveModels(root: string, { without = [], isChecked = true }: DeriveOptions = {}): string[] {
  const stampPath = join(root, 'build/derived-models.json');
  const stamp = readStamp(stampPath);
  const readWeights = once(() => readSource(root));
  const made: string[] = [];
  for (const [folder, make] of Object.entries(RECIPES)) {
    if (without.includes(folder) || !existsSync(join(root, 'models', folder, 'manifest.json'))) continue;
    const listed = listDerived(root, folder);
    const place = (path: string): string => join(derivedFolder(root, folder), path);
    const isKept = (file: ManifestFile): boolean =>
      isCurrent(place(file.path), file, stamp[`${folder}/${file.path}`]);
    if (!isChecked || !listed.every(isKept)) {
      writeDerived(folder, listed, make(root, readWeights), place, isChecked);
      made.push(folder);
    }
    for (const { path, bytes, sha256 } of isChecked ? listed : [])
      stamp[`${folder}/${path}`] = { bytes, sha256, changedAt: statSync(place(path)).mtimeMs };
  }
  writeWhole(stampPath, Buffer.from(`${JSON.stringify(stamp, null, 2)}\n`));
  return made;
}
