import { OnnxGraph } from './onnx-graph.ts';
import {
  EPSILON,
  LEAST_COSINE,
  LOWEST_SCORE,
  SCORE_RANGE,
  type RerankerWeights,
} from './reranker-weights.ts';

/**
 * The cross-encoder as ONNX, with the inputs of a BERT that classifies pairs. Each token of the question looks for its
 * best match among those of the passage; the score is the share of the question, by importance, that found one.
 */
export function encodeReranker(weights: RerankerWeights): Uint8Array {
  const graph = new OnnxGraph('tiny-reranker');
  const [ids, mask, types] = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) =>
    graph.input(name, 'int64', ['batch_size', 'sequence_length']),
  );
  if (ids === undefined || mask === undefined || types === undefined)
    throw new TypeError('An input is missing.');
  const present = graph.toFloat(mask);
  const ofPassage = graph.apply('Mul', [graph.toFloat(types), present]);
  const ofQuestion = graph.apply('Mul', [
    graph.apply('Sub', [present, ofPassage]),
    graph.apply('Squeeze', [
      graph.apply('Gather', [graph.floats(weights.importance), ids]),
      graph.integers([2]),
    ]),
  ]);
  const matches = addMatches(graph, addDirections(graph, ids, weights), ofPassage);
  const found = sumTokens(graph, graph.apply('Mul', [matches, ofQuestion]));
  const total = graph.apply('Add', [sumTokens(graph, ofQuestion), graph.float(EPSILON)]);
  const share = graph.apply('Div', [found, total]);
  const scaled = graph.apply('Mul', [share, graph.float(SCORE_RANGE)]);
  graph.output('logits', graph.apply('Add', [scaled, graph.float(LOWEST_SCORE)]), ['batch_size', 1]);
  return graph.encode();
}

/** A unit vector a token: its own direction and, within a word, the turned one of the token before it. */
function addDirections(graph: OnnxGraph, ids: string, { words, continues, turn }: RerankerWeights): string {
  const own = graph.apply('Gather', [graph.floats(words), ids]);
  const slice = (start: number, end: number): string =>
    graph.apply('Slice', [own, ...[[start], [end], [1]].map((values) => graph.integers(values))]);
  const nothing = graph.apply('Mul', [slice(0, 1), graph.float(0)]);
  const before = graph.apply('Concat', [nothing, slice(0, -1)], { axis: 1 });
  const turned = graph.apply('MatMul', [before, graph.floats(turn)]);
  const continued = graph.apply('Mul', [turned, graph.apply('Gather', [graph.floats(continues), ids])]);
  const both = graph.apply('Add', [own, continued]);
  const squares = graph.apply('ReduceSum', [graph.apply('Mul', [both, both]), graph.integers([2])]);
  const lengths = graph.apply('Sqrt', [graph.apply('Add', [squares, graph.float(EPSILON)])]);
  return graph.apply('Div', [both, lengths]);
}

/** For each token, how well its best match among the passage's tokens fits: 0 to 1. */
function addMatches(graph: OnnxGraph, directions: string, ofPassage: string): string {
  const columns = graph.apply('Transpose', [directions], { perm: [0, 2, 1] });
  const cosines = graph.apply('MatMul', [directions, columns]);
  const above = graph.apply('Relu', [graph.apply('Sub', [cosines, graph.float(LEAST_COSINE)])]);
  const fits = graph.apply('Div', [above, graph.float(1 - LEAST_COSINE)]);
  const visible = graph.apply('Mul', [fits, graph.apply('Unsqueeze', [ofPassage, graph.integers([1])])]);
  return graph.apply('ReduceMax', [visible], { axes: [2], keepdims: 0 });
}

function sumTokens(graph: OnnxGraph, values: string): string {
  return graph.apply('ReduceSum', [values, graph.integers([1])], { keepdims: 1 });
}
