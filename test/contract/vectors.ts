function unit(values: readonly number[]): number[] {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** Cosine similarity in 64-bit floats. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [unit(a), unit(b)];
  return x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
}

/** Repeatable numbers in [-1, 1): a linear congruential generator. */
export function numbers(count: number, seed: number): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** A vector of zeros but for a 1 at one position. */
export function oneHot(dims: number, position: number): Float32Array {
  const vector = new Float32Array(dims);
  vector[position] = 1;
  return vector;
}
