import { stride, sumOf } from './layout';
import { OFFSET, coarse, fine } from './query';

/** Scores of four rows, where a build without SIMD leaves them: i32 each. */
export let four: usize = 0;

export function placeFour(at: usize): void {
  four = at;
}

// Globals are copied before the loops below: the compilers of browsers do not know that nothing changes them.

/** Products of four rows' high bytes with the coarse query, in builds without SIMD. */
export function scoreFour(a: usize, b: usize, c: usize, d: usize): void {
  const query = coarse;
  const end = stride;
  let sumA: i32 = 0;
  let sumB: i32 = 0;
  let sumC: i32 = 0;
  let sumD: i32 = 0;
  for (let i: usize = 0; i < end; i++) {
    const q = <i32>load<i8>(query + i);
    sumA += q * <i32>load<i8>(a + i);
    sumB += q * <i32>load<i8>(b + i);
    sumC += q * <i32>load<i8>(c + i);
    sumD += q * <i32>load<i8>(d + i);
  }
  store<i32>(four, sumA);
  store<i32>(four, sumB, 4);
  store<i32>(four, sumC, 8);
  store<i32>(four, sumD, 12);
}

/** Adds up the lanes of each of four words: a word of the four sums. */
function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(i32x4.shuffle(a, b, 0, 4, 2, 6), i32x4.shuffle(a, b, 1, 5, 3, 7));
  const cd = i32x4.add(i32x4.shuffle(c, d, 0, 4, 2, 6), i32x4.shuffle(c, d, 1, 5, 3, 7));
  return i32x4.add(i32x4.shuffle(ab, cd, 0, 1, 4, 5), i32x4.shuffle(ab, cd, 2, 3, 6, 7));
}

/** Products of four rows' high bytes with the coarse query. */
export function scoreFourPlain(a: usize, b: usize, c: usize, d: usize): v128 {
  const query = coarse;
  const end = stride;
  let sumA = i32x4.splat(0);
  let sumB = i32x4.splat(0);
  let sumC = i32x4.splat(0);
  let sumD = i32x4.splat(0);
  // Eight at a time: widened as they are loaded, which costs less than halves of a whole word.
  for (let i: usize = 0; i < end; i += 8) {
    const q = v128.load_ext<i8>(query + i);
    sumA = i32x4.add(sumA, i32x4.dot_i16x8_s(v128.load_ext<i8>(a + i), q));
    sumB = i32x4.add(sumB, i32x4.dot_i16x8_s(v128.load_ext<i8>(b + i), q));
    sumC = i32x4.add(sumC, i32x4.dot_i16x8_s(v128.load_ext<i8>(c + i), q));
    sumD = i32x4.add(sumD, i32x4.dot_i16x8_s(v128.load_ext<i8>(d + i), q));
  }
  return sumLanes(sumA, sumB, sumC, sumD);
}

/** The same with the relaxed product; the query's offset is still in it. */
export function scoreFourRelaxed(a: usize, b: usize, c: usize, d: usize): v128 {
  // One row after the other: so fast a loop waits for memory, which is fastest read in order.
  return sumLanes(scoreRelaxed(a), scoreRelaxed(b), scoreRelaxed(c), scoreRelaxed(d));
}

/** Product of a row in four parts. */
function scoreRelaxed(row: usize): v128 {
  let query = coarse;
  let even = i32x4.splat(0);
  let odd = i32x4.splat(0);
  for (let end = row + stride; row < end; row += 32, query += 32) {
    even = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(row), v128.load(query), even);
    odd = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(row, 16), v128.load(query, 16), odd);
  }
  return i32x4.add(even, odd);
}

/** What the query's offset adds to the products of four rows. */
export function offsetsOf(sums: v128): v128 {
  return i32x4.mul(sums, i32x4.splat(OFFSET));
}

export function offsetOf(row: u32): i32 {
  return load<i32>(sumOf(row)) * OFFSET;
}

/** Product of a row with the fine query, exact: 64-bit integers, so that the order of additions does not matter. */
export function fineProduct(high: usize, low: usize): i64 {
  if (ASC_FEATURE_SIMD) return fineProductSimd(high, low);
  let sum: i64 = 0;
  for (let i: usize = 0; i < stride; i++) {
    const x = ((<i32>load<i8>(high + i)) << 8) + <i32>load<i8>(low + i);
    sum += <i64>(x * <i32>load<i16>(fine + 2 * i));
  }
  return sum;
}

function fineProductSimd(high: usize, low: usize): i64 {
  let even = i64x2.splat(0);
  let odd = i64x2.splat(0);
  for (let i: usize = 0; i < stride; i += 8) {
    const x = i16x8.add(i16x8.shl(v128.load_ext<i8>(high + i), 8), v128.load_ext<i8>(low + i));
    // Two products of at most 32639² just fit into 32 bits.
    const pairs = i32x4.dot_i16x8_s(x, v128.load(fine + 2 * i));
    even = i64x2.add(even, i64x2.extend_low_i32x4_s(pairs));
    odd = i64x2.add(odd, i64x2.extend_high_i32x4_s(pairs));
  }
  const sums = i64x2.add(even, odd);
  return i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
}
