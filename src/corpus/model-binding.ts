import { StateError } from '../errors.ts';
import { builtInEmbedder, installedEmbedders } from '../models/built-in.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { ModelRecord } from '../storage/schema.ts';
import type { CorpusStore } from '../storage/corpus-store.ts';
import type { CorpusSetup } from './corpus-api.ts';
import { modelOf } from './vector-space.ts';

/** Which embedder answers, and which one it shall give way to. */
export interface ModelBinding {
  current: ModelManifest;
  next?: ModelManifest;
}

/**
 * Ties a corpus to the embedder that makes its vectors, as vectors of two models cannot be compared. With 'reembed' the
 * one that made them answers until another has made all of its own; where it is not at hand (it is not installed), or
 * made none, the other one takes over at once and words answer until its vectors are there.
 *
 * @param wanted Default: the built-in one that the corpus is tied to, and the first one for a new corpus; a change that
 *   was under way goes on.
 * @throws {StateError} `model_mismatch` when it is tied to another one and `onMismatch` is 'refuse'.
 */
export async function bindModel(
  store: CorpusStore,
  wanted: ModelManifest | undefined,
  onMismatch: 'refuse' | 'reembed',
): Promise<ModelBinding> {
  const { model: stored, next } = await store.corpus();
  const current = wanted ?? installedEmbedders.find(({ id }) => id === stored?.id) ?? builtInEmbedder;
  const model = await modelOf(current);
  if (stored?.fingerprint === model.fingerprint) {
    const isGoingOn = !wanted && next && !next.isPaused;
    // A newer version of it begins anew.
    const unfinished = isGoingOn ? installedEmbedders.find(({ id }) => id === next.id) : undefined;
    return { current, ...(unfinished ? { next: unfinished } : {}) };
  }
  if (stored && onMismatch === 'refuse') throw mismatch(store.name, stored.id, current.id);
  const former = stored && !(await store.vectors.isEmpty()) ? await findInstalled(stored) : undefined;
  if (former) return { current: former, next: current };
  await store.vectors.bind(model);
  return { current };
}

/**
 * For another one who opens a corpus that is open already: the embedder it shall change to for that, if any.
 *
 * @param current The one that answers.
 * @throws {StateError} As `bindModel`.
 */
export async function checkEmbedder(
  { name, embedder, onModelMismatch }: CorpusSetup,
  current: ModelManifest,
): Promise<ModelManifest | undefined> {
  if (!embedder) return undefined;
  const [wanted, used] = [await modelOf(embedder), await modelOf(current)];
  if (wanted.fingerprint === used.fingerprint) return undefined;
  if (onModelMismatch === 'refuse') throw mismatch(name, used.id, wanted.id);
  return embedder;
}

async function findInstalled({ id, fingerprint }: ModelRecord): Promise<ModelManifest | undefined> {
  const manifest = installedEmbedders.find((candidate) => candidate.id === id);
  return manifest && (await modelOf(manifest)).fingerprint === fingerprint ? manifest : undefined;
}

function mismatch(name: string, stored: string, wanted: string): StateError {
  const versions = stored === wanted ? `another version of ${stored}` : `${stored}, not ${wanted}`;
  const message = `The meanings of the documents in "${name}" were computed by ${versions}, and the two cannot be compared. Nothing was changed. Open it with the former model, or with onModelMismatch: 'reembed' to compute all of them again on this device.`;
  return new StateError('model_mismatch', message, { details: { expected: stored, actual: wanted } });
}
