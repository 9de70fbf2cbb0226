import type { AttributeProto, GraphProto, NodeProto, TensorProto, ValueInfoProto } from "./proto/messages.ts";

/** A value of an ONNX graph: an input, an initializer, or what a node made. */
export interface OnnxValue {
  readonly name: string;
}

/** Types of the elements of values. */
export type OnnxElementType = "float32" | "int64" | "uint8";

/** A length, or a name for one that is known when the graph runs. */
export type OnnxDimension = number | string;

/** An integer, integers, a text, or a number that is written as a float. */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number };

/** TensorProto.DataType */
const dataTypes: Readonly<Record<OnnxElementType, number>> = { float32: 1, uint8: 2, int64: 7 };

/** Values that a graph takes as an input in place of holding them. */
export interface FedValues {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** Writes an ONNX graph down node by node. Names are those of values, and are unique. */
export class OnnxGraphBuilder {
  readonly #nodes: NodeProto[] = [];
  readonly #initializers: TensorProto[] = [];
  readonly #inputs: ValueInfoProto[] = [];
  readonly #outputs: ValueInfoProto[] = [];
  readonly #names = new Set<string>();
  readonly #fed = new Map<string, FedValues>();
  readonly #largestInitializer: number;

  /** @param largestInitializer an initializer of float32 with more values than that becomes an input */
  constructor(largestInitializer: number = Number.POSITIVE_INFINITY) {
    this.#largestInitializer = largestInitializer;
  }

  /** What became inputs, by name. */
  get fed(): ReadonlyMap<string, FedValues> {
    return this.#fed;
  }

  input(name: string, type: OnnxElementType, dims: readonly OnnxDimension[]): OnnxValue {
    this.#inputs.push(valueInfo(name, type, dims));
    return this.#value(name);
  }

  /** An initializer of float32, or what takes its place. The values are not copied. */
  floats(name: string, dims: readonly number[], values: Float32Array): OnnxValue {
    if (values.length > this.#largestInitializer) {
      this.#fed.set(name, { dims, values });
      return this.input(name, "float32", dims);
    }
    return this.#initializer(name, "float32", dims, values);
  }

  /** An initializer of int64 with one axis. */
  integers(name: string, values: readonly number[]): OnnxValue {
    return this.#initializer(name, "int64", [values.length], BigInt64Array.from(values, BigInt));
  }

  /**
   * A node with one output, which has its name.
   * @param opType an operator of ONNX
   * @param inputs undefined: an optional one is left out
   */
  node(
    opType: string,
    name: string,
    inputs: readonly (OnnxValue | undefined)[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): OnnxValue {
    return this.nodeOf(opType, name, inputs, [name], attributes)[0]!;
  }

  /** A node with several outputs, which have names of their own. */
  nodeOf(
    opType: string,
    name: string,
    inputs: readonly (OnnxValue | undefined)[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
  ): OnnxValue[] {
    const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
    // The last ones are left out altogether: at one with an empty name onnxruntime's WebGPU provider ends the process.
    const given = inputs.slice(0, inputs.findLastIndex((each) => each !== undefined) + 1);
    const input = given.map((each) => each?.name ?? "");
    const values = outputs.map((each) => this.#value(each));
    this.#nodes.push({ input, output: outputs, name, opType, attribute });
    return values;
  }

  output(value: OnnxValue, type: OnnxElementType, dims: readonly OnnxDimension[]): void {
    this.#outputs.push(valueInfo(value.name, type, dims));
  }

  build(name: string): GraphProto {
    return {
      node: this.#nodes,
      name,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    };
  }

  #initializer(
    name: string,
    type: OnnxElementType,
    dims: readonly number[],
    values: Float32Array | BigInt64Array,
  ): OnnxValue {
    // Every machine that runs JavaScript today is little endian, as ONNX wants it.
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#initializers.push({ dims, dataType: dataTypes[type], name, rawData });
    return this.#value(name);
  }

  #value(name: string): OnnxValue {
    if (this.#names.has(name)) throw new Error(`two values are called ${name}`);
    this.#names.add(name);
    return { name };
  }
}

function attributeProto(name: string, value: OnnxAttribute): AttributeProto {
  // AttributeProto.AttributeType
  if (typeof value === "number") return { name, i: value, type: 2 };
  if (typeof value === "string") return { name, s: value, type: 3 };
  if ("float" in value) return { name, f: value.float, type: 1 };
  return { name, ints: value, type: 7 };
}

function valueInfo(name: string, type: OnnxElementType, dims: readonly OnnxDimension[]): ValueInfoProto {
  const dim = dims.map((each) => (typeof each === "number" ? { dimValue: each } : { dimParam: each }));
  return { name, type: { tensorType: { elemType: dataTypes[type], shape: { dim } } } };
}
