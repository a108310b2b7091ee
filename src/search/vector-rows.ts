/** Vectors as an index keeps them and a disk stores them: 16 bits a number, and what a step of a row is worth. */
export interface VectorRows {
  dims: number;
  keys: Uint32Array;
  /** Length of a step, by row: a number of the vector is its value times this. */
  scales: Float32Array;
  /** −32,639 to 32,639, row-major, `keys.length × dims`. */
  values: Int16Array;
}

/** As in the kernel (`rows.ts`): the high byte, which is rounded, never exceeds 127. */
const LARGEST = 32_639;

/**
 * Brings vectors to 16 bits a number, bit for bit as the kernel does, so that what was stored and loaded again is what
 * was searched before.
 *
 * @param vectors Finite numbers, row-major, `keys.length × dims`.
 */
export function quantise(keys: ArrayLike<number>, vectors: Float32Array, dims: number): VectorRows {
  const scales = new Float32Array(keys.length);
  const values = new Int16Array(vectors.length);
  for (let row = 0; row < keys.length; row++) {
    const start = row * dims;
    let largest = 0;
    for (let at = start; at < start + dims; at++)
      largest = Math.max(largest, Math.abs(vectors[at] as number));
    const factor = largest > 0 ? LARGEST / largest : 0;
    for (let at = start; at < start + dims; at++)
      values[at] = roundHalfEven((vectors[at] as number) * factor);
    scales[row] = largest / LARGEST;
  }
  return { dims, keys: Uint32Array.from(keys), scales, values };
}

/** The vectors of some rows as floats, row-major. */
export function restore({ dims, scales, values }: VectorRows): Float32Array {
  return Float32Array.from(values, (value, at) => value * (scales[Math.floor(at / dims)] as number));
}

/** The vectors of those keys that an index holds. */
export function rowsOf(
  index: { dims: number; vector(key: number): Float32Array | undefined },
  keys: Iterable<number>,
): VectorRows {
  const { dims } = index;
  const known: number[] = [];
  const numbers: number[] = [];
  for (const key of keys) {
    const vector = index.vector(key);
    if (!vector) continue;
    known.push(key);
    for (const number of vector) numbers.push(number);
  }
  return quantise(known, Float32Array.from(numbers), dims);
}

/** 1.5 × 2⁵²: added and taken off again, it leaves no binary places of smaller numbers, rounded as WebAssembly rounds. */
const ROUNDER = 6_755_399_441_055_744;

function roundHalfEven(value: number): number {
  return value + ROUNDER - ROUNDER;
}
