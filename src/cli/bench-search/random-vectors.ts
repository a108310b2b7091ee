/** Makes the next so many vectors, row by row; the same ones for each seed. */
export type VectorSource = (count: number) => Float32Array;

/** Numbers from 0 up to 1, the same for each seed: Marsaglia's xorshift with 32 bits. */
function uniform(seed: number): () => number {
  let state = seed || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Normally distributed numbers: Box and Muller's transform, which makes two at a time. */
function normal(seed: number): () => number {
  const random = uniform(seed);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** Vectors in all directions alike: the hardest to rank, since no two are close. */
export function isotropicSource(dims: number, seed: number): VectorSource {
  const random = normal(seed);
  return (count) => {
    const vectors = new Float32Array(count * dims);
    for (let i = 0; i < vectors.length; i++) vectors[i] = random();
    return vectors;
  };
}

/**
 * Vectors as sentence embedders make them: all have some direction in common, they gather in groups of very different
 * sizes, a few dimensions vary much and most little.
 */
export function clusteredSource(groups: number, dims: number, seed: number): VectorSource {
  const [random, group] = [normal(seed), uniform(seed + 1)];
  const spread = Float32Array.from({ length: dims }, (_, i) =>
    i % 97 === 5 ? 4 : 1 / Math.sqrt(1 + i / 32),
  );
  const common = spread.map((size) => size * random() * 0.5);
  const centres = Float32Array.from(
    { length: groups * dims },
    (_, i) => (common[i % dims] ?? 0) + (spread[i % dims] ?? 0) * random(),
  );
  return (count) => {
    const vectors = new Float32Array(count * dims);
    for (let row = 0; row < count; row++) {
      const centre = Math.floor(groups * group() ** 2) * dims;
      for (let i = 0; i < dims; i++)
        vectors[row * dims + i] = (centres[centre + i] ?? 0) + 0.9 * (spread[i] ?? 0) * random();
    }
    return vectors;
  };
}

export function isotropic(count: number, dims: number, seed: number): Float32Array {
  return isotropicSource(dims, seed)(count);
}

export function clustered(count: number, dims: number, seed: number): Float32Array {
  return clusteredSource(Math.max(1, Math.round(Math.sqrt(count))), dims, seed)(count);
}
