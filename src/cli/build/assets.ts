import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import type { ModelManifest } from '../../models/manifest.ts';

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

function modelAssets(root: string, folder: string): Asset[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as ModelManifest;
  const source = manifest.kind === 'runtime' ? join(root, 'node_modules/onnxruntime-web/dist') : folder;
  const listed = manifest.files.map(({ path, sha256 }) => ({
    from: join(source, path),
    to: join(manifest.base, path),
    sha256,
  }));
  const beside = readdirSync(folder)
    .filter((name) => /^(LICENSE|NOTICE|PROVENANCE)|^manifest\.json$/.test(name))
    .map((name) => ({ from: join(folder, name), to: join(manifest.base, name) }));
  return [...beside, ...listed];
}

function copy(asset: Asset, outDir: string): void {
  if (asset.sha256) {
    const actual = createHash('sha256').update(readFileSync(asset.from)).digest('hex');
    if (actual !== asset.sha256)
      throw new Error(
        `${asset.from} has SHA-256 ${actual}, but its manifest lists ${asset.sha256}. Nothing was built; restore the file.`,
      );
  }
  const target = join(outDir, asset.to);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(asset.from, target);
}

/**
 * Copies every file that a manifest under models/ lists, checked against it, and the ONNX runtime into the build.
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
    writeBundle() {
      const folders = readdirSync(join(root, 'models'), { withFileTypes: true })
        .filter(
          ({ name }) => !without.includes(name) && existsSync(join(root, 'models', name, 'manifest.json')),
        )
        .map((entry) => join(root, 'models', entry.name));
      const assets = [...runtimeScripts(root), ...folders.flatMap((folder) => modelAssets(root, folder))];
      for (const asset of assets) copy(asset, outDir);
    },
  };
}
