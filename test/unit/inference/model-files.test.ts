import { expect, it } from 'vitest';
import {
  chatFiles,
  engineFiles,
  requireDataFiles,
  weightFiles,
} from '../../../src/inference/transformers/model-files.ts';
import { builtInEmbedder, builtInGenerators, multilingualEmbedder } from '../../../src/models/built-in.ts';

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

it('takes what every language model needs, and the graph and the weights of one form', () => {
  const smol = builtInGenerators.find(({ engine }) => engine.name === '@huggingface/transformers');
  const form = smol?.generator?.forms.find(({ expandWeights }) => expandWeights);
  if (!smol || !form) throw new TypeError('There is no such form.');
  const weights = ['', '_1', '_2'].map((suffix) => `onnx/model_q4.onnx_data${suffix}`);
  const needed = ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json'];
  expect(chatFiles(smol, form)).toEqual([...needed, 'onnx/wasm_q4.onnx', ...weights]);
  expect(weightFiles(form)).toEqual(weights.map((path) => ({ path, name: path.slice('onnx/'.length) })));
  // A form may list what is read anyway, and a model may lack what is not needed.
  const small = { ...form, files: ['config.json'] };
  const files = smol.files.filter(({ path }) => path !== 'generation_config.json');
  expect(chatFiles({ ...smol, files }, small)).toEqual([
    ...needed.filter((path) => path !== 'generation_config.json'),
    'onnx/wasm_q4.onnx',
  ]);
  expect(weightFiles(small)).toEqual([]);
});
