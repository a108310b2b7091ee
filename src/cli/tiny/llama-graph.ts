import {
  RMS_EPSILON,
  ropeAngles,
  type LlamaLayer,
  type LlamaShape,
  type LlamaWeights,
} from './llama-weights.ts';
import { OnnxGraph } from './onnx-graph.ts';
import type { Tensor } from './tensor.ts';

/** Far below every score of a place that may be seen. */
const HIDDEN = -1e9;

/** What every layer is added with. */
interface Frame {
  graph: OnnxGraph;
  shape: LlamaShape;
  /** `batch_size × 1 × group · sequence_length × total_sequence_length`: 0 where a token may look, else far below. */
  bias: string;
  /** Of each token's place, `batch_size × 1 × sequence_length × headDim / 2`. */
  cosines: string;
  sines: string;
}

/**
 * The network as ONNX, with the inputs and outputs of a language model with a cache: `past_key_values.N.key|value` go in,
 * `present.N.key|value` come out, longer by the tokens of this run.
 */
export function encodeLlama(shape: LlamaShape, weights: LlamaWeights): Uint8Array {
  const graph = new OnnxGraph('tiny-llama');
  const ids = graph.input('input_ids', 'int64', ['batch_size', 'sequence_length']);
  const mask = graph.input('attention_mask', 'int64', ['batch_size', 'total_sequence_length']);
  const places = graph.input('position_ids', 'int64', ['batch_size', 'sequence_length']);
  const frame = { graph, shape, bias: addBias(graph, ids, mask, shape), ...addTurns(graph, places, shape) };
  let states = graph.apply('Gather', [graph.floats(weights.words), ids]);
  for (const [index, layer] of weights.layers.entries()) states = addLayer(frame, states, layer, index);
  const logits = graph.linear(addNorm(graph, states), { weight: weights.head });
  graph.output('logits', logits, ['batch_size', 'sequence_length', shape.vocabulary]);
  return graph.encode();
}

/**
 * A token sees what the mask shows, up to itself: its place is its row behind all that is in the cache. Once for each of
 * the heads that share keys, which lie below each other.
 */
function addBias(graph: OnnxGraph, ids: string, mask: string, { heads, sharedHeads }: LlamaShape): string {
  const sizeOf = (value: string): string =>
    graph.apply('Gather', [graph.apply('Shape', [value]), graph.integers(1)]);
  const total = sizeOf(mask);
  const past = graph.apply('Sub', [total, sizeOf(ids)]);
  const range = (start: string): string => graph.apply('Range', [start, total, graph.integers(1)]);
  const rows = graph.apply('Unsqueeze', [range(past), graph.integers([1])]);
  const isLater = graph.toFloat(graph.apply('Greater', [range(graph.integers(0)), rows]));
  const isMasked = graph.apply('Sub', [graph.float(1), graph.toFloat(mask)]);
  const hidden = graph.apply('Add', [graph.apply('Unsqueeze', [isMasked, graph.integers([1, 2])]), isLater]);
  const bias = graph.apply('Mul', [hidden, graph.float(HIDDEN)]);
  return graph.apply('Concat', Array<string>(heads / sharedHeads).fill(bias), { axis: 2 });
}

function addTurns(graph: OnnxGraph, places: string, shape: LlamaShape): Pick<Frame, 'cosines' | 'sines'> {
  const columns = graph.apply('Unsqueeze', [graph.toFloat(places), graph.integers([1, 3])]);
  const data = ropeAngles(shape);
  const angles = graph.apply('Mul', [columns, graph.floats({ shape: [data.length], data })]);
  return { cosines: graph.apply('Cos', [angles]), sines: graph.apply('Sin', [angles]) };
}

function addLayer(frame: Frame, states: string, layer: LlamaLayer, index: number): string {
  const { graph } = frame;
  const mixed = addAttention(frame, addNorm(graph, states), layer, index);
  const attended = graph.apply('Add', [states, graph.linear(mixed, { weight: layer.attention })]);
  const middle = addNorm(graph, attended);
  const gates = graph.linear(middle, { weight: layer.gate });
  const active = graph.apply('Mul', [gates, graph.apply('Sigmoid', [gates])]);
  const inner = graph.apply('Mul', [active, graph.linear(middle, { weight: layer.up })]);
  return graph.apply('Add', [attended, graph.linear(inner, { weight: layer.down })]);
}

/**
 * The heads that share keys are put below each other as if they were more tokens, so that keys and values need no copies
 * of themselves.
 */
function addAttention(frame: Frame, normed: string, layer: LlamaLayer, index: number): string {
  const { graph, shape } = frame;
  const { heads, sharedHeads, headDim } = shape;
  const split = (weight: Tensor, count: number): string => {
    const parts = addReshape(graph, graph.linear(normed, { weight }), [0, 0, count, headDim]);
    return graph.apply('Transpose', [parts], { perm: [0, 2, 1, 3] });
  };
  const queries = addReshape(graph, addTurn(frame, split(layer.query, heads)), [0, sharedHeads, -1, headDim]);
  const keys = addCache(frame, addTurn(frame, split(layer.key, sharedHeads)), `${index}.key`);
  const values = addCache(frame, split(layer.value, sharedHeads), `${index}.value`);
  const columns = graph.apply('Transpose', [keys], { perm: [0, 1, 3, 2] });
  const scores = graph.apply('MatMul', [queries, columns]);
  const scaled = graph.apply('Mul', [scores, graph.float(1 / Math.sqrt(headDim))]);
  const shares = graph.apply('Softmax', [graph.apply('Add', [scaled, frame.bias])], { axis: -1 });
  const mixed = addReshape(graph, graph.apply('MatMul', [shares, values]), [0, heads, -1, headDim]);
  const merged = graph.apply('Transpose', [mixed], { perm: [0, 2, 1, 3] });
  return addReshape(graph, merged, [0, 0, heads * headDim]);
}

/** Turns each pair of dimensions (i and i + half) by the token's place. */
function addTurn({ graph, shape, cosines, sines }: Frame, value: string): string {
  const half = shape.headDim / 2;
  const slice = (start: number, end: number): string =>
    graph.apply('Slice', [value, ...[[start], [end], [3]].map((values) => graph.integers(values))]);
  const [x, y] = [slice(0, half), slice(half, shape.headDim)];
  const product = (a: string, b: string): string => graph.apply('Mul', [a, b]);
  const first = graph.apply('Sub', [product(x, cosines), product(y, sines)]);
  const second = graph.apply('Add', [product(y, cosines), product(x, sines)]);
  return graph.apply('Concat', [first, second], { axis: 3 });
}

/** Puts what earlier runs computed before what this one did, and hands out both for the next run. */
function addCache({ graph, shape }: Frame, value: string, name: string): string {
  const sizes = (length: string): (number | string)[] => [
    'batch_size',
    shape.sharedHeads,
    length,
    shape.headDim,
  ];
  const past = graph.input(`past_key_values.${name}`, 'float', sizes('past_sequence_length'));
  const whole = graph.apply('Concat', [past, value], { axis: 2 });
  graph.output(`present.${name}`, whole, sizes('total_sequence_length'));
  return whole;
}

function addNorm(graph: OnnxGraph, value: string): string {
  const squares = graph.apply('Mul', [value, value]);
  const mean = graph.apply('ReduceMean', [squares], { axes: [-1], keepdims: 1 });
  return graph.apply('Div', [
    value,
    graph.apply('Sqrt', [graph.apply('Add', [mean, graph.float(RMS_EPSILON)])]),
  ]);
}

function addReshape(graph: OnnxGraph, value: string, shape: readonly number[]): string {
  return graph.apply('Reshape', [value, graph.integers(shape)]);
}
