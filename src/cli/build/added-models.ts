import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { catalogue } from '../../models/catalogue.ts';
import { parseManifest, type ModelManifest } from '../../models/manifest.ts';

/** Names, with commas between them, of the added models that a build takes. Unset: all of them; empty: none. */
export const CHOICE_VARIABLE = 'CLOISTER_MODELS';

/** Names of the folders below `models/` that are no part of the product and were not chosen for this build. */
export function unchosenModels(root: string, choice: string | undefined): string[] {
  if (choice === undefined) return [];
  const chosen = new Set(choice.split(',').filter((id) => id !== ''));
  return listAdded(root)
    .filter(({ manifest }) => !chosen.has(manifest.id))
    .map(({ folder }) => folder);
}

/** Puts the manifests of added models into the app's bundle, so that the page knows them from nowhere else. */
export function bundleAddedModels(choice: string | undefined): Plugin {
  let root = '';
  return {
    name: 'cloister:added-models',
    configResolved(config) {
      root = config.root;
    },
    load(id) {
      if (!id.replaceAll('\\', '/').endsWith('/src/models/added.ts')) return null;
      const without = new Set(unchosenModels(root, choice));
      const manifests = listAdded(root)
        .filter(({ folder }) => !without.has(folder))
        .map(({ manifest }) => manifest);
      return `export const addedManifests = ${JSON.stringify(manifests)};`;
    },
  };
}

interface AddedModel {
  folder: string;
  manifest: ModelManifest;
}

function listAdded(root: string): AddedModel[] {
  const builtIn = new Set(catalogue.filter(({ isBuiltIn }) => isBuiltIn).map(({ id }) => id));
  return readdirSync(join(root, 'models'))
    .filter((folder) => existsSync(join(root, 'models', folder, 'manifest.json')))
    .map((folder) => ({ folder, manifest: readManifest(join(root, 'models', folder, 'manifest.json')) }))
    .filter(({ manifest }) => manifest.kind !== 'runtime' && !builtIn.has(manifest.id))
    .toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

function readManifest(path: string): ModelManifest {
  try {
    return parseManifest(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} is no valid manifest. Nothing was built; remove or restore that model.`, {
      cause,
    });
  }
}
