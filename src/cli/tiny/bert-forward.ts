import { BERT_EPSILON, type BertLayer, type BertShape, type BertWeights } from './bert-weights.ts';
import { addRows, applyLinear, attend, gelu, lookUp, normaliseLayer, type Rows } from './forward.ts';

/** The last hidden states of one text, a row a token. */
export function runBert({ heads }: BertShape, weights: BertWeights, ids: readonly number[]): Rows {
  const { words, positions, type, norm, layers } = weights;
  const places = lookUp(
    positions,
    ids.map((_, place) => place),
  );
  const kinds = lookUp({ shape: [1, type.data.length], data: type.data }, Array<number>(ids.length).fill(0));
  const sum = addRows(addRows(lookUp(words, ids), places), kinds);
  const embedded = normaliseLayer(sum, norm.scale, norm.shift, BERT_EPSILON);
  return layers.reduce((states, layer) => runLayer(states, layer, heads), embedded);
}

function runLayer(states: Rows, layer: BertLayer, heads: number): Rows {
  const { attentionNorm, outerNorm } = layer;
  const mixed = attend({
    queries: applyLinear(states, layer.query),
    keys: applyLinear(states, layer.key),
    values: applyLinear(states, layer.value),
    heads,
    sharedHeads: heads,
    headDim: layer.query.bias.data.length / heads,
    isCausal: false,
  });
  const attended = addRows(states, applyLinear(mixed, layer.attention));
  const middle = normaliseLayer(attended, attentionNorm.scale, attentionNorm.shift, BERT_EPSILON);
  const inner = applyLinear(middle, layer.inner).map(gelu);
  const sum = addRows(middle, applyLinear(inner, layer.outer));
  return normaliseLayer(sum, outerNorm.scale, outerNorm.shift, BERT_EPSILON);
}

/** The mean of the rows, scaled to length 1. */
export function poolMean(states: Rows, dims: number): number[] {
  const mean = Array.from({ length: dims }, (_, i) => {
    let sum = 0;
    for (let place = i; place < states.length; place += dims) sum += states[place] ?? Number.NaN;
    return sum;
  });
  const length = Math.hypot(...mean);
  return mean.map((value) => value / length);
}
