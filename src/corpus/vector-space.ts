import { fingerprintOf } from '../models/fingerprint.ts';
import type { ModelManifest } from '../models/manifest.ts';
import { createScanIndex } from '../search/scan-index.ts';
import type { ScanThreads } from '../search/scan-threads.ts';
import type { VectorEngine, VectorIndex } from '../search/vector-index.ts';
import { openVoyIndex } from '../search/voy-index.ts';
import type { ModelRecord } from '../storage/schema.ts';
import { VectorOrigins } from '../storage/vector-origins.ts';

/** The vectors of one embedder. Those of two cannot be compared, so that each has an index of its own. */
export interface VectorSpace {
  readonly manifest: ModelManifest;
  /** See `fingerprintOf`. */
  readonly fingerprint: string;
  readonly index: VectorIndex;
  /** Where the vectors in the index were made. */
  readonly origins: VectorOrigins;
  /** What searches the index now. */
  readonly engine: VectorEngine;
}

/**
 * The space of an embedder, without vectors.
 *
 * @param kind What shall search it.
 * @param threads May help with that.
 */
export async function createSpace(
  manifest: ModelManifest,
  kind: VectorEngine['kind'] = 'scan',
  threads?: ScanThreads,
): Promise<VectorSpace> {
  const { fingerprint, dims } = await modelOf(manifest);
  const index = kind === 'scan' ? createScanIndex(dims, { threads }) : await openVoyIndex(dims, { threads });
  return {
    manifest,
    fingerprint,
    index,
    origins: new VectorOrigins(),
    get engine() {
      return index.engine;
    },
  };
}

/** An embedder as the corpus records it. */
export async function modelOf(manifest: ModelManifest): Promise<ModelRecord> {
  return {
    id: manifest.id,
    fingerprint: await fingerprintOf(manifest),
    dims: manifest.embedder?.dims ?? 0,
  };
}
