import { FLIP, stride, sumOf } from './layout';
import { OFFSET, coarse, fine, flipped } from './query';

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

/**
 * Products of four rows' high bytes with the coarse query. Bytes are taken as pairs, 256 × odd + even, where `FLIP` makes
 * the even one positive: (256 × odd + even) × q + odd × (p − 256 × q) = even × q + odd × p, which needs no byte to be
 * widened but the odd ones, by a shift.
 */
export function scoreFourPlain(a: usize, b: usize, c: usize, d: usize): v128 {
  const end = a + stride;
  let query = coarse;
  let sumA = i32x4.splat(0);
  let sumB = i32x4.splat(0);
  let sumC = i32x4.splat(0);
  let sumD = i32x4.splat(0);
  for (; a < end; a += 32, b += 32, c += 32, d += 32, query += 64) {
    const even = v128.load(query);
    const odd = v128.load(query, 16);
    const nextEven = v128.load(query, 32);
    const nextOdd = v128.load(query, 48);
    sumA = i32x4.add(sumA, scorePairs(v128.load(a), even, odd));
    sumB = i32x4.add(sumB, scorePairs(v128.load(b), even, odd));
    sumC = i32x4.add(sumC, scorePairs(v128.load(c), even, odd));
    sumD = i32x4.add(sumD, scorePairs(v128.load(d), even, odd));
    sumA = i32x4.add(sumA, scorePairs(v128.load(a, 16), nextEven, nextOdd));
    sumB = i32x4.add(sumB, scorePairs(v128.load(b, 16), nextEven, nextOdd));
    sumC = i32x4.add(sumC, scorePairs(v128.load(c, 16), nextEven, nextOdd));
    sumD = i32x4.add(sumD, scorePairs(v128.load(d, 16), nextEven, nextOdd));
  }
  return i32x4.sub(sumLanes(sumA, sumB, sumC, sumD), i32x4.splat(flipped));
}

/** Of eight pairs, in four parts. */
function scorePairs(pairs: v128, even: v128, odd: v128): v128 {
  return i32x4.add(i32x4.dot_i16x8_s(pairs, even), i32x4.dot_i16x8_s(i16x8.shr_s(pairs, 8), odd));
}

/** The same with the relaxed product; the query's offset is still in it. */
export function scoreFourRelaxed(a: usize, b: usize, c: usize, d: usize): v128 {
  // One row after the other: so fast a loop waits for memory, which is fastest read in order.
  return sumLanes(scoreRelaxed(a), scoreRelaxed(b), scoreRelaxed(c), scoreRelaxed(d));
}

/** The same of rows that do not lie together, and are fastest waited for all at once. */
export function scoreApartRelaxed(a: usize, b: usize, c: usize, d: usize): v128 {
  const end = a + stride;
  let query = coarse;
  let sumA = i32x4.splat(0);
  let sumB = i32x4.splat(0);
  let sumC = i32x4.splat(0);
  let sumD = i32x4.splat(0);
  for (; a < end; a += 16, b += 16, c += 16, d += 16, query += 16) {
    const q = v128.load(query);
    sumA = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(a), q, sumA);
    sumB = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(b), q, sumB);
    sumC = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(c), q, sumC);
    sumD = i32x4.relaxed_dot_i8x16_i7x16_add_s(v128.load(d), q, sumD);
  }
  return sumLanes(sumA, sumB, sumC, sumD);
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

/** Eight high bytes. */
function loadHigh(at: usize): v128 {
  if (FLIP == 0) return v128.load_ext<i8>(at);
  return i16x8.extend_low_i8x16_s(v128.xor(v128.load64_zero(at), i16x8.splat(FLIP)));
}

function fineProductSimd(high: usize, low: usize): i64 {
  let even = i64x2.splat(0);
  let odd = i64x2.splat(0);
  for (let i: usize = 0; i < stride; i += 8) {
    const x = i16x8.add(i16x8.shl(loadHigh(high + i), 8), v128.load_ext<i8>(low + i));
    // Two products of at most 32639² just fit into 32 bits.
    const pairs = i32x4.dot_i16x8_s(x, v128.load(fine + 2 * i));
    even = i64x2.add(even, i64x2.extend_low_i32x4_s(pairs));
    odd = i64x2.add(odd, i64x2.extend_high_i32x4_s(pairs));
  }
  const sums = i64x2.add(even, odd);
  return i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1);
}
