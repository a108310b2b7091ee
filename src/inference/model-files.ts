import type { ManifestFile, ModelManifest } from '../models/manifest.ts';

/** Suffix of the ONNX file that holds a number format, where it is not `_` and the format's name. */
const SUFFIXES: Readonly<Record<string, string>> = { fp32: '', q8: '_quantized' };

/**
 * The listed files that transformers.js reads for the manifest's number format: the configuration and the weights.
 * Weights of other formats may be listed beside them.
 */
export function engineFiles(manifest: ModelManifest): ManifestFile[] {
  const dtype = manifest.embedder?.dtype ?? 'fp32';
  const weights = `onnx/model${SUFFIXES[dtype] ?? `_${dtype}`}.onnx`;
  return manifest.files.filter(
    ({ path }) => path === 'config.json' || path === weights || path.startsWith(`${weights}_data`),
  );
}
