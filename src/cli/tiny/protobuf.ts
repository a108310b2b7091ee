/**
 * The wire format of Protocol Buffers, as far as an ONNX file needs it: a field is a tag (number and wire type) followed
 * by a varint, or by a length and that many bytes.
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Encodes a whole number; a negative one as 64-bit two's complement, as `int64` fields have it. */
function encodeVarint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function encodeTag(field: number, wireType: number): Uint8Array {
  return encodeVarint(field * 8 + wireType);
}

/** A field of type int64, int32 or enum. */
export function integerField(field: number, value: number): Uint8Array {
  return joinBytes([encodeTag(field, VARINT), encodeVarint(value)]);
}

/** A field of type float. */
export function floatField(field: number, value: number): Uint8Array {
  return joinBytes([encodeTag(field, FIXED32), toLittleEndian(Float32Array.of(value))]);
}

/** A field of type bytes. */
export function bytesField(field: number, value: Uint8Array): Uint8Array {
  return joinBytes([encodeTag(field, LENGTH_DELIMITED), encodeVarint(value.byteLength), value]);
}

/** A field of type string. */
export function textField(field: number, value: string): Uint8Array {
  return bytesField(field, new TextEncoder().encode(value));
}

/** A field that holds a message of these fields. */
export function messageField(field: number, fields: readonly Uint8Array[]): Uint8Array {
  return bytesField(field, joinBytes(fields));
}

/** The same bytes, one after the other. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.byteLength;
  }
  return joined;
}

/** The values as ONNX stores them, whatever the byte order of this machine is. */
export function toLittleEndian(values: Float32Array | BigInt64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.byteLength));
  for (const [index, value] of values.entries())
    if (typeof value === 'bigint') view.setBigInt64(index * 8, value, true);
    else view.setFloat32(index * 4, value, true);
  return new Uint8Array(view.buffer);
}
