import { StateError } from '../errors.ts';
import { builtInEmbedder, builtInEmbedders } from '../models/built-in.ts';
import type { ModelManifest } from '../models/manifest.ts';
import { fingerprintOf } from '../models/fingerprint.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';

/**
 * Ties a corpus to the embedder that makes its vectors, as vectors of two models cannot be compared. Another embedder
 * has another tokenizer too, so that with 'reembed' all documents are read again into passages of its size.
 *
 * @param wanted Default: the built-in one that the corpus is tied to, and the first one for a new corpus.
 * @returns The embedder that it is tied to now.
 * @throws {StateError} `model_mismatch` when it is tied to another one and `onMismatch` is 'refuse'.
 */
export async function bindModel(
  store: CorpusStore,
  wanted: ModelManifest | undefined,
  onMismatch: 'refuse' | 'reembed',
): Promise<ModelManifest> {
  const { model: stored } = await store.corpus();
  const manifest = wanted ?? builtInEmbedders.find(({ id }) => id === stored?.id) ?? builtInEmbedder;
  const fingerprint = await fingerprintOf(manifest);
  if (stored?.fingerprint === fingerprint) return manifest;
  if (stored && onMismatch === 'refuse') throw mismatch(store.name, stored.id, manifest.id);
  const dims = manifest.embedder?.dims ?? 0;
  await store.commitModel({ id: manifest.id, fingerprint, dims }, stored !== undefined);
  return manifest;
}

function mismatch(name: string, stored: string, wanted: string): StateError {
  const versions = stored === wanted ? `another version of ${stored}` : `${stored}, not ${wanted}`;
  const message = `The meanings of the documents in "${name}" were computed by ${versions}, and the two cannot be compared. Nothing was changed. Open it with the former model, or with onModelMismatch: 'reembed' to compute all of them again on this device.`;
  return new StateError('model_mismatch', message, { details: { expected: stored, actual: wanted } });
}
