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
 * Where a listed file lies: a runtime's in its installed package, a model's below `models/`, or below `build/models/`
 * when the repository leaves it out because it is derived.
 *
 * @param folder Name of the manifest's folder below `models/`.
 */
export function locateModelFile(root: string, folder: string, manifest: ModelManifest, path: string): string {
  if (manifest.kind === 'runtime') {
    const { name } = manifest.engine;
    return join(root, 'node_modules', name, RUNTIME_FOLDERS[name] ?? '', path);
  }
  const kept = join(root, 'models', folder, path);
  return existsSync(kept) ? kept : join(derivedFolder(root, folder), path);
}
