import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StateError } from '../errors.ts';
import { catalogue } from '../models/catalogue.ts';
import { CHUNK_BYTES, parseManifest, type ManifestFile, type ModelManifest } from '../models/manifest.ts';
import { hashFile } from './hub/file-hash.ts';
import { locateModelFile } from './models/model-folders.ts';

/** A folder below `models/` with a manifest. */
export interface InstalledModel {
  folder: string;
  manifest: ModelManifest;
  bytes: number;
  /** It belongs to the product. */
  isBuiltIn: boolean;
}

/** Every model and runtime below `models/`, by name. */
export async function listInstalled(root: string): Promise<InstalledModel[]> {
  const entries = await readdir(join(root, 'models'), { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory() && existsSync(manifestPath(root, entry.name)))
    .map(({ name }) => name)
    .toSorted();
  return Promise.all(folders.map((folder) => readInstalled(root, folder)));
}

function manifestPath(root: string, folder: string): string {
  return join(root, 'models', folder, 'manifest.json');
}

async function readInstalled(root: string, folder: string): Promise<InstalledModel> {
  const manifest = parseManifest(JSON.parse(await readFile(manifestPath(root, folder), 'utf8')));
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  const isPart = catalogue.some(({ id, isBuiltIn }) => id === manifest.id && isBuiltIn);
  return { folder, manifest, bytes, isBuiltIn: isPart || manifest.kind === 'runtime' };
}

/**
 * The models of these names, all of them without one.
 *
 * @throws {StateError} `not_found`.
 */
export async function findInstalled(root: string, ids: readonly string[]): Promise<InstalledModel[]> {
  const installed = await listInstalled(root);
  if (ids.length === 0) return installed;
  return ids.map((id) => {
    const model = installed.find(({ manifest }) => manifest.id === id);
    if (model) return model;
    const known = installed.map(({ manifest }) => manifest.id).join(', ');
    throw new StateError('not_found', `There is no model ${id} here; there are ${known}.`);
  });
}

/** What was found of a listed file. */
export interface FileFinding {
  path: string;
  state: 'intact' | 'altered' | 'missing';
  /** Where it differs first, as far as the manifest tells. */
  detail?: string;
}

/** Hashes every listed file of a model. */
export async function verifyModel(
  root: string,
  { folder, manifest }: InstalledModel,
): Promise<FileFinding[]> {
  const findings: FileFinding[] = [];
  for (const file of manifest.files) {
    const path = locateModelFile(root, folder, manifest, file.path);
    findings.push(await verifyFile(path, file));
  }
  return findings;
}

async function verifyFile(path: string, file: ManifestFile): Promise<FileFinding> {
  if (!existsSync(path)) return { path: file.path, state: 'missing' };
  const { bytes, sha256 } = await hashFile(path);
  if (sha256 === file.sha256) return { path: file.path, state: 'intact' };
  const detail =
    bytes === file.bytes
      ? `SHA-256 ${sha256} instead of ${file.sha256}${await locateChange(path, file)}`
      : `${bytes} bytes instead of ${file.bytes}`;
  return { path: file.path, state: 'altered', detail };
}

async function locateChange(path: string, { chunks = [] }: ManifestFile): Promise<string> {
  const handle = await open(path);
  try {
    const buffer = Buffer.alloc(CHUNK_BYTES);
    for (const [index, expected] of chunks.entries()) {
      const start = index * CHUNK_BYTES;
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, start);
      const actual = createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex');
      if (actual !== expected) return `, first within bytes ${start} to ${start + bytesRead - 1}`;
    }
    return '';
  } finally {
    await handle.close();
  }
}

/**
 * Deletes a model that was added.
 *
 * @throws {StateError} `not_found`: there is none; `busy`: it is a part of the product.
 */
export async function removeModel(root: string, id: string): Promise<InstalledModel> {
  const [model] = await findInstalled(root, [id]);
  if (!model) throw new StateError('not_found', `There is no model ${id} here.`);
  if (model.isBuiltIn)
    throw new StateError('busy', `${id} is a part of this product, which needs it. Nothing was removed.`);
  await rm(join(root, 'models', model.folder), { recursive: true });
  return model;
}
