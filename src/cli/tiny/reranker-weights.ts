import type { RandomSource } from './random-source.ts';
import { setWeight, zeroMatrix, type Tensor } from './tensor.ts';
import { saysNothing, type PieceKind } from './wordpiece.ts';

/** Weights of the cross-encoder; each table has a row a token. */
export interface RerankerWeights {
  /** Directions that are far apart for different tokens. */
  words: Tensor;
  /** 1 where a token continues a word, and so is known by the one before it as well; else 0. */
  continues: Tensor;
  /** Turns the direction of the token before, so that "ab" and "ba" differ. */
  turn: Tensor;
  /** How much a token of the question counts. */
  importance: Tensor;
}

/** Cosines up to this one are no match: half of a continued word that agrees gives 0.5. */
export const LEAST_COSINE = 0.75;

/** Score of a pair that shares nothing, and how much one that shares everything has above it. */
export const LOWEST_SCORE = -4;
export const SCORE_RANGE = 8;

/** Keeps a division by the size of nothing from giving NaN. */
export const EPSILON = 1e-6;

/**
 * Word parts within a word count full, since it takes two that agree; a first part may begin many words. Function words,
 * punctuation and special tokens count nothing.
 */
function importanceOf(kind: PieceKind): number {
  if (saysNothing(kind)) return 0;
  if (kind.isContinuation) return 1;
  return kind.characters === 1 ? 0.25 : 0.5;
}

export function weighPieces(
  kinds: readonly PieceKind[],
  dims: number,
  random: RandomSource,
): RerankerWeights {
  const column = (valueOf: (kind: PieceKind) => number): Tensor => ({
    shape: [kinds.length, 1],
    data: Float32Array.from(kinds, valueOf),
  });
  const turn = zeroMatrix(dims, dims);
  // A cyclic shift: it keeps lengths, and a random direction turned so has nothing of what it was.
  for (let i = 0; i < dims; i++) setWeight(turn, i, (i + 1) % dims, 1);
  return {
    words: random.tensor([kinds.length, dims], 1 / Math.sqrt(dims)),
    continues: column(({ isContinuation }) => (isContinuation ? 1 : 0)),
    turn,
    importance: column(importanceOf),
  };
}
