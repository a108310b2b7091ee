import type { RandomSource } from './random-source.ts';
import { filledVector, type Linear, type Tensor } from './tensor.ts';

/** Sizes of a BERT. */
export interface BertShape {
  vocabulary: number;
  maxTokens: number;
  dims: number;
  heads: number;
  inner: number;
  layers: number;
}

export interface LayerNorm {
  scale: Tensor;
  shift: Tensor;
}

export interface BertLayer {
  query: Linear;
  key: Linear;
  value: Linear;
  attention: Linear;
  attentionNorm: LayerNorm;
  inner: Linear;
  outer: Linear;
  outerNorm: LayerNorm;
}

export interface BertWeights {
  words: Tensor;
  positions: Tensor;
  /** The embedding of the one kind of text that an embedder reads. */
  type: Tensor;
  norm: LayerNorm;
  layers: BertLayer[];
}

/**
 * Far above the 1e-12 of the original BERT: a token whose embedding is small stays small in every normalisation, so that it
 * counts little in the mean.
 */
export const BERT_EPSILON = 1;

/** Deviation of the embeddings of tokens that say nothing about a subject; other ones have 1. */
const QUIET = 0.05;

/**
 * Random weights. Words are told apart well and their place matters little, so that texts which share words get vectors
 * that are alike, and the layers change enough that a wrong attention is seen in the result.
 *
 * @param quiet For each token, whether it says nothing about a subject.
 */
export function randomBert(shape: BertShape, quiet: readonly boolean[], random: RandomSource): BertWeights {
  const { vocabulary, maxTokens, dims, inner } = shape;
  const linear = (inputs: number, outputs: number, gain = 0.5): Linear => ({
    weight: random.tensor([inputs, outputs], gain / Math.sqrt(inputs)),
    bias: random.tensor([outputs], 0.005),
  });
  const norm = (): LayerNorm => ({ scale: filledVector(dims, 1), shift: random.tensor([dims], 0.005) });
  return {
    words: quieten(random.tensor([vocabulary, dims], 1), quiet),
    positions: random.tensor([maxTokens, dims], 0.05),
    type: random.tensor([dims], 0.005),
    norm: norm(),
    layers: Array.from({ length: shape.layers }, () => ({
      // With a smaller gain every token would look at all others alike, and hide how it looks.
      query: linear(dims, dims, 2.5),
      key: linear(dims, dims, 2.5),
      value: linear(dims, dims),
      attention: linear(dims, dims),
      attentionNorm: norm(),
      inner: linear(dims, inner),
      outer: linear(inner, dims),
      outerNorm: norm(),
    })),
  };
}

function quieten({ shape, data }: Tensor, quiet: readonly boolean[]): Tensor {
  const dims = shape[1] ?? 1;
  return { shape, data: data.map((value, i) => (quiet[Math.floor(i / dims)] ? value * QUIET : value)) };
}
