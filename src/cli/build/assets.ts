import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import type { ModelManifest } from '../../models/manifest.ts';
import { deriveModels, hash } from '../models/derive.ts';
import { locateModelFile } from '../models/model-folders.ts';

/** The builds of the ONNX runtime that an adapter may choose from, as in the names of its files. */
const RUNTIME_BUILDS = ['', '.jspi', '.asyncify'];

interface Asset {
  from: string;
  /** Relative to the output folder. */
  to: string;
  /** Present for files that a manifest lists. */
  sha256?: string;
}

/** The glue scripts of the ONNX runtime: code of the app, so no manifest lists them. */
function runtimeScripts(root: string): Asset[] {
  return RUNTIME_BUILDS.map((build) => `ort-wasm-simd-threaded${build}.mjs`).map((name) => ({
    from: join(root, 'node_modules/onnxruntime-web/dist', name),
    to: `runtime/${name}`,
  }));
}

function modelAssets(root: string, name: string): Asset[] {
  const folder = join(root, 'models', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ModelManifest;
  const listed = manifest.files.map(({ path, sha256 }) => ({
    from: locateModelFile(root, name, manifest, path),
    to: join(manifest.base, path),
    sha256,
  }));
  const beside = readdirSync(folder)
    .filter((entry) => /^(LICENSE|NOTICE|PROVENANCE)|^manifest\.json$/.test(entry))
    .map((entry) => ({ from: join(folder, entry), to: join(manifest.base, entry) }));
  return [...beside, ...listed];
}

/** Both names get the same bytes on disk, where the file system can do that. */
function link(from: string, target: string): boolean {
  try {
    linkSync(from, target);
    return true;
  } catch {
    return false;
  }
}

function copy(root: string, asset: Asset, outDir: string): void {
  if (asset.sha256) {
    const actual = hash(readFileSync(asset.from));
    if (actual !== asset.sha256)
      throw new Error(
        `${asset.from} has SHA-256 ${actual}, but its manifest lists ${asset.sha256}. Nothing was built; restore the file.`,
      );
  }
  const target = join(outDir, asset.to);
  mkdirSync(dirname(target), { recursive: true });
  // Writing into a link of an earlier build would change what it was made from.
  rmSync(target, { force: true });
  // Only what the build made itself is linked: who changes a file in dist/ must not change the repository's.
  if (asset.from.startsWith(join(root, 'build/')) && link(asset.from, target)) return;
  copyFileSync(asset.from, target, constants.COPYFILE_FICLONE);
}

/**
 * Copies every file that a manifest under models/ lists, checked against it, and the ONNX runtime into the build. Files
 * that the repository leaves out are derived first.
 *
 * @param without Folders of models/ to leave out.
 */
export function copyAssets(without: readonly string[] = []): Plugin {
  let root = '';
  let outDir = '';
  return {
    name: 'cloister:assets',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outDir = resolve(config.root, config.build.outDir);
    },
    buildStart() {
      deriveModels(root, { without });
    },
    writeBundle() {
      const models = readdirSync(join(root, 'models')).filter(
        (name) => !without.includes(name) && existsSync(join(root, 'models', name, 'manifest.json')),
      );
      const assets = [...runtimeScripts(root), ...models.flatMap((name) => modelAssets(root, name))];
      for (const asset of assets) copy(root, asset, outDir);
    },
  };
}
