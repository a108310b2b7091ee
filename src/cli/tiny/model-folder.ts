import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseManifest, type ModelManifest } from '../../models/manifest.ts';
import type { EmbedderSettings, GeneratorSettings, RerankerSettings } from '../../models/manifest.ts';

/** A model as it is made, before it lies anywhere: its files by path, and the part of the manifest of its kind. */
export interface TinyModel {
  id: string;
  files: Record<string, Uint8Array>;
  settings:
    { embedder: EmbedderSettings } | { reranker: RerankerSettings } | { generator: GeneratorSettings };
}

/** The JSON text of a model's file. */
export function encodeJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value)}\n`);
}

/** Rounds to six digits behind the point, which is finer than what a comparison may ask of 32-bit floats. */
export function roundOff(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/**
 * Lists a model's files in a manifest.
 *
 * @param base Address of the folder that holds the models' folders, relative to the asset base: `tiny/`.
 * @param version Of transformers.js, which runs them all.
 */
export function describeModel(
  { id, files, settings }: TinyModel,
  base: string,
  version: string,
): ModelManifest {
  return parseManifest({
    format: 'cloister-model/1',
    id,
    base: `${base}${id}/`,
    kind: Object.keys(settings)[0],
    engine: { name: '@huggingface/transformers', version },
    license: 'Apache-2.0',
    source: 'made by npm run models:tiny',
    files: Object.entries(files).map(([path, bytes]) => ({
      path,
      bytes: bytes.byteLength,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
    ...settings,
  });
}

/**
 * Writes a file whole or not at all, and not if it is there already as it should be: test runs that begin at once write
 * the same files while others read them.
 */
export async function writeIfChanged(path: string, bytes: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(() => undefined);
  if (present?.equals(bytes)) return;
  await mkdir(dirname(path), { recursive: true });
  const part = join(dirname(path), `.part-${process.pid}`);
  await writeFile(part, bytes);
  await rename(part, path);
}
