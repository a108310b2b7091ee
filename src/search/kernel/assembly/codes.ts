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
/** Steps of the search for a precision that there is room for. */
const FINER: f32 = 1.1;
const LARGEST_SCORE: f32 = 65535;
const BUCKET_BITS: u32 = 4;
const BUCKETS: u32 = 1 << (16 - BUCKET_BITS);

let groups: usize = 0;
let book: usize = 0;
let codes: usize = 0;
/** Tables, and for each the place of its group in a batch. */
let table: usize = 0;
let places: usize = 0;
let tables: usize = 0;
let mostTables: usize = 0;
/** Floats that tables are made of. */
let products: usize = 0;
let ranges: usize = 0;
/** Of the choice of candidates. */
let buckets: usize = 0;
let scores: usize = 0;

/**
 * To be called once.
 *
 * @param count Groups of four numbers, even.
 * @param bookAt The patterns, 320 bytes a group.
 * @param workAt Free memory of 96 bytes a group and 16,512 bytes, on a multiple of 16.
 * @param codesAt Where codes begin, on a multiple of 16.
 */
export function open(count: usize, bookAt: usize, workAt: usize, codesAt: usize): void {
  groups = count;
  book = bookAt;
  codes = codesAt;
  mostTables = count + (count >> 2);
  scores = workAt;
  buckets = scores + 64;
  table = buckets + 4 * <usize>BUCKETS;
  products = table + 16 * (mostTables + 1);
  places = products + 64 * count;
  ranges = places + 4 * (mostTables + 1);
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

/**
 * Tabulates what patterns score against a query of 4 × groups floats, in bytes. A group whose patterns differ more than
 * those of others gets several tables, whose entries add up, so that it does not take the precision from all others.
 */
export function tabulate(source: usize): void {
  let all: f32 = 0;
  for (let group: usize = 0; group < groups; group++) {
    const range = score(book + group * GROUP_BYTES, source + 16 * group, products + 64 * group);
    store<f32>(ranges + 4 * group, range);
    all += range;
  }
  const count = <f32>groups;
  const largest = min(LARGEST_ENTRY, Mathf.floor(LARGEST_SCORE / (2 * count)));
  let step: f32 = all > 0 ? all / (2 * largest * count) : 1;
  while (tablesBy(step * largest) > mostTables) step *= FINER;
  tables = 0;
  for (let group: usize = 0; group < groups; group++) spread(group, partsOf(group, step * largest), 1 / step);
  // Two are added at a time.
  if (tables & 1) spread(0, 1, 0);
}

/** Leaves by how much each pattern is better than the worst one; returns the most. */
function score(patterns: usize, source: usize, target: usize): f32 {
  let worst: f32 = Infinity;
  let best: f32 = -Infinity;
  for (let i: usize = 0; i < 64; i += 16) v128.store(target + i, productsOf(patterns + i, source));
  for (let i: usize = 0; i < 64; i += 4) {
    const product = load<f32>(target + i);
    worst = min(worst, product);
    best = max(best, product);
  }
  for (let i: usize = 0; i < 64; i += 4) store<f32>(target + i, load<f32>(target + i) - worst);
  return best - worst;
}

/** Tables that a group needs when one holds scores up to `most`. */
function partsOf(group: usize, most: f32): u32 {
  return max(1, <u32>Mathf.ceil(load<f32>(ranges + 4 * group) / most));
}

function tablesBy(most: f32): usize {
  let sum: usize = 0;
  for (let group: usize = 0; group < groups; group++) sum += partsOf(group, most);
  return sum;
}

/** Writes the tables of a group. */
function spread(group: usize, parts: u32, steps: f32): void {
  for (let part: u32 = 0; part < parts; part++, tables++) {
    store<u32>(places + 4 * tables, <u32>(16 * group));
    for (let i: usize = 0; i < PATTERNS; i++) {
      const whole = <u32>nearest(load<f32>(products + 64 * group + 4 * i) * steps);
      store<u8>(table + 16 * tables + i, <u8>((whole + part) / parts));
    }
  }
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
  const end = table + 16 * tables;
  let place = places;
  let lowBoth = i16x8.splat(0);
  let lowOdd = i16x8.splat(0);
  let highBoth = i16x8.splat(0);
  let highOdd = i16x8.splat(0);
  for (let entry = table; entry < end; entry += 32, place += 8) {
    const a = v128.load(at + <usize>load<u32>(place));
    const b = v128.load(at + <usize>load<u32>(place, 4));
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
  v128.store(scores, lowEven);
  v128.store(scores, lowOdd, 16);
  v128.store(scores, highEven, 32);
  v128.store(scores, highOdd, 48);
  keepReached(first, min(32, count - first), wanted);
}

function keepReached(first: u32, count: u32, wanted: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    // Even rows of the first 16, odd ones, and the same of the others.
    const at = ((i & 16) << 1) + ((i & 1) << 4) + (i & 14);
    const score = <u32>load<u16>(scores + <usize>at);
    if (score < least) continue;
    if (length == room) keepBest(wanted);
    const entry = entries + 8 * <usize>length;
    length++;
    store<u32>(entry, first + i);
    store<u32>(entry, score, 4);
  }
}

/** Keeps the `wanted` best, and of those that are about as good as the last of them the first ones. */
function keepBest(wanted: u32): void {
  if (length <= wanted) return;
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
    store<u64>(entries + 8 * <usize>kept, load<u64>(from));
    kept++;
  }
  length = kept;
  // Whoever comes later is behind those that were kept.
  least = (bucket + 1) << BUCKET_BITS;
}
