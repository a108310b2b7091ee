/**
 * One vector a text from one vector a token: the mean over its tokens, padding left out ('mean'), or the first token's
 * ('cls').
 *
 * @param states Row-major `rows × width × dims`.
 * @param lengths Tokens of each row that are not padding.
 * @returns Row-major `rows × dims`, not normalised.
 */
export function poolStates(
  states: Float32Array,
  lengths: readonly number[],
  width: number,
  dims: number,
  pooling: 'mean' | 'cls',
): Float32Array<ArrayBuffer> {
  const vectors = new Float32Array(lengths.length * dims);
  for (const [row, length] of lengths.entries()) {
    const vector = vectors.subarray(row * dims, (row + 1) * dims);
    const count = pooling === 'cls' ? 1 : length;
    for (let token = 0; token < count; token++) {
      const offset = (row * width + token) * dims;
      for (let i = 0; i < dims; i++) vector[i] = (vector[i] ?? 0) + (states[offset + i] ?? 0);
    }
    for (let i = 0; i < dims; i++) vector[i] = (vector[i] ?? 0) / count;
  }
  return vectors;
}

/** Scales each row of a row-major matrix to length 1, in place; a row of zeros stays one. */
export function normaliseRows(vectors: Float32Array, dims: number): void {
  for (let start = 0; start < vectors.length; start += dims) {
    const row = vectors.subarray(start, start + dims);
    const norm = Math.hypot(...row);
    if (norm > 0) for (let i = 0; i < dims; i++) row[i] = (row[i] ?? 0) / norm;
  }
}

/** Cosine of two vectors, in 64-bit floats; 0 when one is all zeros, NaN when a value is or their lengths differ. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let dot = 0;
  let squareA = 0;
  let squareB = 0;
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a[i] ?? Number.NaN;
    const y = b[i] ?? Number.NaN;
    dot += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  const norm = Math.sqrt(squareA * squareB);
  return norm === 0 ? 0 : dot / norm;
}
