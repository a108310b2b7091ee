/**
 * Manifests of the models that an operator added. Here it is empty: the app's build puts what lies below `models/` in the
 * place of this file (`src/cli/build/added-models.ts`), so that they are pinned with the app. The library has none.
 */
export const addedManifests: readonly unknown[] = [];
