import { IntegrityError } from '../../errors.ts';
import type { GeneratorForm, ManifestFile, ModelManifest } from '../../models/manifest.ts';

/** Suffix of the ONNX file that holds a number format, where it is not `_` and the format's name. */
const SUFFIXES: Readonly<Record<string, string>> = { fp32: '', q8: '_quantized' };

/**
 * The listed files that transformers.js reads for the manifest's number format: the configuration and the weights.
 * Weights of other formats may be listed beside them.
 */
export function engineFiles(manifest: ModelManifest): ManifestFile[] {
  const weights = weightsOf(manifest);
  return manifest.files.filter(
    ({ path }) => path === 'config.json' || path === weights || path.startsWith(`${weights}_data`),
  );
}

/**
 * Makes sure that every data file which the model's configuration announces is there: transformers.js waits without end
 * for one that is missing.
 *
 * @param config Bytes of `config.json`.
 * @param paths What the engine will be given.
 * @throws {IntegrityError} `not_listed`.
 */
export function requireDataFiles(
  manifest: ModelManifest,
  config: ArrayBuffer,
  paths: ReadonlySet<string>,
): void {
  const weights = weightsOf(manifest);
  for (let index = 0; index < countDataFiles(config, weights.slice('onnx/'.length)); index++) {
    const path = `${weights}_data${index === 0 ? '' : `_${index}`}`;
    if (paths.has(path)) continue;
    throw new IntegrityError(
      'not_listed',
      `${manifest.id} keeps weights in ${path}, which its manifest does not list. The model was not loaded. Use the model and the manifest of one release.`,
      { details: { expected: path } },
    );
  }
}

/** What transformers.js reads for every language model, as far as the manifest lists it. */
const CHAT_FILES: ReadonlySet<string> = new Set([
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
]);

/** The listed files that one form of a language model is opened from. */
export function chatFiles(manifest: ModelManifest, { entry, files }: GeneratorForm): string[] {
  const listed = manifest.files.map(({ path }) => path).filter((path) => CHAT_FILES.has(path));
  return [...new Set([...listed, entry, ...files])];
}

/** The files in which the graph of a form keeps weights, with their names as the graph has them. */
export function weightFiles({ files }: GeneratorForm): { path: string; name: string }[] {
  return files
    .filter((path) => !CHAT_FILES.has(path))
    .map((path) => ({ path, name: path.slice(path.lastIndexOf('/') + 1) }));
}

function weightsOf({ embedder, reranker }: ModelManifest): string {
  const dtype = (embedder ?? reranker)?.dtype ?? 'fp32';
  return `onnx/model${SUFFIXES[dtype] ?? `_${dtype}`}.onnx`;
}

/** As the library reads it: one number for all files, or a number by the file's name with or without its format. */
function countDataFiles(config: ArrayBuffer, name: string): number {
  const settings = JSON.parse(new TextDecoder().decode(config)) as {
    'transformers.js_config'?: { use_external_data_format?: unknown };
  };
  const format = settings['transformers.js_config']?.use_external_data_format;
  if (typeof format !== 'object' || format === null) return Number(format ?? 0);
  const counts = format as Record<string, unknown>;
  return Number(counts[name] ?? counts['model'] ?? 0);
}
