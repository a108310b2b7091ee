import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelManifest } from '../../models/manifest.ts';

/** Folders of packages that hold a runtime's files. */
const RUNTIME_FOLDERS: Readonly<Record<string, string>> = {
  'onnxruntime-web': 'dist',
  '@wllama/wllama': 'esm/wasm',
};

/** Where the build keeps what it makes of a model's other forms. */
export function derivedFolder(root: string, folder: string): string {
  return join(root, 'build/models', folder);
}

/**
 * Where a listed file lies if it is not derived: a runtime's in its installed package, a model's below `models/`.
 *
 * @param folder Name of the manifest's folder below `models/`.
 */
export function keptPath(
  root: string,
  folder: string,
  { kind, engine }: ModelManifest,
  path: string,
): string {
  return kind === 'runtime'
    ? join(root, 'node_modules', engine.name, RUNTIME_FOLDERS[engine.name] ?? '', path)
    : join(root, 'models', folder, path);
}

/** Where a listed file lies once everything is derived. */
export function locateModelFile(root: string, folder: string, manifest: ModelManifest, path: string): string {
  const kept = keptPath(root, folder, manifest, path);
  return existsSync(kept) ? kept : join(derivedFolder(root, folder), path);
}
