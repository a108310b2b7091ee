import type { VectorRows } from './vector-rows.ts';

const LARGEST_KEY = 0xffff_ffff;

/** How vectors are compared: by their angle, or by their product as they are. */
export type VectorMetric = 'cosine' | 'dot';

/**
 * Refuses what an index cannot hold, before anything is changed. Only `dot` takes vectors of zeros, which score 0.
 *
 * @throws {RangeError} for a wrong length, no key, NaN, infinity, or a vector without a direction.
 */
export function checkVectors(
  keys: ArrayLike<number>,
  vectors: Float32Array,
  dims: number,
  metric: VectorMetric = 'cosine',
): void {
  if (vectors.length !== keys.length * dims)
    throw new RangeError(
      `${keys.length} vector(s) of ${dims} dimensions are ${keys.length * dims} numbers, but ${vectors.length} came; nothing was added or searched. Use the embedder that made this index.`,
    );
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? -1;
    if (!Number.isInteger(key) || key < 0 || key > LARGEST_KEY)
      throw new RangeError(
        `${key} is no key; keys are integers from 0 to ${LARGEST_KEY}. Nothing was added.`,
      );
    checkNumbers(vectors, i, dims, metric);
  }
}

/**
 * Refuses vectors of 16 bits whose parts do not belong together; whether their numbers are fit is the index's to say.
 *
 * @throws {RangeError} for another length or a step that is no size.
 */
export function checkRows({ dims, keys, scales, values }: VectorRows, expected: number): void {
  if (dims !== expected || values.length !== keys.length * dims || scales.length !== keys.length)
    throw new RangeError(
      `${keys.length} vector(s) of ${dims} dimensions came as ${values.length} numbers with ${scales.length} scales, for an index of ${expected} dimensions; nothing was added. Use the embedder that made this index.`,
    );
  const odd = scales.findIndex((scale) => !Number.isFinite(scale) || scale < 0);
  if (odd >= 0)
    throw new RangeError(
      `The scale of vector ${odd} is ${scales[odd]}, which is no size; nothing was added. Embed the text again.`,
    );
}

function checkNumbers(vectors: Float32Array, position: number, dims: number, metric: VectorMetric): void {
  // The sum of the absolute numbers tells it all: NaN and infinity stay in it, in 64 bits it does not overflow.
  let sum = 0;
  for (let at = position * dims, end = at + dims; at < end; at++) sum += Math.abs(vectors[at] as number);
  if (Number.isFinite(sum) && (sum > 0 || metric === 'dot')) return;
  throw new RangeError(
    `Vector ${position} holds ${sum === 0 ? 'only zeros' : 'NaN or infinity'}, which point nowhere; nothing was added or searched. Embed the text again.`,
  );
}
