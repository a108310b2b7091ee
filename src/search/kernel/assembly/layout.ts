/**
 * Where everything lies in memory. Rows come in blocks of a fixed number of rows, a power of two, so that a growing index
 * copies nothing; a block holds its rows as planes:
 *
 *     high bytes (rows × stride) · low bytes (rows × stride) · sums (i32) · scales (f32) · keys (u32)
 *
 * A number of a vector is scale × (256 × high + low): the high plane alone is scanned, both are read for the best rows.
 */

/**
 * In the build with plain SIMD, even bytes of the high plane have their first bit flipped, as `scoreFourPlain` wants them.
 * This for each pair of bytes.
 */
export const FLIP: i16 = ASC_FEATURE_SIMD && !ASC_FEATURE_RELAXED_SIMD ? 0x80 : 0;

/** Length of a vector. */
export let dims: i32 = 0;
/** Bytes of a row in one plane: `dims` filled up with zeros to pairs of SIMD words. */
export let stride: usize = 0;
/** Vectors keep their direction only. */
export let isCosine: bool = false;

let base: usize = 0;
let blockBytes: usize = 0;
let rowBits: u32 = 0;
let rowMask: u32 = 0;

/** Rows of a block. */
export function blockRows(): u32 {
  return rowMask + 1;
}

/** The first row after the block of a row. */
export function blockEnd(row: u32): u32 {
  return (row | rowMask) + 1;
}

/** To be called once. Returns the bytes of a block. */
export function open(length: i32, bits: u32, start: usize, cosine: bool): usize {
  dims = length;
  stride = (<usize>length + 31) & ~31;
  isCosine = cosine;
  base = start;
  rowBits = bits;
  rowMask = (1 << bits) - 1;
  blockBytes = (2 * stride + 12) << bits;
  return blockBytes;
}

function blockOf(row: u32): usize {
  return base + <usize>(row >> rowBits) * blockBytes;
}

export function highOf(row: u32): usize {
  return blockOf(row) + <usize>(row & rowMask) * stride;
}

export function lowOf(row: u32): usize {
  return highOf(row) + (stride << rowBits);
}

/** A number of the row whose planes these are. */
export function numberAt(high: usize, low: usize, i: usize): i32 {
  const byte = load<u8>(high + i) ^ (i & 1 ? 0 : <u8>FLIP);
  return ((<i32>(<i8>byte)) << 8) + <i32>load<i8>(low + i);
}

/** Words of four bytes: 0 the sum of the high bytes, 1 the scale, 2 the key. */
function wordOf(row: u32, word: usize): usize {
  return blockOf(row) + (((2 * stride + 4 * word) << rowBits) + 4 * <usize>(row & rowMask));
}

export function sumOf(row: u32): usize {
  return wordOf(row, 0);
}

export function scaleOf(row: u32): usize {
  return wordOf(row, 1);
}

export function keyOf(row: u32): usize {
  return wordOf(row, 2);
}
