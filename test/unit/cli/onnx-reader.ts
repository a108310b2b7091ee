/** What a reader of ONNX files, written for the tests alone, finds in one. */
export interface OnnxModel {
  opsets: { domain: string; version: number }[];
  graph: {
    nodes: { operator: string; domain: string; inputs: string[]; outputs: string[] }[];
    initializers: { name: string; type: string; shape: number[]; data: Uint8Array }[];
    inputs: OnnxValue[];
    outputs: OnnxValue[];
  };
}

export interface OnnxValue {
  name: string;
  type: string;
  shape: (number | string)[];
}

type Field = readonly [number: number, value: number | Uint8Array];

const TYPES: Readonly<Record<number, string>> = { 1: 'float', 7: 'int64' };

export function readOnnx(bytes: Uint8Array): OnnxModel {
  const model = readFields(bytes);
  const [graph] = messages(model, 7);
  if (!graph) throw new Error('The file has no graph.');
  return {
    opsets: messages(model, 8).map((opset) => ({
      domain: text(opset, 1),
      version: numbers(opset, 2)[0] ?? 0,
    })),
    graph: {
      nodes: messages(graph, 1).map((node) => ({
        operator: text(node, 4),
        domain: text(node, 7),
        inputs: texts(node, 1),
        outputs: texts(node, 2),
      })),
      initializers: messages(graph, 5).map((tensor) => ({
        name: text(tensor, 8),
        type: TYPES[numbers(tensor, 2)[0] ?? 0] ?? '',
        shape: numbers(tensor, 1),
        data: chunks(tensor, 9)[0] ?? new Uint8Array(),
      })),
      inputs: messages(graph, 11).map(readValue),
      outputs: messages(graph, 12).map(readValue),
    },
  };
}

function readValue(value: Field[]): OnnxValue {
  const tensor = messages(messages(value, 2)[0] ?? [], 1)[0] ?? [];
  const dims = messages(messages(tensor, 2)[0] ?? [], 1);
  return {
    name: text(value, 1),
    type: TYPES[numbers(tensor, 1)[0] ?? 0] ?? '',
    shape: dims.map((dim) => numbers(dim, 1)[0] ?? text(dim, 2)),
  };
}

/** The fields of one message, in order; throws where the bytes do not end with a field. */
function readFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const readVarint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('The message ends within a number.');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new Error('The message ends within a field.');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = readVarint();
    const [number, wireType] = [tag >> 3, tag & 7];
    if (wireType === 0) fields.push([number, readVarint()]);
    else if (wireType === 2) fields.push([number, take(readVarint())]);
    else if (wireType === 5) fields.push([number, take(4)]);
    else throw new Error(`ONNX has no fields of wire type ${wireType}.`);
  }
  return fields;
}

function chunks(fields: readonly Field[], number: number): Uint8Array[] {
  return fields.flatMap(([field, value]) => (field === number && typeof value !== 'number' ? [value] : []));
}

function numbers(fields: readonly Field[], number: number): number[] {
  return fields.flatMap(([field, value]) => (field === number && typeof value === 'number' ? [value] : []));
}

function messages(fields: readonly Field[], number: number): Field[][] {
  return chunks(fields, number).map(readFields);
}

function texts(fields: readonly Field[], number: number): string[] {
  return chunks(fields, number).map((chunk) => new TextDecoder().decode(chunk));
}

function text(fields: readonly Field[], number: number): string {
  return texts(fields, number)[0] ?? '';
}
