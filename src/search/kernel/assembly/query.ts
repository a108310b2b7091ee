import { FLIP, dims, isCosine, stride } from './layout';
import { LARGEST, largestNorm, largestOf } from './rows';

/**
 * Half of the range of 7 bits. The relaxed product defines its second operand from 0 to 127 only: the scan's query goes
 * from −63 to 63, and has this added there.
 */
export const OFFSET: i32 = 64;
const LARGEST_COARSE: f64 = 63;

/** Standard deviations of the scan's error that a row gets for its benefit: one row in 10⁹ has more. */
const DEVIATIONS: f64 = 6;
/** What rounding to the high byte takes from a number: 128 at most, and 256 / √12 by standard deviation. */
const LARGEST_LOSS: f64 = 128;
const USUAL_LOSS: f64 = 74;

/** The query for the scan, one byte each; for plain SIMD two each, see `scoreFourPlain`. */
export let coarse: usize = 0;
/** What `FLIP` adds to products with plain SIMD. */
export let flipped: i32 = 0;
/** The query for scores, 16 bits each. */
export let fine: usize = 0;
/** What a step of the fine query is worth. */
export let fineStep: f64 = 0;
/** What a step of the product of high bytes and coarse query is worth, before the row's own scale. */
export let coarseStep: f64 = 0;
/** What a score of the scan may lack: this, and `rowSlack` times the row's scale, in real scores. */
export let slack: f64 = 0;
export let rowSlack: f64 = 0;

/** Quantises the `dims` floats of a query; `target` has room for 4 × stride bytes. By cosine they get length 1. */
export function prepare(source: usize, target: usize): void {
  coarse = target;
  fine = target + 2 * stride;
  flipped = 0;
  const largest = largestOf(source);
  const coarseSteps = largest > 0 ? LARGEST_COARSE / largest : 0;
  const fineSteps = largest > 0 ? LARGEST / largest : 0;
  const offset = ASC_FEATURE_RELAXED_SIMD ? OFFSET : 0;
  let fineSquares: i64 = 0;
  let coarseSquares: i64 = 0;
  let both: i64 = 0;
  for (let i: usize = 0; i < stride; i++) {
    const x = i < <usize>dims ? <f64>load<f32>(source + 4 * i) : 0;
    const short = <i32>nearest(x * coarseSteps);
    const long = <i32>nearest(x * fineSteps);
    if (FLIP == 0) store<i8>(coarse + i, <i8>(short + offset));
    else storePair(i, short);
    store<i16>(fine + 2 * i, <i16>long);
    fineSquares += <i64>(long * long);
    coarseSquares += <i64>(short * short);
    both += <i64>(long * short);
  }
  if (largest > 0) {
    fineStep = isCosine ? 1 / Math.sqrt(<f64>fineSquares) : largest / LARGEST;
    measure(<f64>fineSquares, <f64>coarseSquares, <f64>both);
  } else {
    // By dot product a query of zeros scores 0 everywhere.
    fineStep = 0;
    coarseStep = 1;
    slack = 0;
    rowSlack = 0;
  }
}

/** Numbers come in order, so that the even one of a pair is there when the odd one comes. */
function storePair(i: usize, short: i32): void {
  const at = coarse + 2 * (i & ~15) + (i & 14);
  if (i & 1) {
    store<i16>(at, <i16>(short - 256 * <i32>load<i16>(at)), 16);
    return;
  }
  store<i16>(at, <i16>short);
  flipped += <i32>FLIP * short;
}

/**
 * Scales the coarse query such that what it lacks stands at a right angle to the query: rows that resemble the query, which
 * are those that matter, then lose nothing of it on average. By how much a row's score may still differ follows from the
 * length of what is lacking: in many dimensions it is spread at random, in few it is at most that length.
 */
function measure(fineSquares: f64, coarseSquares: f64, both: f64): void {
  const factor = fineSquares / both;
  const length = fineStep * Math.sqrt(fineSquares);
  const coarseLength = fineStep * factor * Math.sqrt(coarseSquares);
  const lacking = Math.sqrt(max(0, coarseLength * coarseLength - length * length));
  const root = Math.sqrt(<f64>dims);
  coarseStep = 256 * fineStep * factor;
  slack = lacking * largestNorm * min(DEVIATIONS / root, 1);
  rowSlack = coarseLength * min(DEVIATIONS * USUAL_LOSS, LARGEST_LOSS * root);
}
