/** Numbers from 0 up to 1, the same for each seed: Marsaglia's xorshift with 32 bits. */
export function uniform(seed: number): () => number {
  let state = seed || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Normally distributed numbers: Box and Muller's transform. */
export function normal(seed: number): () => number {
  const random = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Vectors in all directions alike, row by row: the hardest to rank, since no two are close. */
export function isotropic(count: number, dims: number, seed: number): Float32Array {
  const random = normal(seed);
  return Float32Array.from({ length: count * dims }, random);
}

/**
 * Vectors as sentence embedders make them, row by row: all have some direction in common, they gather in groups of very
 * different sizes, a few dimensions vary much and most little.
 */
export function clustered(count: number, dims: number, seed: number): Float32Array {
  const groups = Math.max(1, Math.round(Math.sqrt(count)));
  const [random, group] = [normal(seed), uniform(seed + 1)];
  const spread = Float32Array.from({ length: dims }, (_, i) =>
    i % 97 === 5 ? 4 : 1 / Math.sqrt(1 + i / 32),
  );
  const common = Float32Array.from(spread, (size) => size * random() * 0.5);
  const centres = Float32Array.from(
    { length: groups * dims },
    (_, i) => (common[i % dims] ?? 0) + (spread[i % dims] ?? 0) * random(),
  );
  const vectors = new Float32Array(count * dims);
  for (let row = 0; row < count; row++) {
    const centre = Math.floor(groups * group() ** 2) * dims;
    for (let i = 0; i < dims; i++)
      vectors[row * dims + i] = (centres[centre + i] ?? 0) + 0.9 * (spread[i] ?? 0) * random();
  }
  return vectors;
}
