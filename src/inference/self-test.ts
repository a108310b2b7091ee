import { IntegrityError } from '../errors.ts';
import { cosine } from './pooling.ts';
import type { Tokenizer } from './transformers/tokenizer.ts';

/** A text with the token ids and the vector that the original network gives for it. */
export interface Canary {
  text: string;
  tokens: number[];
  vector: number[];
}

/**
 * Reads the canaries of a reference file and picks those that the manifest names.
 *
 * @throws {IntegrityError} `bad_manifest` when the file does not hold them in the model's dimensions.
 */
export function readCanaries(reference: ArrayBuffer, indexes: readonly number[], dims: number): Canary[] {
  const { canaries } = JSON.parse(new TextDecoder().decode(reference)) as { canaries?: unknown[] };
  return indexes.map((index) => {
    const entry = (Array.isArray(canaries) ? canaries[index] : undefined) as Partial<Canary> | undefined;
    const { text, tokens, vector } = entry ?? {};
    if (typeof text !== 'string' || !isNumbers(tokens) || !isNumbers(vector) || vector.length !== dims)
      throw new IntegrityError(
        'bad_manifest',
        `The model's reference file has no usable text ${index}, so that the model cannot be checked. It was not loaded. Use the manifest that came with this release.`,
        { details: { expected: `${dims} numbers`, actual: `${vector?.length ?? 0}` } },
      );
    return { text, tokens, vector };
  });
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/** How far the computed vectors are from the reference ones. */
export interface SelfTestResult {
  /** Lowest cosine over the canaries. */
  lowest: number;
  /** Why the device must not be used; absent when it may. */
  failure?: string;
}

/**
 * Compares a device with the reference, text by text. Each text is computed alone: their batch would be shaped by the
 * longest, and a fault in one shape of kernel may spare another.
 *
 * @param embedIds Unit vector for the token ids of one text.
 */
export async function runSelfTest(
  canaries: readonly Canary[],
  minCosine: number,
  tokenizer: Pick<Tokenizer, 'encode'>,
  embedIds: (ids: number[]) => Promise<Float32Array>,
): Promise<SelfTestResult> {
  let lowest = 1;
  for (const { text, tokens, vector } of canaries) {
    const ids = tokenizer.encode(text, Number.POSITIVE_INFINITY);
    if (ids.length !== tokens.length || ids.some((id, at) => id !== tokens[at]))
      return { lowest: 0, failure: `the tokens of "${text.slice(0, 40)}" differ from the reference` };
    // Kernels are compiled per shape, so that this cannot run side by side.
    const similarity = cosine(await embedIds(ids), vector);
    // Not `<`, which a NaN would pass.
    if (!(similarity >= minCosine))
      return {
        lowest: similarity,
        failure: `the vector of "${text.slice(0, 40)}" has a cosine of ${similarity.toFixed(4)} to the reference, below ${minCosine}`,
      };
    lowest = Math.min(lowest, similarity);
  }
  return { lowest };
}
