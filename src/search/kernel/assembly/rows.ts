import {
  FLIP,
  blockRows,
  dims,
  highOf,
  isCosine,
  keyOf,
  lowOf,
  scaleOf,
  stride,
  sumOf,
  numberAt,
} from './layout';

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

/**
 * Quantises a vector of finite floats into a row.
 *
 * @param work Free memory of 2 × stride bytes, on a multiple of 16.
 */
export function put(row: u32, key: u32, source: usize, work: usize): void {
  const largest = largestOf(source);
  const factor = largest > 0 ? LARGEST / largest : 0;
  const length = <usize>dims;
  for (let i: usize = 0; i < length; i++)
    store<i16>(work + 2 * i, <i16>nearest(<f64>load<f32>(source + 4 * i) * factor));
  place(row, key, work, <f32>(largest / LARGEST));
}

/** Stands for the row of a vector that is left out. */
const NOWHERE: u32 = 0xffff_ffff;

/**
 * Takes vectors that are quantised already into rows: many in one call, as a call costs more than a vector.
 *
 * @param heads The rows of all (u32; `NOWHERE` leaves a vector out), then their keys (u32), then what a step of their
 *   numbers is worth (f32).
 * @param source Of each `dims` numbers (i16) that are fit.
 * @param work Free memory of 2 × stride bytes, on a multiple of 16.
 */
export function putValues(heads: usize, source: usize, count: u32, work: usize): void {
  const bytes = 2 * <usize>dims;
  const list = 4 * <usize>count;
  for (let head = heads, end = heads + list; head < end; head += 4, source += bytes) {
    const row = load<u32>(head);
    if (row == NOWHERE) continue;
    memory.copy(work, source, bytes);
    place(row, load<u32>(head + list), work, load<f32>(head + 2 * list));
  }
}

/** Splits the numbers in `work` into the planes of a row. */
function place(row: u32, key: u32, work: usize, scale: f32): void {
  memory.fill(work + 2 * <usize>dims, 0, 2 * (stride - <usize>dims));
  const squares = <f64>(ASC_FEATURE_SIMD ? splitSimd(row, work) : split(row, work));
  // By cosine, what was quantised gets length 1; else it keeps its length.
  const length = Math.sqrt(squares);
  const step: f32 = isCosine ? <f32>(1 / length) : scale;
  largestNorm = max(largestNorm, isCosine ? 1 : <f64>step * length);
  store<f32>(scaleOf(row), step);
  store<u32>(keyOf(row), key);
}

/** Returns the sum of the squares, as `splitSimd`. */
function split(row: u32, work: usize): i64 {
  const high = highOf(row);
  const low = lowOf(row);
  let sum: i32 = 0;
  let squares: i64 = 0;
  for (let i: usize = 0; i < stride; i++) {
    const x = <i32>load<i16>(work + 2 * i);
    // Rounded to the nearest: cut off, all errors of the scan would point the same way.
    const highByte = (x + 128) >> 8;
    store<i8>(high + i, <i8>highByte);
    store<i8>(low + i, <i8>(x - (highByte << 8)));
    sum += highByte;
    squares += <i64>(x * x);
  }
  store<i32>(sumOf(row), sum);
  return squares;
}

function splitSimd(row: u32, work: usize): i64 {
  const high = highOf(row);
  const low = lowOf(row);
  const half = i16x8.splat(128);
  const end = stride;
  let sums = i32x4.splat(0);
  let squares = i64x2.splat(0);
  for (let i: usize = 0; i < end; i += 16) {
    const a = v128.load(work + 2 * i);
    const b = v128.load(work + 2 * i, 16);
    const highA = i16x8.shr_s(i16x8.add(a, half), 8);
    const highB = i16x8.shr_s(i16x8.add(b, half), 8);
    v128.store(high + i, v128.xor(i8x16.narrow_i16x8_s(highA, highB), i16x8.splat(FLIP)));
    const lowA = i16x8.sub(a, i16x8.shl(highA, 8));
    const lowB = i16x8.sub(b, i16x8.shl(highB, 8));
    v128.store(low + i, i8x16.narrow_i16x8_s(lowA, lowB));
    sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_s(i16x8.add(highA, highB)));
    // Two squares of at most 32639 just fit into 32 bits.
    squares = i64x2.add(squares, widen(i32x4.dot_i16x8_s(a, a)));
    squares = i64x2.add(squares, widen(i32x4.dot_i16x8_s(b, b)));
  }
  sums = i32x4.add(sums, i32x4.shuffle(sums, sums, 2, 3, 0, 1));
  store<i32>(sumOf(row), i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1));
  return i64x2.extract_lane(squares, 0) + i64x2.extract_lane(squares, 1);
}

function widen(pairs: v128): v128 {
  return i64x2.add(i64x2.extend_low_i32x4_s(pairs), i64x2.extend_high_i32x4_s(pairs));
}

/**
 * The first of `count` vectors of 16-bit numbers that a row cannot hold: one of numbers beyond `LARGEST`, or by cosine one
 * of zeros. `count` if there is none.
 */
export function firstUnfit(source: usize, count: u32): u32 {
  const bytes = 2 * <usize>dims;
  for (let row: u32 = 0; row < count; row++) if (!isFit(source + <usize>row * bytes, bytes)) return row;
  return count;
}

function isFit(source: usize, bytes: usize): bool {
  let at: usize = 0;
  let least: i32 = 0;
  let most: i32 = 0;
  if (ASC_FEATURE_SIMD) {
    let low = i16x8.splat(0);
    let high = i16x8.splat(0);
    for (; at + 16 <= bytes; at += 16) {
      const numbers = v128.load(source + at);
      low = i16x8.min_s(low, numbers);
      high = i16x8.max_s(high, numbers);
    }
    const border = i16x8.splat(<i16>LARGEST);
    if (v128.any_true(v128.or(i16x8.gt_s(high, border), i16x8.lt_s(low, i16x8.neg(border))))) return false;
    most = <i32>v128.any_true(v128.or(low, high));
  }
  for (; at < bytes; at += 2) {
    const x = <i32>load<i16>(source + at);
    least = min(least, x);
    most = max(most, x);
  }
  if (most > <i32>LARGEST || least < -(<i32>LARGEST)) return false;
  return !isCosine || most > 0 || least < 0;
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

export function scaleAt(row: u32): f32 {
  return load<f32>(scaleOf(row));
}

/** Writes the numbers of a row, `dims` of them (i16). */
export function readValues(row: u32, target: usize): void {
  const high = highOf(row);
  const low = lowOf(row);
  for (let i: usize = 0; i < <usize>dims; i++) store<i16>(target + 2 * i, <i16>numberAt(high, low, i));
}

/** Writes the vector of a row as `dims` floats. */
export function read(row: u32, target: usize): void {
  const high = highOf(row);
  const low = lowOf(row);
  const scale = load<f32>(scaleOf(row));
  for (let i: usize = 0; i < <usize>dims; i++) {
    store<f32>(target + 4 * i, scale * <f32>numberAt(high, low, i));
  }
}
