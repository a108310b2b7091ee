import type { ModelManifest } from '../../models/manifest.ts';
import type { ModelStore } from '../../models/store.ts';
import type { CallOptions } from '../../types.ts';
import type { Device } from '../embedder.ts';
import { readEncoder } from './encoder-files.ts';
import { readCanaries, type Canary } from '../self-test.ts';
import { openTokenizer, type Tokenizer } from './tokenizer.ts';
import type { EngineParts } from './transformers-engine.ts';

/** How a model makes vectors, from its manifest. */
export type EmbedderSettings = NonNullable<ModelManifest['embedder']>;

/** Everything an embedder starts from, read and verified before anything of it runs. */
export interface VerifiedParts {
  engine: EngineParts;
  tokenizer: Tokenizer;
  /** None for a model without a reference. */
  canaries: Canary[];
}

/** The embedder's part of a manifest. */
export function settingsOf(manifest: ModelManifest): EmbedderSettings {
  if (!manifest.embedder)
    throw new TypeError(`${manifest.id} is not an embedder (its kind is ${manifest.kind}).`);
  return manifest.embedder;
}

/** Reads and verifies the files of a model and of the one runtime build that the device needs. */
export async function readParts(
  manifest: ModelManifest,
  runtime: ModelManifest,
  store: ModelStore,
  device: Device,
  options: CallOptions,
): Promise<VerifiedParts> {
  const { selfTest, dims, dtype } = settingsOf(manifest);
  const { definition, config, reference, ...parts } = await readEncoder(
    manifest,
    { store, runtime },
    device,
    selfTest?.file,
    options,
  );
  return {
    tokenizer: openTokenizer(definition, config),
    canaries: selfTest && reference ? readCanaries(reference, selfTest.canaries, dims) : [],
    engine: { device, dtype, ...parts },
  };
}
