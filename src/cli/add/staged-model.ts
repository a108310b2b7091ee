import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { IntegrityError } from '../../errors.ts';
import { isRelativePath } from '../../models/manifest-fields.ts';
import type { ManifestFile } from '../../models/manifest.ts';
import type { ModelSource } from './model-source.ts';

/** A file of the source, and its name in the model's folder. */
export interface PlannedFile {
  from: string;
  to: string;
}

/** Files from this size on are told about while they arrive. */
const LARGE_BYTES = 50_000_000;

export type Report = (line: string) => void;

/** A model that is being fetched: its files in `files/`, what is only read to describe it in `aside/`. */
export class StagedModel {
  readonly source: ModelSource;
  readonly #folder: string;

  constructor(source: ModelSource, folder: string) {
    this.source = source;
    this.#folder = folder;
  }

  /** The folder that becomes the model's. */
  get files(): string {
    return join(this.#folder, 'files');
  }

  has(path: string): boolean {
    return this.source.files.some((file) => file.path === path);
  }

  bytesOf(path: string): number {
    return this.source.files.find((file) => file.path === path)?.bytes ?? 0;
  }

  /** A JSON object of the source, fetched and checked. */
  async readJson(path: string): Promise<Record<string, unknown>> {
    const target = join(this.#folder, 'aside', path);
    await this.source.take(path, target);
    const value: unknown = JSON.parse(await readFile(target, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    throw new IntegrityError(
      'bad_manifest',
      `${path} of ${this.source.origin} holds no settings. Nothing was added.`,
    );
  }

  /** As `readJson`; empty when there is no such file. */
  async readOptional(path: string): Promise<Record<string, unknown>> {
    return this.has(path) ? this.readJson(path) : {};
  }

  /** Bytes that the disk still has to take. */
  async missingBytes(files: readonly PlannedFile[]): Promise<number> {
    const missing = await Promise.all(
      files.map(({ from, to }) => this.source.missingBytes(from, join(this.files, to))),
    );
    return missing.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Brings all files, one after the other, and gives what the manifest lists. */
  async take(files: readonly PlannedFile[], report: Report): Promise<ManifestFile[]> {
    const listed: ManifestFile[] = [];
    for (const { from, to } of files) {
      requireUsableName(to);
      report(`${to} (${toMegabytes(this.bytesOf(from))} MB)`);
      const digest = await this.source.take(
        from,
        join(this.files, to),
        sayTenths(this.bytesOf(from), report),
      );
      listed.push({ path: to, ...digest });
    }
    return listed;
  }
}

/** Tells each tenth of a file that takes its time. */
function sayTenths(total: number, report: Report): (bytes: number) => void {
  let told = 0;
  return (bytes) => {
    const tenths = Math.floor((10 * bytes) / total);
    if (total < LARGE_BYTES || tenths <= told || tenths === 10) return;
    told = tenths;
    report(`  ${tenths}0 %`);
  };
}

/** Removes what an earlier run with other wishes left, so that the folder holds what the manifest says and no more. */
export async function prune(folder: string, keep: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (!keep.has(path.slice(folder.length + 1).replaceAll('\\', '/'))) await rm(path);
  }
}

function requireUsableName(path: string): void {
  const name: unknown = path;
  if (isRelativePath(name)) return;
  throw new IntegrityError(
    'bad_manifest',
    `The file name "${path}" cannot be served by every web server (letters, digits and . _ @ + - only). Nothing was added.`,
  );
}

/** For people, with as many decimals as small files need. */
export function toMegabytes(bytes: number): string {
  const megabytes = bytes / 1e6;
  return megabytes >= 10 ? megabytes.toFixed(0) : megabytes.toFixed(2);
}
