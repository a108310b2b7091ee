import { StateError } from '../errors.ts';
import type { ModelManifest } from '../models/manifest.ts';
import { fingerprintOf } from '../models/fingerprint.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';

/**
 * Ties a corpus to the embedder that makes its vectors, as vectors of two models cannot be compared.
 * Rejects with `StateError` 'model_mismatch' when it is tied to another one and `onMismatch` is 'refuse'.
 */
export async function bindModel(
  store: CorpusStore,
  manifest: ModelManifest,
  onMismatch: 'refuse' | 'reembed',
): Promise<void> {
  const fingerprint = await fingerprintOf(manifest);
  const { model: stored } = await store.corpus();
  if (stored?.fingerprint === fingerprint) return;
  if (stored && onMismatch === 'refuse') throw mismatch(store.name, stored.id, manifest.id);
  const dims = manifest.embedder?.dims ?? 0;
  await store.commitModel({ id: manifest.id, fingerprint, dims }, stored !== undefined);
}

function mismatch(name: string, stored: string, wanted: string): StateError {
  const versions = stored === wanted ? `another version of ${stored}` : `${stored}, not ${wanted}`;
  const message = `The meanings of the documents in "${name}" were computed by ${versions}, and the two cannot be compared. Nothing was changed. Open it with the former model, or with onModelMismatch: 'reembed' to compute all of them again on this device.`;
  return new StateError('model_mismatch', message, { details: { expected: stored, actual: wanted } });
}
