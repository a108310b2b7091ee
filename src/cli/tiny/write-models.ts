import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelManifest } from '../../models/manifest.ts';
import { makeTinyEmbedder } from './embedder.ts';
import { makeTinyGenerator } from './generator.ts';
import { describeModel, writeIfChanged } from './model-folder.ts';
import { makeTinyReranker } from './reranker.ts';

/** Where tests find the models, relative to the asset base. */
const BASE = 'tiny/';

/**
 * Writes a tiny embedder, reranker and generator, each in a folder of its own with its manifest. The bytes are the same
 * each time; files that are there as they should be are left alone.
 *
 * @param folder Where the folders `tiny-embedder`, `tiny-reranker` and `tiny-generator` go.
 * @returns Their manifests, in this order, for models served at `tiny/` below the asset base.
 */
export async function writeTinyModels(folder: string): Promise<ModelManifest[]> {
  const version = await engineVersion();
  const models = [makeTinyEmbedder(), makeTinyReranker(), makeTinyGenerator()];
  return Promise.all(
    models.map(async (model) => {
      const manifest = describeModel(model, BASE, version);
      for (const [path, bytes] of Object.entries(model.files))
        await writeIfChanged(join(folder, model.id, path), bytes);
      // Last, so that a manifest never names files that are not there yet.
      const text = `${JSON.stringify(manifest, null, 2)}\n`;
      await writeIfChanged(join(folder, model.id, 'manifest.json'), new TextEncoder().encode(text));
      return manifest;
    }),
  );
}

/** The version of transformers.js that this release uses. */
async function engineVersion(): Promise<string> {
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  const { devDependencies } = JSON.parse(text) as { devDependencies?: Record<string, string> };
  return devDependencies?.['@huggingface/transformers'] ?? 'unknown';
}
