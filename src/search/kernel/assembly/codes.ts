/**
 * The pre-filter: each four numbers of a vector are one of 16 patterns, so that a vector is `dims` ÷ 8 bytes; a search adds
 * up what the patterns score against the query, 32 rows at a time, from tables in registers. Jégou, Douze and Schmid:
 * Product Quantization for Nearest Neighbor Search (2011); André, Kermarrec and Le Scouarnec: Cache locality is not enough
 * (2015). A module of its own with a memory of its own: rows are in that of the scan.
 *
 * Codes lie in batches of 32 rows: for each group of four numbers 16 bytes, whose low halves are rows 0 to 15.
 */
const BATCH_BITS: u32 = 5;
const PATTERNS: usize = 16;
/** Of a group in the book: the four numbers of all patterns and the halves of their squares, floats. */
const GROUP_BYTES: usize = 5 * PATTERNS * 4;
/** Two of them add up in a byte. */
const LARGEST_ENTRY: f32 = 127;
const LARGEST_SCORE: f32 = 65535;
const BUCKET_BITS: u32 = 4;
const BUCKETS: u32 = 1 << (16 - BUCKET_BITS);

let groups: usize = 0;
let book: usize = 0;
let table: usize = 0;
let codes: usize = 0;

/**
 * To be called once.
 *
 * @param count Groups of four numbers, even.
 * @param bookAt The patterns, 320 bytes a group.
 * @param tableAt Free memory of 80 bytes a group and 16,512 bytes, on a multiple of 16.
 * @param codesAt Where codes begin, on a multiple of 16.
 */
export function open(count: usize, bookAt: usize, tableAt: usize, codesAt: usize): void {
  groups = count;
  book = bookAt;
  table = tableAt;
  codes = codesAt;
}

function codeOf(row: u32): usize {
  return codes + <usize>(row >> BATCH_BITS) * groups * 16 + <usize>(row & 15);
}

/** Sets the code of a row to that of a vector: 4 × groups floats. */
export function encode(row: u32, source: usize): void {
  const shift: u32 = row & 16 ? 4 : 0;
  const mask: u32 = 0xf0 >> shift;
  for (let group: usize = 0, at = codeOf(row); group < groups; group++, at += 16) {
    const code = nearestPattern(book + group * GROUP_BYTES, source + 16 * group);
    store<u8>(at, <u8>(((<u32>load<u8>(at)) & mask) | (code << shift)));
  }
}

/** The pattern with the greatest product, less half of its square: the nearest one. */
function nearestPattern(patterns: usize, source: usize): u32 {
  const a = fits(patterns, source);
  const b = fits(patterns + 16, source);
  const c = fits(patterns + 32, source);
  const d = fits(patterns + 48, source);
  let most = f32x4.max(f32x4.max(a, b), f32x4.max(c, d));
  most = f32x4.max(most, i32x4.shuffle(most, most, 2, 3, 0, 1));
  most = f32x4.max(most, i32x4.shuffle(most, most, 1, 0, 3, 2));
  const bits =
    i32x4.bitmask(f32x4.eq(a, most)) |
    (i32x4.bitmask(f32x4.eq(b, most)) << 4) |
    (i32x4.bitmask(f32x4.eq(c, most)) << 8) |
    (i32x4.bitmask(f32x4.eq(d, most)) << 12);
  return ctz(bits | 0x8000);
}

/** Of four patterns. */
function fits(patterns: usize, source: usize): v128 {
  const products = productsOf(patterns, source);
  return f32x4.sub(products, v128.load(patterns, 256));
}

function productsOf(patterns: usize, source: usize): v128 {
  const a = f32x4.mul(v128.load_splat<f32>(source), v128.load(patterns));
  const b = f32x4.mul(v128.load_splat<f32>(source, 4), v128.load(patterns, 64));
  const c = f32x4.mul(v128.load_splat<f32>(source, 8), v128.load(patterns, 128));
  const d = f32x4.mul(v128.load_splat<f32>(source, 12), v128.load(patterns, 192));
  return f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
}

/** Tabulates what patterns score against a query of 4 × groups floats, in as few bits as the sums have room for. */
export function tabulate(source: usize): void {
  const products = table + 16 * groups;
  let range: f32 = 0;
  for (let group: usize = 0; group < groups; group++) {
    let least: f32 = Infinity;
    let most: f32 = -Infinity;
    for (let four: usize = 0; four < 64; four += 16)
      v128.store(
        products + 64 * group + four,
        productsOf(book + group * GROUP_BYTES + four, source + 16 * group),
      );
    for (let i: usize = 0; i < 64; i += 4) {
      const product = load<f32>(products + 64 * group + i);
      least = min(least, product);
      most = max(most, product);
    }
    range = max(range, most - least);
    for (let i: usize = 0; i < 64; i += 4) {
      const at = products + 64 * group + i;
      store<f32>(at, load<f32>(at) - least);
    }
  }
  const steps = range > 0 ? min(LARGEST_ENTRY, <f32>Math.floor(LARGEST_SCORE / <f32>groups)) / range : 0;
  for (let i: usize = 0; i < PATTERNS * groups; i++)
    store<u8>(table + i, <u8>nearest(load<f32>(products + 4 * i) * steps));
}

let entries: usize = 0;
let length: u32 = 0;
let room: u32 = 0;
let least: u32 = 0;

/**
 * Leaves the rows of the about `wanted` best codes of rows 0 to `count` − 1, in order, as a list (u32) at `list`; returns
 * how many they are. Of the tabulated query.
 *
 * @param list Free memory of 16 bytes for each that is wanted.
 */
export function chooseCandidates(count: u32, list: usize, wanted: u32): u32 {
  entries = list;
  room = 2 * wanted;
  length = 0;
  least = 0;
  const bytes = groups * 16;
  for (let row: u32 = 0, at = codes; row < count; row += 32, at += bytes) scoreBatch(at, row, count, wanted);
  keepBest(wanted);
  for (let i: u32 = 0; i < length; i++) store<u32>(list + 4 * <usize>i, load<u32>(list + 8 * <usize>i));
  return length;
}

function lookUp(entry: v128, code: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? i8x16.relaxed_swizzle(entry, code) : i8x16.swizzle(entry, code);
}

/** Bytes are added as pairs of 16 bits, and once more without the lower ones, which come off at the end. */
function scoreBatch(at: usize, first: u32, count: u32, wanted: u32): void {
  const half = i8x16.splat(15);
  const end = at + groups * 16;
  let entry = table;
  let lowBoth = i16x8.splat(0);
  let lowOdd = i16x8.splat(0);
  let highBoth = i16x8.splat(0);
  let highOdd = i16x8.splat(0);
  for (; at < end; at += 32, entry += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const tableA = v128.load(entry);
    const tableB = v128.load(entry, 16);
    const low = i8x16.add(lookUp(tableA, v128.and(a, half)), lookUp(tableB, v128.and(b, half)));
    const highA = v128.and(i16x8.shr_u(a, 4), half);
    const highB = v128.and(i16x8.shr_u(b, 4), half);
    const high = i8x16.add(lookUp(tableA, highA), lookUp(tableB, highB));
    lowBoth = i16x8.add(lowBoth, low);
    lowOdd = i16x8.add(lowOdd, i16x8.shr_u(low, 8));
    highBoth = i16x8.add(highBoth, high);
    highOdd = i16x8.add(highOdd, i16x8.shr_u(high, 8));
  }
  const lowEven = i16x8.sub(lowBoth, i16x8.shl(lowOdd, 8));
  const highEven = i16x8.sub(highBoth, i16x8.shl(highOdd, 8));
  const border = i16x8.splat(<i16>least);
  const reached = v128.or(
    v128.or(i16x8.ge_u(lowEven, border), i16x8.ge_u(lowOdd, border)),
    v128.or(i16x8.ge_u(highEven, border), i16x8.ge_u(highOdd, border)),
  );
  if (!v128.any_true(reached)) return;
  // Behind the histogram.
  const scores = table + 80 * groups + 4 * <usize>BUCKETS;
  v128.store(scores, lowEven);
  v128.store(scores, lowOdd, 16);
  v128.store(scores, highEven, 32);
  v128.store(scores, highOdd, 48);
  keepReached(scores, first, min(32, count - first), wanted);
}

function keepReached(scores: usize, first: u32, count: u32, wanted: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    // Even rows of the first 16, odd ones, and the same of the others.
    const at = ((i & 16) << 1) + ((i & 1) << 4) + (i & 14);
    const score = <u32>load<u16>(scores + <usize>at);
    if (score < least) continue;
    if (length == room) keepBest(wanted);
    const entry = entries + 8 * <usize>length++;
    store<u32>(entry, first + i);
    store<u32>(entry, score, 4);
  }
}

/** Keeps the `wanted` best, and of those that are about as good as the last of them the first ones. */
function keepBest(wanted: u32): void {
  if (length <= wanted) return;
  const buckets = table + 80 * groups;
  memory.fill(buckets, 0, 4 * <usize>BUCKETS);
  for (let i: u32 = 0; i < length; i++) {
    const at = buckets + 4 * <usize>(load<u32>(entries + 8 * <usize>i, 4) >> BUCKET_BITS);
    store<u32>(at, load<u32>(at) + 1);
  }
  let bucket = BUCKETS;
  let better: u32 = 0;
  for (let next: u32 = 0; next < wanted;) {
    better = next;
    next += load<u32>(buckets + 4 * <usize>--bucket);
  }
  let last = wanted - better;
  let kept: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const from = entries + 8 * <usize>i;
    const its = load<u32>(from, 4) >> BUCKET_BITS;
    if (its < bucket || (its == bucket && last == 0)) continue;
    if (its == bucket) last--;
    store<u64>(entries + 8 * <usize>kept++, load<u64>(from));
  }
  length = kept;
  // Whoever comes later is behind those that were kept.
  least = (bucket + 1) << BUCKET_BITS;
}
