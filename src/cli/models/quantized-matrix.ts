import { FLOAT16_VALUES } from './float16.ts';
import type { Gguf, GgufTensor } from './gguf.ts';

/** Values that share a scale. */
const BLOCK = 32;
const Q4_1_BYTES = 20;
const Q8_0_BYTES = 34;

/** A matrix in blocks of 32 values along its rows. */
export interface QuantizedMatrix {
  rows: number;
  /** Blocks in a row. */
  blocks: number;
  /** Row-major. 4 bits: two codes a byte, the even one low; 8 bits: one code a byte. */
  codes: Uint8Array;
  /** Half-precision patterns, rows × blocks. */
  scales: Uint16Array;
  /** Half-precision patterns, rows × blocks: value = code × scale + minimum. Empty with 8 bits: value = (code − 128) × scale. */
  minima: Uint16Array;
}

/** Matrices that share an input, to be stacked by rows. `heads` is 0 where rows are in their own order. */
export type Stack = readonly (readonly [tensor: string, heads: number])[];

/** The tensor of this name, which must be of this type. */
export function findTensor(gguf: Gguf, name: string, type: GgufTensor['type']): GgufTensor {
  const tensor = gguf.tensors.get(name);
  if (tensor?.type !== type)
    throw new Error(
      `The GGUF file has ${tensor ? `${name} as ${tensor.type}` : `no ${name}`}; it must be ${type}.`,
    );
  return tensor;
}

/**
 * Where the file keeps a row. llama.cpp rotates neighbouring rows of queries and keys, the original model rows that are
 * half a head apart, so the halves of each head are interleaved in the file.
 */
function sourceRow(row: number, rows: number, heads: number): number {
  if (heads === 0) return row;
  const size = rows / heads;
  const within = row % size;
  const half = size / 2;
  return row - within + (within % half) * 2 + Math.floor(within / half);
}

/**
 * A block stores its first 16 codes in the low halves of its bytes and the others in the high ones; here neighbours
 * share a byte, which is how both ONNX's MatMulNBits and the MLC kernels read them.
 */
function copyCodes(from: Uint8Array, start: number, to: Uint8Array, target: number): void {
  for (let index = 0; index < 8; index++) {
    const even = from[start + 2 * index] ?? 0;
    const odd = from[start + 2 * index + 1] ?? 0;
    to[target + index] = (even & 15) | ((odd & 15) << 4);
    to[target + 8 + index] = (even >> 4) | (odd & 0xf0);
  }
}

function readHalf(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** Reads Q4_1 tensors and stacks them, the rows of heads put back into the order of the original model. */
export function readQ4(gguf: Gguf, stack: Stack): QuantizedMatrix {
  const parts = stack.map(([name, heads]) => ({ ...findTensor(gguf, name, 'Q4_1'), heads }));
  const blocks = (parts[0]?.shape[1] ?? 0) / BLOCK;
  const rows = parts.reduce((sum, { shape: [count = 0] }) => sum + count, 0);
  const codes = new Uint8Array(rows * blocks * (BLOCK / 2));
  const scales = new Uint16Array(rows * blocks);
  const minima = new Uint16Array(rows * blocks);
  let block = 0;
  for (const {
    bytes,
    shape: [count = 0],
    heads,
  } of parts)
    for (let row = 0; row < count; row++) {
      let from = sourceRow(row, count, heads) * blocks * Q4_1_BYTES;
      for (const end = block + blocks; block < end; block++, from += Q4_1_BYTES) {
        scales[block] = readHalf(bytes, from);
        minima[block] = readHalf(bytes, from + 2);
        copyCodes(bytes, from + 4, codes, block * (BLOCK / 2));
      }
    }
  return { rows, blocks, codes, scales, minima };
}

/** Reads a Q8_0 tensor; its codes −128 … 127 become 0 … 255. */
export function readQ8(gguf: Gguf, name: string): QuantizedMatrix {
  const { bytes, shape } = findTensor(gguf, name, 'Q8_0');
  const [rows = 0, columns = 0] = shape;
  const codes = new Uint8Array(rows * columns);
  const scales = new Uint16Array(codes.length / BLOCK);
  for (let block = 0, from = 0; block < scales.length; block++, from += Q8_0_BYTES) {
    scales[block] = readHalf(bytes, from);
    for (let index = 0; index < BLOCK; index++)
      codes[block * BLOCK + index] = (bytes[from + 2 + index] ?? 0) ^ 0x80;
  }
  return { rows, blocks: columns / BLOCK, codes, scales, minima: new Uint16Array(0) };
}

/** Half-precision patterns as 32-bit floats. */
export function widen(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => FLOAT16_VALUES[half] ?? 0);
}

/** The transpose of a row-major matrix, written into `to`, which has room for exactly that. */
export function transpose<T extends Uint16Array | Uint32Array | Float32Array>(
  from: T,
  rows: number,
  to: T,
): void {
  const columns = from.length / rows;
  // Squares that fit into the cache: a whole column at a time is many times slower.
  const size = 64;
  for (let top = 0; top < rows; top += size)
    for (let left = 0; left < columns; left += size)
      for (let column = left; column < Math.min(left + size, columns); column++)
        for (let row = top; row < Math.min(top + size, rows); row++)
          to[column * rows + row] = from[row * columns + column] ?? 0;
}
