/** Layouts of tensors that this build reads, by their number in the file: values in a block, bytes of a block. */
const TENSOR_TYPES = {
  0: { type: 'F32', values: 1, bytes: 4 },
  3: { type: 'Q4_1', values: 32, bytes: 20 },
  8: { type: 'Q8_0', values: 32, bytes: 34 },
} as const;

const MAGIC = 0x46554747; // 'GGUF', read as a little-endian number
const TYPE_TEXT = 8;
const TYPE_LIST = 9;

export interface GgufTensor {
  type: (typeof TENSOR_TYPES)[keyof typeof TENSOR_TYPES]['type'];
  /** Row-major: the last number is the length of a row. */
  shape: number[];
  bytes: Uint8Array;
}

export interface Gguf {
  /** Numbers, truth values and texts by key; lists (the vocabulary) are left out. */
  metadata: Map<string, number | boolean | string>;
  tensors: Map<string, GgufTensor>;
}

/** Reads values one after the other; past the end it is an error, not a wrong number. */
class Cursor {
  position = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  take(length: number): number {
    const start = this.position;
    if (start + length > this.#bytes.byteLength)
      throw new Error(`The GGUF file ends at byte ${this.#bytes.byteLength}, in the middle of its header.`);
    this.position += length;
    return start;
  }

  u32(): number {
    return this.#view.getUint32(this.take(4), true);
  }

  u64(): number {
    return toSafeNumber(this.#view.getBigUint64(this.take(8), true));
  }

  text(): string {
    const length = this.u64();
    const start = this.take(length);
    return new TextDecoder().decode(this.#bytes.subarray(start, start + length));
  }

  /** A number or truth value of one of the format's numbered types. */
  scalar(type: number): number | boolean {
    const view = this.#view;
    if (type === 0) return view.getUint8(this.take(1));
    if (type === 1) return view.getInt8(this.take(1));
    if (type === 2) return view.getUint16(this.take(2), true);
    if (type === 3) return view.getInt16(this.take(2), true);
    if (type === 4) return this.u32();
    if (type === 5) return view.getInt32(this.take(4), true);
    if (type === 6) return view.getFloat32(this.take(4), true);
    if (type === 7) return view.getUint8(this.take(1)) !== 0;
    if (type === 10) return this.u64();
    if (type === 11) return toSafeNumber(view.getBigInt64(this.take(8), true));
    if (type === 12) return view.getFloat64(this.take(8), true);
    throw new Error(`The GGUF file has a metadata value of the unknown type ${type}.`);
  }
}

function toSafeNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
    throw new Error(`The GGUF file has the number ${value} where a count or an offset belongs.`);
  return Number(value);
}

function readMetadata(cursor: Cursor, count: number): Gguf['metadata'] {
  const metadata: Gguf['metadata'] = new Map();
  const skipList = (): void => {
    const type = cursor.u32();
    for (let rest = cursor.u64(); rest > 0; rest--) {
      if (type === TYPE_LIST) skipList();
      else if (type === TYPE_TEXT) cursor.take(cursor.u64());
      else cursor.scalar(type);
    }
  };
  for (let index = 0; index < count; index++) {
    const key = cursor.text();
    const type = cursor.u32();
    if (type === TYPE_LIST) skipList();
    else metadata.set(key, type === TYPE_TEXT ? cursor.text() : cursor.scalar(type));
  }
  return metadata;
}

interface TensorInfo {
  name: string;
  shape: number[];
  type: number;
  offset: number;
}

function readTensorInfo(cursor: Cursor): TensorInfo {
  const name = cursor.text();
  const shape = Array.from({ length: cursor.u32() }, () => cursor.u64()).toReversed();
  return { name, shape, type: cursor.u32(), offset: cursor.u64() };
}

function locate(file: Uint8Array, start: number, { name, shape, type, offset }: TensorInfo): GgufTensor {
  const layout = TENSOR_TYPES[type as keyof typeof TENSOR_TYPES];
  if (!layout)
    throw new Error(`The tensor ${name} of the GGUF file has the type ${type}, which is not read here.`);
  const length = (shape.reduce((product, size) => product * size, 1) / layout.values) * layout.bytes;
  const from = start + offset;
  if (!Number.isInteger(length) || from + length > file.byteLength)
    throw new Error(`The tensor ${name} does not fit into the GGUF file of ${file.byteLength} bytes.`);
  return { type: layout.type, shape, bytes: file.subarray(from, from + length) };
}

/** Reads the fixed beginning of the file and leaves the cursor where the tensors are described. */
function readHeader(cursor: Cursor): { tensorCount: number; metadata: Gguf['metadata'] } {
  if (cursor.u32() !== MAGIC) throw new Error('The file is not GGUF: it does not begin with these letters.');
  const version = cursor.u32();
  if (version !== 2 && version !== 3)
    throw new Error(`The GGUF file is of version ${version}; 2 and 3 are read.`);
  const tensorCount = cursor.u64();
  return { tensorCount, metadata: readMetadata(cursor, cursor.u64()) };
}

/**
 * Reads what a GGUF file (version 2 or 3) says about itself.
 *
 * @param beginning As much of the file as holds its metadata, the vocabulary included.
 * @throws {Error} when it is no such file or ends too early.
 */
export function readGgufMetadata(beginning: Uint8Array): Gguf['metadata'] {
  return readHeader(new Cursor(beginning)).metadata;
}

/**
 * Reads where things are in a GGUF file (version 2 or 3). The tensors are views of `file`, in the layout of the format.
 *
 * @throws {Error} when it is no such file, ends too early or has a tensor of another type than F32, Q4_1 and Q8_0.
 */
export function readGguf(file: Uint8Array): Gguf {
  const cursor = new Cursor(file);
  const { tensorCount, metadata } = readHeader(cursor);
  const infos = Array.from({ length: tensorCount }, () => readTensorInfo(cursor));
  const alignment = Number(metadata.get('general.alignment') ?? 32);
  const start = Math.ceil(cursor.position / alignment) * alignment;
  return { metadata, tensors: new Map(infos.map((info) => [info.name, locate(file, start, info)])) };
}
