import { sha256 } from './digest.ts';
import type { ModelManifest } from './manifest.ts';

/**
 * Names the vectors that an embedder makes: equal for two manifests exactly when their vectors may share an index.
 * Device and runtime are left out, as the self-test holds them to the same vectors.
 *
 * @returns SHA-256, hex, over the weights, the tokenizer and the settings that shape a vector.
 */
export async function fingerprintOf({ files, embedder }: ModelManifest): Promise<string> {
  const weights = files
    .filter(({ path }) => path.startsWith('onnx/') || path.startsWith('tokenizer'))
    .map((file) => [file.path, file.sha256] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const { dims, maxTokens, pooling, dtype, prefixes } = embedder ?? {};
  const settings = JSON.stringify([
    weights,
    dims,
    maxTokens,
    pooling,
    dtype,
    prefixes?.query,
    prefixes?.passage,
  ]);
  return sha256(new TextEncoder().encode(settings));
}
