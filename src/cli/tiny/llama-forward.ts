import { addRows, applyLinear, attend, lookUp, normaliseRms, silu, softmax, type Rows } from './forward.ts';
import {
  RMS_EPSILON,
  ropeAngles,
  type LlamaLayer,
  type LlamaShape,
  type LlamaWeights,
} from './llama-weights.ts';

/**
 * Natural logarithms of the probabilities of the next token, after each of the last `count` tokens. All of them are
 * computed at once and anew: there is no cache in it that could be wrong.
 */
export function nextLogprobs(
  shape: LlamaShape,
  weights: LlamaWeights,
  ids: readonly number[],
  count: number,
): number[][] {
  const { dims, vocabulary } = shape;
  const states = weights.layers.reduce(
    (rows, layer) => runLayer(shape, layer, rows),
    lookUp(weights.words, ids),
  );
  const last = normaliseRms(states.subarray(-count * dims), dims, RMS_EPSILON);
  const logits = applyLinear(last, { weight: weights.head });
  return Array.from({ length: count }, (_, row) =>
    Array.from(softmax(logits.subarray(row * vocabulary, (row + 1) * vocabulary)), Math.log),
  );
}

function runLayer(shape: LlamaShape, layer: LlamaLayer, states: Rows): Rows {
  const { dims, heads, sharedHeads, headDim } = shape;
  const normed = normaliseRms(states, dims, RMS_EPSILON);
  const project = (weight: LlamaLayer['query']): Rows => applyLinear(normed, { weight });
  const mixed = attend({
    queries: turn(shape, project(layer.query), heads),
    keys: turn(shape, project(layer.key), sharedHeads),
    values: project(layer.value),
    heads,
    sharedHeads,
    headDim,
    isCausal: true,
  });
  const attended = addRows(states, applyLinear(mixed, { weight: layer.attention }));
  const middle = normaliseRms(attended, dims, RMS_EPSILON);
  const gates = applyLinear(middle, { weight: layer.gate }).map(silu);
  const ups = applyLinear(middle, { weight: layer.up });
  const inner = gates.map((gate, i) => gate * (ups[i] ?? Number.NaN));
  return addRows(attended, applyLinear(inner, { weight: layer.down }));
}

/** Turns each head's pairs of dimensions (i and i + half) by the token's place. */
function turn(shape: LlamaShape, rows: Rows, heads: number): Rows {
  const half = shape.headDim / 2;
  const angles = ropeAngles(shape);
  const turned = new Float64Array(rows.length);
  for (let start = 0; start < rows.length; start += shape.headDim) {
    const place = Math.floor(start / (heads * shape.headDim));
    for (const [i, angle] of angles.entries()) {
      const [x = Number.NaN, y = Number.NaN] = [rows[start + i], rows[start + half + i]];
      const [cos, sin] = [Math.cos(place * angle), Math.sin(place * angle)];
      turned[start + i] = x * cos - y * sin;
      turned[start + half + i] = y * cos + x * sin;
    }
  }
  return turned;
}
