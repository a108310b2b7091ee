import { heapLength, offer, openHeap, worstKept } from './heap';
import { blockRows, highOf, keyOf, lowOf, open, scaleOf, stride, sumOf } from './layout';
import {
  fineProduct,
  four,
  offsetOf,
  offsetsOf,
  placeFour,
  scoreFour,
  scoreFourPlain,
  scoreFourRelaxed,
} from './products';
import { coarseStep, fineStep, prepare, rowSlack, slack } from './query';
import { clearBlock, drop, move, norm, put, raiseNorm, read } from './rows';

export { clearBlock, drop, move, norm, open, put, raiseNorm, read };

/** Whether the caller wants a key; asked only for keys that may be among the best. */
declare function accept(key: u32): bool;

/** Whom a scan looks at. */
const CHOSEN: i32 = 1;
const ACCEPTED: i32 = 2;

let mode: i32 = 0;
/** A row is looked at closely when (product + bonus) × its scale reaches the threshold. */
let bonus: f32 = 0;
let threshold: f32 = -Infinity;

export function keyAt(row: u32): u32 {
  return load<u32>(keyOf(row));
}

/** Bytes that `scan` needs for the query and its own work. */
export function scanBytes(): usize {
  return 3 * stride + 32;
}

/**
 * Looks at the high bytes of rows 0 to `count` − 1, at all bits of those that may be among the best `room`, and leaves
 * these in a heap; returns how many there are.
 *
 * @param source The query, floats.
 * @param work Free memory of `scanBytes` bytes, on a multiple of 16.
 * @param heap Free memory of 16 × `room` bytes; gets score (f64) and key (u32) of each, in the order of a heap.
 * @param choice 0 for all rows, 1 for those whose keys are in `bitmap`, 2 for those that `accept` takes.
 * @param bitmap Bits by key.
 * @param words Words of 32 bits in it.
 */
export function scan(
  source: usize,
  work: usize,
  count: u32,
  heap: usize,
  room: u32,
  choice: i32,
  bitmap: usize,
  words: u32,
): u32 {
  placeFour(work);
  prepare(source, work + 32);
  openHeap(heap, room);
  mode = choice;
  bonus = <f32>(rowSlack / coarseStep);
  threshold = -Infinity;
  if (choice == CHOSEN) scanChosen(count, bitmap, words);
  else scanAll(count);
  return heapLength();
}

/** Rows past the last one have NaN for a scale, which reaches nothing. */
function scanAll(count: u32): void {
  const rows = blockRows();
  for (let first: u32 = 0; first < count; first += rows) scanBlock(first, min(rows, count - first));
}

/** Four neighbours at a time. */
function scanBlock(first: u32, count: u32): void {
  const bytes = stride;
  const step = 4 * bytes;
  const toScale = scaleOf(first) - sumOf(first);
  let high = highOf(first);
  let sums = sumOf(first);
  for (let row = first, end = first + count; row < end; row += 4, high += step, sums += 16) {
    const b = high + bytes;
    const c = b + bytes;
    const d = c + bytes;
    if (ASC_FEATURE_SIMD) {
      const products = ASC_FEATURE_RELAXED_SIMD
        ? i32x4.sub(scoreFourRelaxed(high, b, c, d), offsetsOf(v128.load(sums)))
        : scoreFourPlain(high, b, c, d);
      const raised = f32x4.add(f32x4.convert_i32x4_s(products), f32x4.splat(bonus));
      const scores = f32x4.mul(raised, v128.load(sums + toScale));
      if (!v128.any_true(f32x4.ge(scores, f32x4.splat(threshold)))) continue;
      v128.store(four, products);
    } else scoreFour(high, b, c, d);
    for (let i: u32 = 0; i < 4; i++) consider(row + i, load<i32>(four + 4 * i));
  }
}

/** Scores a row by all its bits if its product says that it may be among the best. */
function consider(row: u32, product: i32): void {
  const scale = load<f32>(scaleOf(row));
  if (!((<f32>product + bonus) * scale >= threshold)) return;
  const key = keyAt(row);
  if (mode == ACCEPTED && !accept(key)) return;
  offer(fineStep * <f64>scale * <f64>fineProduct(highOf(row), lowOf(row)), key);
  threshold = <f32>((worstKept() - slack) / coarseStep);
}

/** Collects rows that are in the bitmap, and ranks them by fours. */
function scanChosen(count: u32, bitmap: usize, words: u32): void {
  const chosen = four + 16;
  let length: u32 = 0;
  for (let row: u32 = 0; row < count; row++) {
    const key = keyAt(row);
    if (key >> 5 >= words || !((load<u32>(bitmap + 4 * <usize>(key >> 5)) >> (key & 31)) & 1)) continue;
    store<u32>(chosen + 4 * length, row);
    if (++length < 4) continue;
    rankChosen(chosen, 4);
    length = 0;
  }
  if (length == 0) return;
  for (let i = length; i < 4; i++) store<u32>(chosen + 4 * i, load<u32>(chosen));
  rankChosen(chosen, length);
}

function rankChosen(chosen: usize, length: u32): void {
  const a = highOf(load<u32>(chosen));
  const b = highOf(load<u32>(chosen, 4));
  const c = highOf(load<u32>(chosen, 8));
  const d = highOf(load<u32>(chosen, 12));
  if (ASC_FEATURE_RELAXED_SIMD) v128.store(four, scoreFourRelaxed(a, b, c, d));
  else if (ASC_FEATURE_SIMD) v128.store(four, scoreFourPlain(a, b, c, d));
  else scoreFour(a, b, c, d);
  for (let i: u32 = 0; i < length; i++) {
    const row = load<u32>(chosen + 4 * i);
    const product = load<i32>(four + 4 * i);
    consider(row, ASC_FEATURE_RELAXED_SIMD ? product - offsetOf(row) : product);
  }
}
