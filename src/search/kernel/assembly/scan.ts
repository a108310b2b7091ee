import { heapLength, offer, openHeap, worstKept } from './heap';
import { blockEnd, highOf, keyOf, lowOf, open, scaleOf, stride, sumOf } from './layout';
import {
  fineProduct,
  four,
  offsetOf,
  offsetsOf,
  placeFour,
  scoreApartRelaxed,
  scoreFour,
  scoreFourPlain,
  scoreFourRelaxed,
} from './products';
import { coarseStep, fineStep, prepare, rowSlack, slack } from './query';
import {
  clearBlock,
  drop,
  firstUnfit,
  move,
  norm,
  put,
  putValues,
  raiseNorm,
  read,
  readValues,
  scaleAt,
} from './rows';

export {
  clearBlock,
  drop,
  firstUnfit,
  move,
  norm,
  open,
  put,
  putValues,
  raiseNorm,
  read,
  readValues,
  scaleAt,
};

/** Whether the caller wants a key; asked only for keys that may be among the best. */
declare function accept(key: u32): bool;

let asks: bool = false;
/** A row is looked at closely when (product + bonus) × its scale reaches the threshold. */
let bonus: f32 = 0;
let threshold: f32 = -Infinity;

export function keyAt(row: u32): u32 {
  return load<u32>(keyOf(row));
}

/** Bytes that a search needs for the query and its own work. */
export function workBytes(): usize {
  return 4 * stride + 32;
}

/**
 * Begins a search for the best `room` rows, which are left in a heap: score (f64) and key (u32) of each, in the order of
 * a heap.
 *
 * @param source The query, floats.
 * @param work Free memory of `workBytes` bytes, on a multiple of 16.
 * @param heap Free memory of 16 × `room` bytes.
 * @param isAsked Whether `accept` is asked.
 */
export function begin(source: usize, work: usize, heap: usize, room: u32, isAsked: i32): void {
  placeFour(work);
  prepare(source, work + 32);
  openHeap(heap, room);
  asks = isAsked != 0;
  bonus = <f32>(rowSlack / coarseStep);
  threshold = -Infinity;
}

/** How many rows are in the heap. */
export function found(): u32 {
  return heapLength();
}

/**
 * Looks at the high bytes of rows `from` to `to` − 1, and at all bits of those that may be among the best. Rows past the
 * last one have NaN for a scale, which reaches nothing.
 *
 * @param from A multiple of 4.
 */
export function scanAll(from: u32, to: u32): void {
  for (let first = from, end: u32 = 0; first < to; first = end) {
    end = min(blockEnd(first), to);
    scanBlock(first, end - first);
  }
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
  if (asks && !accept(key)) return;
  offer(fineStep * <f64>scale * <f64>fineProduct(highOf(row), lowOf(row)), key);
  threshold = <f32>((worstKept() - slack) / coarseStep);
}

/** The same with those rows only whose keys are in a bitmap of `words` words of 32 bits. */
export function scanChosen(from: u32, to: u32, bitmap: usize, words: u32): void {
  const chosen = four + 16;
  let length: u32 = 0;
  for (let first = from, end: u32 = 0; first < to; first = end) {
    end = min(blockEnd(first), to);
    const keys = keyOf(first) - 4 * <usize>first;
    for (let row = first; row < end; row++) {
      const key = load<u32>(keys + 4 * <usize>row);
      if (key >> 5 >= words || !((load<u32>(bitmap + 4 * <usize>(key >> 5)) >> (key & 31)) & 1)) continue;
      store<u32>(chosen + 4 * length, row);
      if (++length < 4) continue;
      rankChosen(chosen, 4);
      length = 0;
    }
  }
  rankRest(chosen, length);
}

/** The same with the `length` rows of a list (u32). */
export function scanListed(list: usize, length: u32): void {
  const whole = length & ~3;
  for (let i: u32 = 0; i < whole; i += 4) rankChosen(list + 4 * <usize>i, 4);
  const chosen = four + 16;
  for (let i = whole; i < length; i++)
    store<u32>(chosen + 4 * <usize>(i & 3), load<u32>(list + 4 * <usize>i));
  rankRest(chosen, length & 3);
}

/** Fewer than four. */
function rankRest(chosen: usize, length: u32): void {
  if (length == 0) return;
  for (let i = length; i < 4; i++) store<u32>(chosen + 4 * <usize>i, load<u32>(chosen));
  rankChosen(chosen, length);
}

function rankChosen(chosen: usize, length: u32): void {
  const a = highOf(load<u32>(chosen));
  const b = highOf(load<u32>(chosen, 4));
  const c = highOf(load<u32>(chosen, 8));
  const d = highOf(load<u32>(chosen, 12));
  if (ASC_FEATURE_RELAXED_SIMD) v128.store(four, scoreApartRelaxed(a, b, c, d));
  else if (ASC_FEATURE_SIMD) v128.store(four, scoreFourPlain(a, b, c, d));
  else scoreFour(a, b, c, d);
  for (let i: u32 = 0; i < length; i++) {
    const row = load<u32>(chosen + 4 * i);
    const product = load<i32>(four + 4 * i);
    consider(row, ASC_FEATURE_RELAXED_SIMD ? product - offsetOf(row) : product);
  }
}
