import { expect, it } from 'vitest';
import { engineFiles, requireDataFiles } from '../../../src/inference/model-files.ts';
import { builtInEmbedder, multilingualEmbedder } from '../../../src/models/built-in.ts';

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

it('demands every data file that the configuration announces', () => {
  const check = (format: unknown, ...paths: string[]): void =>
    requireDataFiles(
      multilingualEmbedder,
      new TextEncoder().encode(
        JSON.stringify({ 'transformers.js_config': { use_external_data_format: format } }),
      ).buffer,
      new Set(paths),
    );
  const data = ['onnx/model_q4.onnx_data', 'onnx/model_q4.onnx_data_1'] as const;
  for (const format of [2, { 'model_q4.onnx': 2 }, { model: 2 }]) {
    check(format, ...data);
    expect(() => check(format, data[0])).toThrow(data[1]);
  }
  expect(() => check(true)).toThrow(data[0]);
  for (const format of [undefined, null, false, { 'model_fp16.onnx': 3 }]) check(format);
});
