import { describe, expect, it } from 'vitest';
import { FLOAT16_VALUES, toFloat16 } from '../../../src/cli/models/float16.ts';
import { readGguf } from '../../../src/cli/models/gguf.ts';
import { readQ4, readQ8, transpose } from '../../../src/cli/models/quantized-matrix.ts';

const HALF_ONE = 0x3c00;

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
}

interface TensorSource {
  name: string;
  shape: number[];
  type: number;
  bytes: Buffer;
}

/** A file with metadata of several types, a list of texts among them, and tensors at multiples of 64 bytes. */
function writeGguf(tensors: TensorSource[], version = 3): Buffer {
  const float = Buffer.alloc(4);
  float.writeFloatLE(0.5);
  const metadata = [
    [text('general.name'), u32(8), text('tiny ✓')],
    [text('general.alignment'), u32(4), u32(64)],
    [text('words'), u32(9), u32(8), u64(2), text('one'), text('two')],
    [text('nested'), u32(9), u32(9), u64(1), u32(4), u64(2), u32(7), u32(8)],
    [text('share'), u32(6), float],
    [text('is.tiny'), u32(7), Buffer.from([1])],
    [text('large'), u32(10), u64(2 ** 40)],
  ];
  let offset = 0;
  const infos = tensors.map(({ name, shape, type, bytes }) => {
    const info = [text(name), u32(shape.length), ...shape.toReversed().map(u64), u32(type), u64(offset)];
    offset += Math.ceil(bytes.length / 64) * 64;
    return info;
  });
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    u32(version),
    u64(tensors.length),
    u64(metadata.length),
    ...metadata.flat(),
    ...infos.flat(),
  ]);
  const pad = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 63)]);
  return Buffer.concat([header, ...tensors.map(({ bytes }) => bytes)].map(pad));
}

/** One block of 32 codes with the scale 1 and the minimum `minimum`, as Q4_1 lays it out. */
function blockQ4(codes: number[], minimum: number): Buffer {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt16LE(HALF_ONE, 0);
  bytes.writeUInt16LE(minimum, 2);
  for (let index = 0; index < 16; index++)
    bytes[4 + index] = (codes[index] ?? 0) | ((codes[index + 16] ?? 0) << 4);
  return bytes;
}

const codes = Array.from({ length: 32 }, (_, index) => (index * 7) % 16);

describe('readGguf', () => {
  const values = Buffer.from(new Float32Array([1, 2, 3]).buffer);
  const tensors = [
    { name: 'norm', shape: [3], type: 0, bytes: values },
    { name: 'table', shape: [1, 32], type: 3, bytes: blockQ4(codes, 0) },
  ];

  it('finds metadata and tensors, past lists and padding', () => {
    const gguf = readGguf(writeGguf(tensors));
    expect(Object.fromEntries(gguf.metadata)).toEqual({
      'general.name': 'tiny ✓',
      'general.alignment': 64,
      share: 0.5,
      'is.tiny': true,
      large: 2 ** 40,
    });
    expect([...gguf.tensors.keys()]).toEqual(['norm', 'table']);
    expect(gguf.tensors.get('norm')).toEqual({ type: 'F32', shape: [3], bytes: values });
    expect(gguf.tensors.get('table')).toMatchObject({ type: 'Q4_1', shape: [1, 32] });
    expect(Buffer.from(gguf.tensors.get('table')?.bytes ?? [])).toEqual(blockQ4(codes, 0));
  });

  it.each([
    ['another format', Buffer.from('PK\u0003\u0004 and more'), /not GGUF/],
    ['a version to come', writeGguf(tensors, 4), /version 4/],
    ['a header that ends', writeGguf(tensors).subarray(0, 60), /ends at byte 60/],
    ['a tensor that ends', writeGguf(tensors).subarray(0, -64), /table does not fit/],
    [
      'a type that is not read',
      writeGguf([{ name: 'k', shape: [256], type: 14, bytes: values }]),
      /k .* type 14/,
    ],
  ])('refuses %s', (_case, file, message) => {
    expect(() => readGguf(file)).toThrow(message);
  });
});

describe('readQ4', () => {
  /** Rows of a head whose minimum is the pattern of the row in the file. */
  const rows = [0, 1, 2, 3].map((row) => blockQ4(codes, row));
  const gguf = readGguf(
    writeGguf([
      { name: 'heads', shape: [4, 32], type: 3, bytes: Buffer.concat(rows) },
      { name: 'plain', shape: [2, 32], type: 3, bytes: Buffer.concat(rows.slice(2)) },
    ]),
  );

  it('puts neighbouring codes into one byte', () => {
    const { codes: packed } = readQ4(gguf, [['plain', 0]]);
    expect([...packed.subarray(0, 16)].flatMap((byte) => [byte & 15, byte >> 4])).toEqual(codes);
  });

  it('stacks tensors, and puts the two halves of each head one after the other again', () => {
    const stack = [
      ['heads', 1],
      ['plain', 0],
    ] as const;
    expect(readQ4(gguf, stack)).toMatchObject({
      rows: 6,
      blocks: 1,
      minima: new Uint16Array([0, 2, 1, 3, 2, 3]),
    });
    expect([...readQ4(gguf, [['heads', 2]]).minima]).toEqual([0, 1, 2, 3]);
  });

  it('refuses a tensor of another type', () => {
    expect(() => readQ8(gguf, 'plain')).toThrow('plain as Q4_1; it must be Q8_0');
    expect(() => readQ4(gguf, [['gone', 0]])).toThrow('no gone');
  });
});

it('readQ8 moves codes to 0 … 255', () => {
  const bytes = Buffer.alloc(34);
  bytes.writeUInt16LE(HALF_ONE);
  bytes.writeInt8(-128, 2);
  bytes.writeInt8(127, 33);
  const { codes: moved, scales } = readQ8(
    readGguf(writeGguf([{ name: 'embedding', shape: [1, 32], type: 8, bytes }])),
    'embedding',
  );
  expect([moved[0], moved[1], moved[31], scales[0]]).toEqual([0, 128, 255, HALF_ONE]);
});

it('transpose turns rows into columns, also where they do not fill a square', () => {
  const from = Uint32Array.from({ length: 70 * 130 }, (_, index) => index);
  const to = new Uint32Array(from.length);
  transpose(from, 70, to);
  expect([to[0], to[1], to[70], to[69]]).toEqual([0, 130, 1, 69 * 130]);
  const back = new Uint32Array(from.length);
  transpose(to, 130, back);
  expect(back).toEqual(from);
});

describe('half precision', () => {
  it('comes back as the same pattern, for every number', () => {
    const wrong = Array.from(FLOAT16_VALUES.keys()).filter((half) => {
      const value = FLOAT16_VALUES[half] ?? 0;
      return !Number.isNaN(value) && toFloat16(value) !== half;
    });
    expect(wrong).toEqual([]);
    expect(FLOAT16_VALUES[toFloat16(NaN)]).toBeNaN();
  });

  it.each([
    ['halfway between two numbers to the even one below', 1 + 2 ** -11, 0x3c00],
    ['halfway between two numbers to the even one above', 1 + 3 * 2 ** -11, 0x3c02],
    ['just above halfway up', 1 + 2 ** -11 + 2 ** -20, 0x3c01],
    ['the largest number that rounds to a finite one', 65_519, 0x7bff],
    ['the first that does not', 65_520, 0x7c00],
    ['half of the smallest one to 0', 2 ** -25, 0],
    ['more than half of the smallest one to it', 2 ** -25 * 1.5, 1],
    ['below the smallest normal one up to it', 2 ** -14 - 2 ** -26, 0x0400],
    ['negative ones alike', -1 - 3 * 2 ** -11, 0xbc02],
  ])('rounds %s', (_case, value, half) => {
    expect(toFloat16(value)).toBe(half);
  });
});
