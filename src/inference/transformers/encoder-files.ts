import type { ModelManifest } from '../../models/manifest.ts';
import type { ModelStore } from '../../models/store.ts';
import type { CallOptions } from '../../types.ts';
import type { Device } from '../embedder.ts';
import { engineFiles, requireDataFiles } from './model-files.ts';
import { readRuntime, type RuntimeParts } from './transformers-environment.ts';

/** The verified files of an encoder: an embedder or a cross-encoder. */
export interface EncoderFiles {
  /** Bytes of `tokenizer.json` and `tokenizer_config.json`. */
  definition: ArrayBuffer;
  config: ArrayBuffer;
  /** The file of the self-test; absent for a model without a reference. */
  reference: ArrayBuffer | undefined;
  runtime: RuntimeParts;
  /** What the engine reads, by path. */
  files: ReadonlyMap<string, ArrayBuffer>;
}

/**
 * Reads and verifies the files of an encoder and of the one runtime build that the device needs.
 *
 * @param reference Path of the file of the self-test, for models that have one.
 */
export async function readEncoder(
  manifest: ModelManifest,
  { store, runtime }: { store: ModelStore; runtime: ModelManifest },
  device: Device,
  reference: string | undefined,
  options: CallOptions,
): Promise<EncoderFiles> {
  const read = (path: string): Promise<ArrayBuffer> => store.read(manifest, path, options);
  const [definition, config, referenceBytes, binaries] = await Promise.all([
    read('tokenizer.json'),
    read('tokenizer_config.json'),
    reference === undefined ? undefined : read(reference),
    readRuntime(runtime, store, device, options),
  ]);
  const files = new Map(
    await Promise.all(engineFiles(manifest).map(async ({ path }) => [path, await read(path)] as const)),
  );
  const settings = files.get('config.json');
  if (settings) requireDataFiles(manifest, settings, new Set(files.keys()));
  return { definition, config, reference: referenceBytes, runtime: binaries, files };
}
