import { installedModels } from './models/built-in.ts';
import type { ModelManifest } from './models/manifest.ts';
import { openShelf, type ModelShelf } from './models/shelf.ts';

/**
 * Opens the shelf of models that a page may use: what of them is kept on this device, and how to fetch, check, import and
 * remove them. Rejects with `EnvironmentError` (`no_storage`) where the browser keeps no files.
 *
 * @param options `assetBase` as for `openRag`; `models` defaults to all that are installed.
 */
export function openModels(
  options: { assetBase?: string; models?: readonly ModelManifest[] } = {},
): Promise<ModelShelf> {
  const assetBase = new URL(options.assetBase ?? './', document.baseURI).href;
  return openShelf({ assetBase, models: options.models ?? installedModels });
}
