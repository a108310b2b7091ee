import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseManifest, type ManifestFile, type ModelManifest } from '../../models/manifest.ts';
import type { DerivedFile } from './derived-file.ts';
import { readGguf, type Gguf } from './gguf.ts';
import { makeMlcShards, type TensorCache } from './mlc-shards.ts';
import { derivedFolder } from './model-folders.ts';
import { makeOnnxData } from './onnx-data.ts';

/** Folder of the published weights, from which the other forms are made. */
const SOURCE = 'SmolLM2-135M-Instruct-GGUF';

/** Of the published file, which lies in the repository in pieces. */
const SOURCE_SHA256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';

/** How the files of a folder below `models/` are made that are listed in its manifest and not kept in the repository. */
const RECIPES: Readonly<Record<string, (models: string, gguf: Gguf) => Iterable<DerivedFile>>> = {
  'SmolLM2-135M-Instruct': (_models, gguf) => makeOnnxData(gguf),
  *'SmolLM2-135M-Instruct-MLC'(models, gguf) {
    const layout = readFileSync(join(models, 'SmolLM2-135M-Instruct-MLC/tensor-cache.json'), 'utf8');
    yield {
      path: 'tokenizer.json',
      bytes: readFileSync(join(models, 'SmolLM2-135M-Instruct/tokenizer.json')),
    };
    yield* makeMlcShards(gguf, JSON.parse(layout) as TensorCache);
  },
};

/** Folders below `models/` of which some files are derived. */
export const DERIVED_MODELS: readonly string[] = Object.keys(RECIPES);

/** What was on disk when its hash was last compared: another size or time since means that it must be compared again. */
type Stamp = Record<string, { bytes: number; sha256: string; changedAt: number } | undefined>;

function readManifest(models: string, folder: string): ModelManifest {
  return parseManifest(JSON.parse(readFileSync(join(models, folder, 'manifest.json'), 'utf8')));
}

/** SHA-256 in hex. */
export function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readSource(models: string): Gguf {
  const listed = readManifest(models, SOURCE).files.filter(({ path }) => /\.gguf\.\d+$/.test(path));
  const pieces = listed.map((file) => ({ ...file, bytes: readFileSync(join(models, SOURCE, file.path)) }));
  const file = Buffer.concat(pieces.map(({ bytes }) => bytes));
  const actual = hash(file);
  if (actual === SOURCE_SHA256) return readGguf(file);
  const changed = pieces.filter(({ bytes, sha256 }) => hash(bytes) !== sha256).map(({ path }) => path);
  const cause =
    changed.length > 0
      ? `${changed.join(' and ')} in models/${SOURCE}/ differ from the manifest`
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
  root: string,
  folder: string,
  listed: ManifestFile[],
  made: Iterable<DerivedFile>,
): void {
  const missing = new Map(listed.map((file) => [file.path, file]));
  for (const { path, bytes } of made) {
    const file = missing.get(path);
    // Kept in the repository, where the manifest's hash holds for it as well.
    if (!file) continue;
    const actual = hash(bytes);
    if (actual !== file.sha256)
      throw new Error(
        `${folder}/${path} as derived from the GGUF file has SHA-256 ${actual}, but its manifest lists ${file.sha256}. ` +
          'It was not written; the manifest or the code in src/cli/models/ is not as released.',
      );
    writeWhole(join(derivedFolder(root, folder), path), bytes);
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

/**
 * Makes the files that manifests list and the repository leaves out, from the GGUF weights into `build/models/`. What is
 * there and unchanged since its hash was compared is left alone, so that a second call costs a few file lookups.
 *
 * @param root Folder of the repository.
 * @param folders Folders below `models/` whose files are wanted; others of them, and those not in the checkout, are skipped.
 * @returns The folders below `models/` for which something was made.
 * @throws {Error} when a source or a result has not the hash that is pinned for it.
 */
export function deriveModels(root: string, folders: readonly string[] = DERIVED_MODELS): string[] {
  const models = join(root, 'models');
  const stampPath = join(root, 'build/derived-models.json');
  const stamp = readStamp(stampPath);
  const made: string[] = [];
  let gguf: Gguf | undefined;
  for (const [folder, make] of Object.entries(RECIPES)) {
    if (!folders.includes(folder) || !existsSync(join(models, folder, 'manifest.json'))) continue;
    const listed = readManifest(models, folder).files.filter(
      ({ path }) => !existsSync(join(models, folder, path)),
    );
    const place = (path: string): string => join(derivedFolder(root, folder), path);
    if (!listed.every((file) => isCurrent(place(file.path), file, stamp[`${folder}/${file.path}`]))) {
      gguf ??= readSource(models);
      writeDerived(root, folder, listed, make(models, gguf));
      made.push(folder);
    }
    for (const { path, bytes, sha256 } of listed)
      stamp[`${folder}/${path}`] = { bytes, sha256, changedAt: statSync(place(path)).mtimeMs };
  }
  const text = `${JSON.stringify(stamp, null, 2)}\n`;
  mkdirSync(dirname(stampPath), { recursive: true });
  writeWhole(stampPath, Buffer.from(text));
  return made;
}
