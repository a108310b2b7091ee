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

/** Those rows whose keys are wanted. */
export function keepRows(rows: VectorRows, isWanted: (key: number) => boolean): VectorRows {
  const { dims } = rows;
  const kept = [...rows.keys.keys()].filter((row) => isWanted(rows.keys[row] as number));
  const values = new Int16Array(kept.length * dims);
  kept.forEach((row, at) => values.set(rows.values.subarray(row * dims, (row + 1) * dims), at * dims));
  return {
    dims,
    keys: Uint32Array.from(kept, (row) => rows.keys[row] as number),
    scales: Float32Array.from(kept, (row) => rows.scales[row] as number),
    values,
  };
}

/** The vectors of those keys that an index holds. */
export function rowsOf(
  index: { dims: number; vector(key: number): Float32Array | undefined },
  keys: Iterable<number>,
): VectorRows {
  const { dims } = index;
  const found = [...keys].flatMap((key) => {
    const vector = index.vector(key);
    return vector ? [{ key, vector }] : [];
  });
  const vectors = new Float32Array(found.length * dims);
  found.forEach(({ vector }, at) => vectors.set(vector, at * dims));
  return quantise(
    found.map(({ key }) => key),
    vectors,
    dims,
  );
}

/** 1.5 × 2⁵²: added and taken off again, it leaves no binary places of smaller numbers, rounded as WebAssembly rounds. */
const ROUNDER = 6_755_399_441_055_744;

function roundHalfEven(value: number): number {
  return value + ROUNDER - ROUNDER;
}
