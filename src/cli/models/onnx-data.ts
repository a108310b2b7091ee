import type { DerivedFile } from './derived-file.ts';
import { FLOAT16_VALUES, toFloat16 } from './float16.ts';
import type { Gguf } from './gguf.ts';
import { listLayers } from './llama-weights.ts';
import { readQ4, readQ8, transpose, type QuantizedMatrix } from './quantized-matrix.ts';

/** No file is larger, so that hosts with a limit per file take them. */
const FILE_BYTES = 32 * 1024 * 1024;

/** The runtime maps tensors at such offsets. */
const ALIGNMENT = 64;

/**
 * What MatMulNBits leaves out. It multiplies (code − 8) × scale, the model has code × scale + minimum; the difference is
 * the same for the 32 inputs of a block, so the graph adds their sum times this matrix: minimum + 8 × scale, blocks × rows.
 */
function correct({ rows, scales, minima }: QuantizedMatrix): Uint16Array {
  const correction = Uint16Array.from(scales, (scale, index) =>
    toFloat16(Math.fround((FLOAT16_VALUES[minima[index] ?? 0] ?? 0) + 8 * (FLOAT16_VALUES[scale] ?? 0))),
  );
  const transposed = new Uint16Array(correction.length);
  transpose(correction, rows, transposed);
  return transposed;
}

/** The weights in the order in which the graph's initializers were laid out. */
function* listWeights(gguf: Gguf): Generator<Uint8Array | Uint16Array> {
  const embedding = readQ8(gguf, 'token_embd.weight');
  yield embedding.codes;
  yield embedding.scales;
  for (const { qkv, o, gateUp, down } of listLayers(gguf))
    for (const stack of [qkv, o, gateUp, down]) {
      const matrix = readQ4(gguf, stack);
      yield matrix.codes;
      yield matrix.scales;
      yield correct(matrix);
    }
}

/**
 * The data files of the ONNX graphs (`onnx/model_q4.onnx_data`, `…_1`, …), which keep every value of the GGUF file. Their
 * layout is that of `models/SmolLM2-135M-Instruct/convert/export.py`, which made the graphs.
 */
export function* makeOnnxData(gguf: Gguf): Generator<DerivedFile> {
  let file = new Uint8Array(FILE_BYTES);
  let end = 0;
  let count = 0;
  const finish = (): DerivedFile => {
    const suffix = count === 0 ? '' : `_${count}`;
    return { path: `onnx/model_q4.onnx_data${suffix}`, bytes: file.subarray(0, end) };
  };
  for (const { buffer, byteOffset, byteLength } of listWeights(gguf)) {
    if (end + byteLength + ALIGNMENT > FILE_BYTES) {
      yield finish();
      file = new Uint8Array(FILE_BYTES);
      end = 0;
      count++;
    }
    const start = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    file.set(new Uint8Array(buffer, byteOffset, byteLength), start);
    end = start + byteLength;
  }
  yield finish();
}
