import {
  BERT_EPSILON,
  type BertLayer,
  type BertShape,
  type BertWeights,
  type LayerNorm,
} from './bert-weights.ts';
import { OnnxGraph } from './onnx-graph.ts';
import type { Linear } from './tensor.ts';

/** Beside scores of single digits, this is out of sight for the softmax; infinity would make NaN of a row of padding. */
const HIDDEN = -1e9;

/**
 * The network as ONNX: `input_ids` and `attention_mask` of `batch_size × sequence_length` give `last_hidden_state`, one
 * vector a token.
 */
export function encodeBert({ heads, dims }: BertShape, weights: BertWeights): Uint8Array {
  const graph = new OnnxGraph('tiny-bert');
  const ids = graph.input('input_ids', 'int64', ['batch_size', 'sequence_length']);
  const mask = graph.input('attention_mask', 'int64', ['batch_size', 'sequence_length']);
  const hidden = graph.apply('Mul', [
    graph.apply('Sub', [graph.float(1), graph.toFloat(mask)]),
    graph.float(HIDDEN),
  ]);
  const bias = graph.apply('Unsqueeze', [hidden, graph.integers([1, 2])]);
  let states = addEmbeddings(graph, ids, weights);
  for (const layer of weights.layers) states = addLayer(graph, states, bias, layer, heads);
  graph.output('last_hidden_state', states, ['batch_size', 'sequence_length', dims]);
  return graph.encode();
}

function addEmbeddings(graph: OnnxGraph, ids: string, { words, positions, type, norm }: BertWeights): string {
  const length = graph.apply('Gather', [graph.apply('Shape', [ids]), graph.integers(1)]);
  const places = graph.apply('Range', [graph.integers(0), length, graph.integers(1)]);
  const parts = [
    graph.apply('Gather', [graph.floats(words), ids]),
    graph.apply('Gather', [graph.floats(positions), places]),
    graph.floats(type),
  ];
  return addNorm(graph, sumOf(graph, parts), norm);
}

function addLayer(graph: OnnxGraph, states: string, bias: string, layer: BertLayer, heads: number): string {
  const dims = layer.query.bias.data.length;
  const headDim = dims / heads;
  const split = (map: Linear, order: number[]): string => {
    const shape = graph.integers([0, 0, heads, headDim]);
    const parts = graph.apply('Reshape', [graph.linear(states, map), shape]);
    return graph.apply('Transpose', [parts], { perm: order });
  };
  const scores = graph.apply('MatMul', [split(layer.query, [0, 2, 1, 3]), split(layer.key, [0, 2, 3, 1])]);
  const scaled = graph.apply('Mul', [scores, graph.float(1 / Math.sqrt(headDim))]);
  const shares = graph.apply('Softmax', [graph.apply('Add', [scaled, bias])], { axis: -1 });
  const mixed = graph.apply('MatMul', [shares, split(layer.value, [0, 2, 1, 3])]);
  const merged = graph.apply('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  const flat = graph.apply('Reshape', [merged, graph.integers([0, 0, dims])]);
  const attended = sumOf(graph, [states, graph.linear(flat, layer.attention)]);
  const middle = addNorm(graph, attended, layer.attentionNorm);
  const inner = addGelu(graph, graph.linear(middle, layer.inner));
  return addNorm(graph, sumOf(graph, [middle, graph.linear(inner, layer.outer)]), layer.outerNorm);
}

function addNorm(graph: OnnxGraph, value: string, { scale, shift }: LayerNorm): string {
  const inputs = [value, graph.floats(scale), graph.floats(shift)];
  return graph.apply('LayerNormalization', inputs, { axis: -1, epsilon: { float: BERT_EPSILON } });
}

function addGelu(graph: OnnxGraph, x: string): string {
  const erf = graph.apply('Erf', [graph.apply('Mul', [x, graph.float(Math.SQRT1_2)])]);
  const gate = graph.apply('Add', [erf, graph.float(1)]);
  return graph.apply('Mul', [graph.apply('Mul', [x, gate]), graph.float(0.5)]);
}

function sumOf(graph: OnnxGraph, values: readonly string[]): string {
  return values.reduce((sum, value) => graph.apply('Add', [sum, value]));
}
