import type { Linear, Tensor } from './tensor.ts';

/**
 * The arithmetic of a forward pass in 64-bit floats, written for the references only: it shares nothing with the ONNX
 * runtime that it is to check. A matrix is its rows, one after the other.
 */
export type Rows = Float64Array;

/** The rows of a table that the ids name. */
export function lookUp({ shape, data }: Tensor, ids: readonly number[]): Rows {
  const width = shape[1] ?? 1;
  const rows = new Float64Array(ids.length * width);
  for (const [row, id] of ids.entries()) rows.set(data.subarray(id * width, (id + 1) * width), row * width);
  return rows;
}

/** `x · weight`, and plus the bias where there is one. */
export function applyLinear(x: Rows, { weight, bias }: Omit<Linear, 'bias'> & { bias?: Tensor }): Rows {
  const [inputs = 0, outputs = 0] = weight.shape;
  const count = x.length / inputs;
  const y = new Float64Array(count * outputs);
  for (let row = 0; row < count; row++) {
    for (let input = 0; input < inputs; input++) {
      const value = at(x, row * inputs + input);
      for (let output = 0; output < outputs; output++)
        y[row * outputs + output] =
          at(y, row * outputs + output) + value * at(weight.data, input * outputs + output);
    }
  }
  return bias ? y.map((value, index) => value + at(bias.data, index % outputs)) : y;
}

/** The sum, element by element. */
export function addRows(a: Rows, b: Rows): Rows {
  return a.map((value, index) => value + at(b, index));
}

/** Each row with mean 0 and variance 1, then scaled and shifted (Ba, Kiros and Hinton 2016, "Layer Normalization"). */
export function normaliseLayer(x: Rows, scale: Tensor, shift: Tensor, epsilon: number): Rows {
  const width = scale.data.length;
  return mapRows(x, width, (row) => {
    const mean = sum(row) / width;
    const variance = sum(row.map((value) => (value - mean) ** 2)) / width;
    const factor = 1 / Math.sqrt(variance + epsilon);
    return row.map((value, i) => (value - mean) * factor * at(scale.data, i) + at(shift.data, i));
  });
}

/** Each row with a mean square of 1 (Zhang and Sennrich 2019, "Root Mean Square Layer Normalization"). */
export function normaliseRms(x: Rows, width: number, epsilon: number): Rows {
  return mapRows(x, width, (row) => {
    const factor = 1 / Math.sqrt(sum(row.map((value) => value ** 2)) / width + epsilon);
    return row.map((value) => value * factor);
  });
}

/** What attention works on: a row a token, of `heads × headDim` queries and `sharedHeads × headDim` keys and values. */
export interface Attention {
  queries: Rows;
  keys: Rows;
  values: Rows;
  heads: number;
  /** Heads of keys and values; each serves `heads / sharedHeads` heads of queries that follow each other. */
  sharedHeads: number;
  headDim: number;
  /** Whether a token sees only itself and those before it. */
  isCausal: boolean;
}

/** Scaled dot-product attention (Vaswani et al. 2017), with keys shared by groups of heads (Ainslie et al. 2023). */
export function attend({ queries, keys, values, heads, sharedHeads, headDim, isCausal }: Attention): Rows {
  const [width, sharedWidth] = [heads * headDim, sharedHeads * headDim];
  const count = queries.length / width;
  const result = new Float64Array(queries.length);
  for (let token = 0; token < count; token++)
    for (let head = 0; head < heads; head++) {
      const query = queries.subarray(token * width + head * headDim).subarray(0, headDim);
      const offset = Math.floor((head * sharedHeads) / heads) * headDim;
      const slice = (rows: Rows, row: number): Rows =>
        rows.subarray(row * sharedWidth + offset).subarray(0, headDim);
      const seen = isCausal ? token + 1 : count;
      const shares = softmax(
        Float64Array.from({ length: seen }, (_, row) => dot(query, slice(keys, row)) / Math.sqrt(headDim)),
      );
      for (const [row, share] of shares.entries())
        for (const [i, value] of slice(values, row).entries()) {
          const place = token * width + head * headDim + i;
          result[place] = at(result, place) + share * value;
        }
    }
  return result;
}

export function softmax(scores: Float64Array): Float64Array {
  const highest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = scores.map((score) => Math.exp(score - highest));
  const total = sum(powers);
  return powers.map((power) => power / total);
}

/** x · Φ(x) (Hendrycks and Gimpel 2016), Φ being the normal distribution. */
export function gelu(x: number): number {
  return (x * (1 + erf(x / Math.SQRT2))) / 2;
}

/** x · sigmoid(x). */
export function silu(x: number): number {
  return x / (1 + Math.exp(-x));
}

/** By the series e^(-x²) · 2/√π · Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, whose terms all have one sign, so that nothing cancels out. */
function erf(x: number): number {
  // 1 - erf(6) is below the spacing of 64-bit floats.
  if (Math.abs(x) >= 6) return Math.sign(x);
  let term = x;
  let total = 0;
  for (let n = 0; Math.abs(term) > 1e-18; n++) {
    total += term;
    term *= (2 * x * x) / (2 * n + 3);
  }
  return ((Math.exp(-x * x) * 2) / Math.sqrt(Math.PI)) * total;
}

function dot(a: Rows, b: Rows): number {
  return a.reduce((total, value, index) => total + value * at(b, index), 0);
}

function sum(values: Rows): number {
  return values.reduce((total, value) => total + value, 0);
}

function mapRows(x: Rows, width: number, map: (row: Rows) => Rows): Rows {
  const result = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += width)
    result.set(map(x.subarray(start, start + width)), start);
  return result;
}

/** A place that does not exist gives NaN, which no comparison with a reference passes. */
function at(values: Float64Array | Float32Array, index: number): number {
  return values[index] ?? Number.NaN;
}
