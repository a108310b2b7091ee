import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StateError } from '../../errors.ts';
import { downloadFile, identityOf } from '../hub/download-file.ts';
import { hashFile, type FileDigest } from '../hub/file-hash.ts';
import type { HubHttp } from '../hub/http.ts';
import { keptBytes } from '../hub/partial-file.ts';
import { readRepository, type ModelCard } from '../hub/repository.ts';

export interface SourceFile {
  path: string;
  bytes: number;
}

/** Where a model comes from. */
export interface ModelSource {
  /** For the manifest: what was taken, of which commit. */
  origin: string;
  /** Its name without its owner. */
  name: string;
  /** `owner/name` at the hub. */
  repo?: string;
  card: ModelCard;
  files: readonly SourceFile[];
  /** Brings a file to `target`, checked as far as the source says what it must be. */
  take(path: string, target: string, onBytes?: (bytes: number) => void): Promise<FileDigest>;
  /** Bytes that `take` would still have to bring. */
  missingBytes(path: string, target: string): Promise<number>;
}

/** One commit of a repository of the hub. */
export async function openHubSource(http: HubHttp, repo: string, revision?: string): Promise<ModelSource> {
  const { name, commit, card, files } = await readRepository(http, repo, revision);
  const find = (path: string) => files.find((file) => file.path === path) ?? missing(name, path);
  return {
    origin: `${name}@${commit}`,
    name: basename(name),
    repo: name,
    card,
    files,
    take: async (path, target, onBytes) => downloadFile(http, find(path), target, onBytes),
    missingBytes: async (path, target) => {
      const file = find(path);
      if ((await sizeOf(target)) === file.bytes) return 0;
      return file.bytes - (await keptBytes(target, identityOf(file)));
    },
  };
}

/** A folder of this machine, in the layout of a repository of the hub. */
export async function openFolderSource(folder: string): Promise<ModelSource> {
  const root = resolve(folder);
  const names = await readdir(root, { recursive: true });
  // Links are followed: the hub's own tools keep a snapshot as links to its files.
  const found = await Promise.all(
    names.map(async (name) => ({ path: name.replaceAll('\\', '/'), stats: await stat(join(root, name)) })),
  );
  const files = found
    .filter(({ stats }) => stats.isFile())
    .map(({ path, stats }) => ({ path, bytes: stats.size }));
  return {
    origin: `the folder ${basename(root)}`,
    name: basename(root),
    card: {},
    files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    take: async (path, target, onBytes) => {
      await mkdir(dirname(target), { recursive: true });
      // Costs no space where the file system can share the bytes.
      await copyFile(join(root, path), target, constants.COPYFILE_FICLONE);
      const { bytes, sha256, chunks } = await hashFile(target);
      onBytes?.(bytes);
      return { bytes, sha256, ...(chunks && { chunks }) };
    },
    missingBytes: async (path, target) =>
      (files.find((file) => file.path === path)?.bytes ?? 0) - (await sizeOf(target)),
  };
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

function missing(name: string, path: string): never {
  throw new StateError('not_found', `${name} has no file ${path}. Nothing was added.`);
}
