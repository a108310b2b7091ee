import type { DerivedFile } from './derived-file.ts';
import type { Gguf } from './gguf.ts';
import { listLayers } from './llama-weights.ts';
import { findTensor, readQ4, readQ8, transpose, widen, type QuantizedMatrix } from './quantized-matrix.ts';

/** The part of MLC's `tensor-cache.json` that says where each tensor goes. */
export interface TensorCache {
  records: {
    dataPath: string;
    nbytes: number;
    records: { name: string; nbytes: number; byteOffset: number }[];
  }[];
}

/** Writes a tensor into exactly the bytes that the shard has for it. */
type Writer = (target: Uint8Array) => void;

/** Returns the matrix of a name; the last one is kept, since the tensors of a matrix follow each other. */
function keepLast(): (name: string, read: () => QuantizedMatrix) => QuantizedMatrix {
  let last: { name: string; matrix: QuantizedMatrix } | undefined;
  return (name, read) => {
    if (last?.name !== name) last = { name, matrix: read() };
    return last.matrix;
  };
}

/** MLC reads columns: four bytes of codes at a time, and 32-bit scales. */
function matrixWriters(name: string, get: () => QuantizedMatrix): [string, Writer][] {
  const writeFloats = (halves: Uint16Array, target: Uint8Array): void =>
    transpose(widen(halves), get().rows, toFloats(target));
  return [
    [`${name}.q`, (target) => transpose(toWords(get().codes), get().rows, toWords(target))],
    [`${name}.s`, (target) => writeFloats(get().scales, target)],
    [`${name}.m`, (target) => writeFloats(get().minima, target)],
  ];
}

function toWords({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

function toFloats({ buffer, byteOffset, byteLength }: Uint8Array): Float32Array {
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

function listWriters(gguf: Gguf): Map<string, Writer> {
  const keep = keepLast();
  const norm = (name: string): Writer => {
    return (target) => target.set(findTensor(gguf, name, 'F32').bytes);
  };
  const layers = listLayers(gguf).flatMap(({ qkv, o, gateUp, down }, index): [string, Writer][] => [
    [`${index}.norm1`, norm(`blk.${index}.attn_norm.weight`)],
    [`${index}.norm2`, norm(`blk.${index}.ffn_norm.weight`)],
    ...Object.entries({ qkv, o, gu: gateUp, down }).flatMap(([name, stack]) =>
      matrixWriters(`${index}.${name}`, () => keep(`${index}.${name}`, () => readQ4(gguf, stack))),
    ),
  ]);
  return new Map([
    ...matrixWriters('embed', () => keep('embed', () => readQ8(gguf, 'token_embd.weight'))),
    ['norm', norm('output_norm.weight')],
    ...layers,
  ]);
}

/**
 * The weight shards of the MLC form, which keep every value of the GGUF file. Their layout is that of the
 * `tensor-cache.json` beside them, which `models/SmolLM2-135M-Instruct-MLC/build/convert.py` made.
 */
export function* makeMlcShards(gguf: Gguf, layout: TensorCache): Generator<DerivedFile> {
  const writers = listWriters(gguf);
  for (const { dataPath, nbytes, records } of layout.records) {
    const bytes = new Uint8Array(nbytes);
    for (const { name, nbytes: length, byteOffset } of records) {
      const write = writers.get(name);
      if (!write) throw new Error(`tensor-cache.json lists ${name}, which is not made from the GGUF file.`);
      write(bytes.subarray(byteOffset, byteOffset + length));
    }
    yield { path: dataPath, bytes };
  }
}
