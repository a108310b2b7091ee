import type { RandomSource } from './random-source.ts';
import { setWeight, zeroMatrix, type Tensor, type WeightMatrix } from './tensor.ts';

/** Sizes of a Llama. */
export interface LlamaShape {
  vocabulary: number;
  dims: number;
  heads: number;
  /** Heads of keys and values. */
  sharedHeads: number;
  headDim: number;
  inner: number;
  /** Base of the wavelengths that encode a token's place. */
  ropeBase: number;
}

export interface LlamaLayer {
  query: Tensor;
  key: Tensor;
  value: Tensor;
  attention: Tensor;
  gate: Tensor;
  up: Tensor;
  down: Tensor;
}

/** The scales of the norms are all 1, and so left out. */
export interface LlamaWeights {
  words: Tensor;
  layers: LlamaLayer[];
  head: Tensor;
}

/** One step of the text that the model knows: after these two tokens comes that one. */
export interface Step {
  before: number;
  current: number;
  next: number;
}

export const RMS_EPSILON = 1e-5;

/** Most different tokens that steps may name. */
const SLOTS = 16;

/** Where a state holds what: the current token, the one before it, the next one, a constant, a trait, what was read. */
const CURRENT = 0;
const BEFORE = SLOTS;
const NEXT = 2 * SLOTS;
const CONSTANT = 3 * SLOTS;
const TRAIT = CONSTANT + 1;
const MEMORY = TRAIT + SLOTS;
const SPARE = MEMORY + SLOTS;

/** Every embedding has three parts of length 1, so that the norm scales each the same; see `embedTokens`. */
const embeddingScale = (dims: number): number => Math.sqrt(dims / 3);

/** How surely a head looks at the one place it is made for. */
const SHARPNESS = 40;

/** The angle by which a token's place turns each pair of a head's dimensions (Su et al. 2021, RoFormer). */
export function ropeAngles({ headDim, ropeBase }: LlamaShape): Float32Array {
  return Float32Array.from({ length: headDim / 2 }, (_, i) => ropeBase ** ((-2 * i) / headDim));
}

/**
 * Weights by which greedy decoding follows the steps. The first layer's attention brings each token the one before it, out
 * of the cache; the second layer knows what comes after two tokens. So a cache that is missing, stale or off by one
 * place gives another text. The rest of the heads read the whole of the cache and shift the probabilities a little.
 */
export function weighSteps(shape: LlamaShape, steps: readonly Step[], random: RandomSource): LlamaWeights {
  const slots = [...new Set(steps.flatMap(({ before, current, next }) => [before, current, next]))];
  if (slots.length >= SLOTS)
    throw new RangeError(`The steps name ${slots.length} tokens; there is room for ${SLOTS - 1}.`);
  return {
    words: embedTokens(shape, slots, random),
    layers: [readingLayer(shape, random), knowingLayer(shape, slots, steps, random)],
    head: scoreTokens(shape, slots, random),
  };
}

/** A token's slot (the last one for all without), the constant, and a random trait of length 1. */
function embedTokens(
  { vocabulary, dims }: LlamaShape,
  slots: readonly number[],
  random: RandomSource,
): Tensor {
  const words = zeroMatrix(vocabulary, dims);
  for (let token = 0; token < vocabulary; token++) {
    const slot = slots.indexOf(token);
    setWeight(words, token, CURRENT + (slot < 0 ? SLOTS - 1 : slot), 1);
    setWeight(words, token, CONSTANT, 1);
    const trait = Array.from({ length: SLOTS }, () => random.normal());
    const length = Math.sqrt(trait.reduce((sum, value) => sum + value * value, 0));
    for (const [i, value] of trait.entries()) setWeight(words, token, TRAIT + i, value / length);
  }
  return words;
}

/**
 * Two heads look one and two places back, two look where their random weights lead them. Nothing here knows a text: it
 * only moves what the embeddings hold.
 */
function readingLayer(shape: LlamaShape, random: RandomSource): LlamaLayer {
  const { dims, heads, sharedHeads, headDim, inner } = shape;
  const scale = embeddingScale(dims);
  const query = scatter(zeroMatrix(dims, heads * headDim), random, 2 * headDim, 0.05);
  const key = scatter(zeroMatrix(dims, sharedHeads * headDim), random, headDim, 0.05);
  const value = zeroMatrix(dims, sharedHeads * headDim);
  const attention = zeroMatrix(heads * headDim, dims);
  const strength = Math.sqrt(SHARPNESS * Math.sqrt(headDim)) / scale;
  for (const [i, angle] of ropeAngles(shape).entries()) {
    setWeight(key, CONSTANT, i, strength);
    // Turned back by as many places as the head looks back, the query agrees best with the key of that place.
    for (const head of [0, 1]) {
      setWeight(query, CONSTANT, head * headDim + i, strength * Math.cos(angle * (head + 1)));
      setWeight(query, CONSTANT, head * headDim + headDim / 2 + i, -strength * Math.sin(angle * (head + 1)));
    }
  }
  for (let i = 0; i < SLOTS; i++) {
    setWeight(value, CURRENT + i, i, 1 / scale);
    setWeight(value, TRAIT + i, headDim + i, 1 / scale);
    setWeight(attention, i, BEFORE + i, 1);
    setWeight(attention, headDim + i, MEMORY + i, 0.3);
    for (const head of [2, 3]) setWeight(attention, head * headDim + i, MEMORY + i, 0.5);
  }
  return { query, key, value, attention, ...randomInner(dims, inner, random) };
}

/** Fills the columns from `first` on with small random weights. */
function scatter(matrix: WeightMatrix, random: RandomSource, first: number, deviation: number): WeightMatrix {
  const [rows, columns] = matrix.shape;
  for (let row = 0; row < rows; row++)
    for (let column = first; column < columns; column++)
      setWeight(matrix, row, column, random.normal() * deviation);
  return matrix;
}

/** Writes to the spare dimensions only, from where the second layer's random attention reads. */
function randomInner(
  dims: number,
  inner: number,
  random: RandomSource,
): Pick<LlamaLayer, 'gate' | 'up' | 'down'> {
  return {
    gate: random.tensor([dims, inner], 0.08),
    up: random.tensor([dims, inner], 0.08),
    down: scatter(zeroMatrix(inner, dims), random, SPARE, 0.05),
  };
}

/** One unit a step: it answers when both of its tokens are there, and writes the slot of the next one. */
function knowingLayer(
  { dims, heads, sharedHeads, headDim, inner }: LlamaShape,
  slots: readonly number[],
  steps: readonly Step[],
  random: RandomSource,
): LlamaLayer {
  const [gate, up, down] = [zeroMatrix(dims, inner), zeroMatrix(dims, inner), zeroMatrix(inner, dims)];
  for (const [unit, { before, current, next }] of steps.entries()) {
    setWeight(gate, CURRENT + slots.indexOf(current), unit, 4);
    setWeight(gate, BEFORE + slots.indexOf(before), unit, 4);
    // With one token of the two the sum stays below 0, where the unit is silent.
    setWeight(gate, CONSTANT, unit, -6);
    setWeight(up, CONSTANT, unit, 0.2);
    setWeight(down, unit, NEXT + slots.indexOf(next), 0.3);
  }
  return {
    query: random.tensor([dims, heads * headDim], 0.1),
    key: random.tensor([dims, sharedHeads * headDim], 0.1),
    value: random.tensor([dims, sharedHeads * headDim], 0.05),
    attention: scatter(zeroMatrix(heads * headDim, dims), random, MEMORY, 0.05),
    gate,
    up,
    down,
  };
}

/** Reads the next token's slot. Tokens without one are unlikely; what was read shifts the others a little. */
function scoreTokens(
  { vocabulary, dims }: LlamaShape,
  slots: readonly number[],
  random: RandomSource,
): Tensor {
  const head = zeroMatrix(dims, vocabulary);
  for (let token = 0; token < vocabulary; token++) {
    const slot = slots.indexOf(token);
    if (slot < 0) setWeight(head, CONSTANT, token, -2);
    else {
      setWeight(head, NEXT + slot, token, 1);
      for (let row = TRAIT; row < dims; row++) setWeight(head, row, token, random.normal() * 0.25);
    }
  }
  return head;
}
