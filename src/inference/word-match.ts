import type { Range } from '../text/ranges.ts';
import { normaliseRows } from './pooling.ts';

/** Unit vectors of the tokens of a text, row-major, with the tokens of each of its pieces. */
export interface TokenVectors {
  vectors: Float32Array;
  ranges: readonly Range[];
}

/**
 * The tokens of one row of a batch, as unit vectors.
 *
 * @param states Row-major `rows × width × dims`.
 */
export function tokenVectors(
  states: Float32Array,
  row: number,
  width: number,
  dims: number,
  ranges: readonly Range[],
): TokenVectors {
  const start = row * width * dims;
  const vectors = states.slice(start, start + (ranges.at(-1)?.[1] ?? 0) * dims);
  normaliseRows(vectors, dims);
  return { vectors, ranges };
}

/** Similarities of pieces and words as `CompareWords` has them: row-major `pieces × words`, NaN for an empty piece or word. */
export function matchWords(question: TokenVectors, text: TokenVectors, dims: number): Float32Array {
  const { ranges: words } = question;
  const matches = new Float32Array(text.ranges.length * words.length).fill(Number.NaN);
  for (const [piece, tokens] of text.ranges.entries()) {
    for (const [word, [from, to]] of words.entries()) {
      if (from === to || tokens[0] === tokens[1]) continue;
      let sum = 0;
      for (let token = from; token < to; token++)
        sum += bestCosine(question.vectors, token, text, tokens, dims);
      matches[piece * words.length + word] = sum / (to - from);
    }
  }
  return matches;
}

function bestCosine(
  vectors: Float32Array,
  token: number,
  text: TokenVectors,
  [from, to]: Range,
  dims: number,
): number {
  let best = -1;
  const offset = token * dims;
  for (let other = from * dims; other < to * dims; other += dims) {
    let dot = 0;
    for (let i = 0; i < dims; i++) dot += (vectors[offset + i] ?? 0) * (text.vectors[other + i] ?? 0);
    if (dot > best) best = dot;
  }
  return best;
}
