import { expect, it } from 'vitest';
import { engineFiles } from '../../../src/inference/model-files.ts';
import { builtInEmbedder } from '../../../src/models/built-in.ts';

const pathsFor = (dtype: string, paths: string[]): string[] =>
  engineFiles({
    ...builtInEmbedder,
    embedder: { ...builtInEmbedder.embedder!, dtype },
    files: paths.map((path) => ({ path, bytes: 1, sha256: '' })),
  }).map(({ path }) => path);

it('takes the weights of one number format, with their data files', () => {
  const paths = [
    'config.json',
    'tokenizer.json',
    'onnx/model.onnx',
    'onnx/model_q4.onnx',
    'onnx/model_q4.onnx_data',
    'onnx/model_q4.onnx_data_1',
    'onnx/model_quantized.onnx',
  ];
  expect(pathsFor('q4', paths)).toEqual([paths[0], paths[3], paths[4], paths[5]]);
  expect(pathsFor('fp32', paths)).toEqual([paths[0], paths[2]]);
  expect(pathsFor('q8', paths)).toEqual([paths[0], paths[6]]);
});
