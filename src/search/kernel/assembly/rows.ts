import { blockRows, dims, highOf, isCosine, keyOf, lowOf, scaleOf, stride, sumOf } from './layout';

/**
 * Largest number of a quantised vector: 127 × 256 + 127, so that the high byte, which is rounded, never exceeds 127. With
 * −128 the relaxed products could exceed 16 bits.
 */
export const LARGEST: f64 = 32639;

/** The longest vector that was ever put in; 1 by cosine. */
export let largestNorm: f64 = 0;

/** Says of rows that come from elsewhere how long they may be. */
export function raiseNorm(length: f64): void {
  largestNorm = max(largestNorm, length);
}

export function norm(): f64 {
  return largestNorm;
}

/** Makes a block's rows such that no search finds them: NaN is not greater than anything. */
export function clearBlock(firstRow: u32): void {
  for (let row = firstRow, end = firstRow + blockRows(); row < end; row++) store<f32>(scaleOf(row), NaN);
}

/** The largest absolute number of `dims` floats. */
export function largestOf(source: usize): f64 {
  let largest: f64 = 0;
  for (let i = 0; i < dims; i++) largest = max(largest, Math.abs(<f64>load<f32>(source + 4 * <usize>i)));
  return largest;
}

/** Quantises a vector of finite floats into a row. */
export function put(row: u32, key: u32, source: usize): void {
  const largest = largestOf(source);
  const factor = largest > 0 ? LARGEST / largest : 0;
  const high = highOf(row);
  const low = lowOf(row);
  let sum: i32 = 0;
  let squares: i64 = 0;
  for (let i: usize = 0; i < stride; i++) {
    const x = <i32>i < dims ? <i32>nearest(<f64>load<f32>(source + 4 * i) * factor) : 0;
    // Rounded to the nearest: cut off, all errors of the scan would point the same way.
    const highByte = (x + 128) >> 8;
    store<i8>(high + i, <i8>highByte);
    store<i8>(low + i, <i8>(x - (highByte << 8)));
    sum += highByte;
    squares += <i64>(x * x);
  }
  store<i32>(sumOf(row), sum);
  // By cosine, what was quantised gets length 1; else it keeps its length.
  const length = Math.sqrt(<f64>squares);
  const scale = isCosine ? 1 / length : largest / LARGEST;
  largestNorm = max(largestNorm, scale * length);
  store<f32>(scaleOf(row), <f32>scale);
  store<u32>(keyOf(row), key);
}

/** Copies a row over another one. */
export function move(from: u32, to: u32): void {
  memory.copy(highOf(to), highOf(from), stride);
  memory.copy(lowOf(to), lowOf(from), stride);
  store<i32>(sumOf(to), load<i32>(sumOf(from)));
  store<f32>(scaleOf(to), load<f32>(scaleOf(from)));
  store<u32>(keyOf(to), load<u32>(keyOf(from)));
}

/** Makes a row one that no search finds. */
export function drop(row: u32): void {
  store<f32>(scaleOf(row), NaN);
}

/** Writes the vector of a row as `dims` floats. */
export function read(row: u32, target: usize): void {
  const high = highOf(row);
  const low = lowOf(row);
  const scale = load<f32>(scaleOf(row));
  for (let i: usize = 0; i < <usize>dims; i++) {
    const x = ((<i32>load<i8>(high + i)) << 8) + <i32>load<i8>(low + i);
    store<f32>(target + 4 * i, scale * <f32>x);
  }
}
