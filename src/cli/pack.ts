import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { StateError } from '../errors.ts';
import { parseManifest } from '../models/manifest.ts';
import { hashFile } from './hub/file-hash.ts';
import { findInstalled, verifyModel, type InstalledModel } from './installed-models.ts';

/** Builds the app into a folder, with these added models. */
export type BuildApp = (outDir: string, ids: readonly string[]) => Promise<void>;

export interface PackResult {
  files: number;
  bytes: number;
  models: string[];
}

const SUMS = 'SHA256SUMS';

/**
 * Makes a folder that works on any static host and needs no network: the app, the models with manifests and licences, the
 * server configurations, the hash of every file and how to check them. Models of the product always go along; of those
 * that were added, the named ones, or all.
 *
 * @throws {StateError} `busy`: the folder is not empty; `not_found`: there is no such model, or a file of it is altered.
 */
export async function packFolder(
  root: string,
  folder: string,
  ids: readonly string[],
  build: BuildApp,
): Promise<PackResult> {
  const target = resolve(folder);
  await requireEmpty(root, target);
  const added = (await findInstalled(root, ids)).filter(({ isBuiltIn }) => !isBuiltIn);
  for (const model of added) await requireIntact(root, model);
  await build(
    target,
    added.map(({ manifest }) => manifest.id),
  );
  await copyFile(join(root, 'LICENSE'), join(target, 'LICENSE'));
  const models = await listPacked(target);
  await writeFile(join(target, 'README.txt'), describe(models));
  const sums = await hashAll(target);
  const lines = sums.map(({ path, sha256 }) => `${sha256}  ${path}\n`);
  await writeFile(join(target, SUMS), lines.join(''));
  return {
    files: sums.length + 1,
    bytes: sums.reduce((sum, { bytes }) => sum + bytes, 0),
    models: models.map(({ id }) => id),
  };
}

async function requireEmpty(root: string, target: string): Promise<void> {
  if (`${resolve(root)}${sep}`.startsWith(`${target}${sep}`))
    throw new StateError('busy', `${target} holds this product itself. Say another folder.`);
  await mkdir(target, { recursive: true });
  if ((await readdir(target)).length === 0) return;
  throw new StateError(
    'busy',
    `${target} is not empty, and what is in it would become a part of the pack. Nothing was written; say a new folder.`,
  );
}

async function requireIntact(root: string, model: InstalledModel): Promise<void> {
  const found = (await verifyModel(root, model)).find(({ state }) => state !== 'intact');
  if (found)
    throw new StateError(
      'not_found',
      `${found.path} of ${model.manifest.id} is ${found.state}. Nothing was packed; remove that model and add it again.`,
    );
}

interface PackedModel {
  id: string;
  license: string;
  source: string;
  bytes: number;
}

async function listPacked(target: string): Promise<PackedModel[]> {
  const folder = join(target, 'models');
  const models: PackedModel[] = [];
  for (const name of (await readdir(folder)).toSorted()) {
    const path = join(folder, name, 'manifest.json');
    if (!existsSync(path)) continue;
    const { id, license, source, files } = parseManifest(JSON.parse(await readFile(path, 'utf8')));
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    models.push({ id, license, source, bytes });
  }
  return models;
}

interface HashedFile {
  /** With '/' between names. */
  path: string;
  bytes: number;
  sha256: string;
}

async function hashAll(target: string): Promise<HashedFile[]> {
  const entries = await readdir(target, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  const hashed: HashedFile[] = [];
  for (const path of paths) {
    const { bytes, sha256 } = await hashFile(path);
    hashed.push({ path: path.slice(target.length + 1).replaceAll('\\', '/'), bytes, sha256 });
  }
  return hashed;
}

function describe(models: readonly PackedModel[]): string {
  const lines = models.map(
    ({ id, license, source, bytes }) => `  ${id}: ${(bytes / 1e6).toFixed(0)} MB, ${license}\n    ${source}`,
  );
  return `cloister: ask your own documents in a browser tab, and nothing leaves the device.

This folder is the whole app with its models. It needs no network and no installation, only a web server:
copy it to any place of one that speaks HTTPS. servers/ has the headers that seal the page, for nginx,
Apache and hosts that read a _headers file.

On one machine, for that machine alone, any server of static files does, for example from a USB stick:

  python3 -m http.server 8080 --bind 127.0.0.1

and then http://127.0.0.1:8080/ in the browser. Without the headers it works on one thread and without the seal.
(A page opened as a file, without a server, may not start workers: browsers forbid it.)

Check before use that every file is as it was packed:

  sha256sum --check --quiet ${SUMS}

It says nothing when all is well. On macOS: shasum -a 256 --check --quiet ${SUMS}

The sums find damage. Against somebody who could change the folder and the sums, compare the hash of ${SUMS}
itself with the one that whoever packed it tells you.

Models, with licence and source; the texts are beside them in models/, those of the app's parts in LICENSES.md:

${lines.join('\n')}
`;
}
