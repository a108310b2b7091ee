/** Numbers in row-major order. */
export interface Tensor {
  shape: readonly number[];
  data: Float32Array;
}

/** Weights of a linear map: `weight` is `inputs × outputs`. */
export interface Linear {
  weight: Tensor;
  bias: Tensor;
}

/** A tensor of rows and columns, whose weights are set one by one. */
export interface WeightMatrix extends Tensor {
  readonly shape: readonly [rows: number, columns: number];
}

/** A matrix of nothing but zeros. */
export function zeroMatrix(rows: number, columns: number): WeightMatrix {
  return { shape: [rows, columns], data: new Float32Array(rows * columns) };
}

/** Sets one weight. A place outside the matrix is a mistake in the construction of a model. */
export function setWeight({ shape, data }: WeightMatrix, row: number, column: number, value: number): void {
  const [rows, columns] = shape;
  if (row < 0 || row >= rows || column < 0 || column >= columns)
    throw new RangeError(`There is no place ${row}, ${column} in a matrix of ${rows} × ${columns}.`);
  data[row * columns + column] = value;
}

/** A vector of equal numbers. */
export function filledVector(length: number, value: number): Tensor {
  return { shape: [length], data: new Float32Array(length).fill(value) };
}
