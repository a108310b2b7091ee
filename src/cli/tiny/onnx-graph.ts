import {
  bytesField,
  floatField,
  integerField,
  joinBytes,
  messageField,
  textField,
  toLittleEndian,
} from './protobuf.ts';
import type { Tensor } from './tensor.ts';

/** Numbers of `TensorProto.DataType`. */
const FLOAT = 1;
const INT64 = 7;

/** `LayerNormalization` came with operator set 17, whose files are of format version 8. */
const OPSET = 17;
const IR_VERSION = 8;

export type ElementType = 'float' | 'int64';

/** Sizes of a tensor; a name stands for a size that is known at run time only. */
export type SymbolicShape = readonly (number | string)[];

/** Attributes of an operator: a whole number, whole numbers, or a float. */
export type Attributes = Readonly<Record<string, number | readonly number[] | { float: number }>>;

/**
 * An ONNX model under construction, of plain operators only. Values are known by name; each method returns the name of
 * the value that it adds. Field numbers are those of onnx.proto.
 */
export class OnnxGraph {
  readonly #name: string;
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers: Uint8Array[] = [];
  readonly #inputs: Uint8Array[] = [];
  readonly #outputs: Uint8Array[] = [];
  readonly #integers = new Map<string, string>();
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, type: ElementType, shape: SymbolicShape): string {
    this.#inputs.push(messageField(11, valueInfo(name, type, shape)));
    return name;
  }

  /** Declares a value as an output of the model, under this name. */
  output(name: string, value: string, shape: SymbolicShape): void {
    this.#add('Identity', [value], name, {});
    this.#outputs.push(messageField(12, valueInfo(name, 'float', shape)));
  }

  /** Float constants, such as weights. */
  floats({ shape, data }: Tensor): string {
    return this.#initialize(FLOAT, shape, toLittleEndian(data));
  }

  float(value: number): string {
    return this.floats({ shape: [], data: Float32Array.of(value) });
  }

  /** Whole numbers: a vector of them, or a single one for a scalar. */
  integers(values: number | readonly number[]): string {
    const key = JSON.stringify(values);
    const known = this.#integers.get(key);
    if (known !== undefined) return known;
    const list = typeof values === 'number' ? [values] : values;
    const data = toLittleEndian(BigInt64Array.from(list, BigInt));
    const name = this.#initialize(INT64, typeof values === 'number' ? [] : [list.length], data);
    this.#integers.set(key, name);
    return name;
  }

  /** Applies an operator with one result. */
  apply(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.#add(operator, inputs, this.#freshName(), attributes);
  }

  /** Casts to float. */
  toFloat(value: string): string {
    return this.apply('Cast', [value], { to: FLOAT });
  }

  /** `x · weight`, and plus the bias where there is one. */
  linear(value: string, { weight, bias }: { weight: Tensor; bias?: Tensor }): string {
    const product = this.apply('MatMul', [value, this.floats(weight)]);
    return bias ? this.apply('Add', [product, this.floats(bias)]) : product;
  }

  /** The model's file. */
  encode(): Uint8Array {
    return joinBytes([
      integerField(1, IR_VERSION),
      textField(2, 'cloister'),
      messageField(7, [
        ...this.#nodes,
        textField(2, this.#name),
        ...this.#initializers,
        ...this.#inputs,
        ...this.#outputs,
      ]),
      messageField(8, [textField(1, ''), integerField(2, OPSET)]),
    ]);
  }

  #freshName(): string {
    this.#count += 1;
    return `v${this.#count}`;
  }

  #initialize(dataType: number, shape: readonly number[], data: Uint8Array): string {
    const name = this.#freshName();
    const dims = shape.map((size) => integerField(1, size));
    const fields = [...dims, integerField(2, dataType), textField(8, name), bytesField(9, data)];
    this.#initializers.push(messageField(5, fields));
    return name;
  }

  #add(operator: string, inputs: readonly string[], output: string, attributes: Attributes): string {
    const fields = [
      ...inputs.map((input) => textField(1, input)),
      textField(2, output),
      textField(3, `${operator}_${output}`),
      textField(4, operator),
      ...Object.entries(attributes).map((entry) => messageField(5, attribute(...entry))),
    ];
    this.#nodes.push(messageField(1, fields));
    return output;
  }
}

function valueInfo(name: string, type: ElementType, shape: SymbolicShape): Uint8Array[] {
  const dims = shape.map((size) =>
    messageField(1, [typeof size === 'number' ? integerField(1, size) : textField(2, size)]),
  );
  const elements = integerField(1, type === 'float' ? FLOAT : INT64);
  return [textField(1, name), messageField(2, [messageField(1, [elements, messageField(2, dims)])])];
}

/** Field 20 is the kind of value: 1 float, 2 int, 7 ints. */
function attribute(name: string, value: Attributes[string]): Uint8Array[] {
  if (typeof value === 'number') return [textField(1, name), integerField(3, value), integerField(20, 2)];
  if ('float' in value) return [textField(1, name), floatField(2, value.float), integerField(20, 1)];
  return [textField(1, name), ...value.map((item) => integerField(8, item)), integerField(20, 7)];
}
