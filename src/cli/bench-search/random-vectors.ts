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

/** Numbers from 0 to `count` − 1, of which each comes up in inverse proportion to its place: Zipf's law. */
function zipf(count: number, random: () => number): () => number {
  const sums: number[] = [];
  for (let place = 1; place <= count; place++) sums.push((sums.at(-1) ?? 0) + 1 / place);
  return () => {
    const wanted = random() * (sums.at(-1) ?? 0);
    return sums.findIndex((sum) => sum > wanted);
  };
}

/** Parts of a clustered vector, in shares of what the dimension varies by. */
const COMMON = 0.45;
const TOPIC = 0.8;
const GROUP = 0.8;
const OWN = 1.25;
const TOPICS = 24;

/**
 * Vectors as sentence embedders make them: all have some direction in common, they gather in topics and these in groups,
 * both of very different sizes, a few dimensions vary much and most little.
 */
export function clusteredSource(groups: number, dims: number, seed: number): VectorSource {
  const [random, place] = [normal(seed), uniform(seed + 1)];
  const perTopic = Math.max(1, Math.round(groups / TOPICS));
  const [nextTopic, nextGroup] = [zipf(TOPICS, place), zipf(perTopic, place)];
  const spread = Float32Array.from({ length: dims }, (_, i) =>
    i % 97 === 5 ? 4 : 1 / Math.sqrt(1 + i / 32),
  );
  const around = (centre: ArrayLike<number>, share: number): Float32Array =>
    spread.map((size, i) => (centre[i] ?? 0) + share * size * random());
  const common = around([], COMMON);
  const centres = Array.from({ length: TOPICS }, () => around(common, TOPIC)).map((topic) =>
    Array.from({ length: perTopic }, () => around(topic, GROUP)),
  );
  return (count) => {
    const vectors = new Float32Array(count * dims);
    for (let row = 0; row < count; row++)
      vectors.set(around(centres[nextTopic()]?.[nextGroup()] ?? common, OWN), row * dims);
    return vectors;
  };
}

export function isotropic(count: number, dims: number, seed: number): Float32Array {
  return isotropicSource(dims, seed)(count);
}

export function clustered(count: number, dims: number, seed: number): Float32Array {
  return clusteredSource(Math.max(1, Math.round(Math.sqrt(count))), dims, seed)(count);
}
