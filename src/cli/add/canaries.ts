import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestFile } from '../../models/manifest.ts';
import { hashFile } from '../hub/file-hash.ts';
import { AddError, type KindSettings, type ModelKind } from './layout.ts';

/** Name of the references in the model's folder. */
const FILE = 'canaries.json';

/** Entries that a start of the engine computes; more would only make it slower. */
const MAX_CASES = 3;

/** Lowest cosine to the reference; eight-bit weights with rounded inputs lie further off than all others. */
const MIN_COSINE = 0.99;
const MIN_COSINE_Q8 = 0.97;
/** Largest difference of a log probability, or of a score, to the reference. */
const MAX_LOGPROB_ERROR = 0.2;
const MAX_SCORE_ERROR = 0.2;

/**
 * Takes an operator's references into the model: texts with their vectors for an embedder (`{ "canaries": [{ "text",
 * "tokens", "vector" }] }`), chats with their greedy text for a generator (a list, as in the built-in models), scored pairs
 * for a reranker. Without them the model runs untested, and the status says so.
 *
 * @throws {AddError} the file holds no list of references.
 */
export async function addCanaries(
  kind: ModelKind,
  settings: KindSettings,
  path: string | undefined,
  folder: string,
): Promise<{ file: ManifestFile; settings: KindSettings } | undefined> {
  if (path === undefined) return undefined;
  const count = countEntries(JSON.parse(await readFile(path, 'utf8')));
  if (count === 0)
    throw new AddError(`${path} holds no references: it must be a list, or {"canaries": [ … ]}.`);
  const target = join(folder, FILE);
  await copyFile(path, target);
  const cases = Array.from({ length: Math.min(count, MAX_CASES) }, (_case, index) => index);
  const { bytes, sha256, chunks } = await hashFile(target);
  const file = { path: FILE, bytes, sha256, ...(chunks && { chunks }) };
  return { file, settings: withSelfTest(kind, settings, cases) };
}

function countEntries(value: unknown): number {
  const list = Array.isArray(value) ? value : (value as { canaries?: unknown } | null)?.canaries;
  return Array.isArray(list) ? list.length : 0;
}

function withSelfTest(
  kind: ModelKind,
  { embedder, generator, reranker }: KindSettings,
  cases: number[],
): KindSettings {
  if (kind === 'embedder' && embedder) {
    const minCosine = /^(q8|u?int8)$/.test(embedder.dtype) ? MIN_COSINE_Q8 : MIN_COSINE;
    return { embedder: { ...embedder, selfTest: { file: FILE, canaries: cases, minCosine } } };
  }
  if (kind === 'generator' && generator)
    return {
      generator: { ...generator, selfTest: { file: FILE, cases, maxLogprobError: MAX_LOGPROB_ERROR } },
    };
  return reranker
    ? { reranker: { ...reranker, selfTest: { file: FILE, cases, maxError: MAX_SCORE_ERROR } } }
    : {};
}
