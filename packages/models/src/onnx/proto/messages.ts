// The messages of ONNX that are used, with the names of their fields in camel case. What each means: onnx/onnx.proto and
// docs/IR.md of https://github.com/onnx/onnx.

export interface ModelProto {
  readonly irVersion: number;
  readonly producerName: string;
  readonly docString: string;
  readonly graph: GraphProto;
  readonly opsetImport: readonly OperatorSetIdProto[];
  readonly metadataProps: readonly StringStringEntryProto[];
}

export interface OperatorSetIdProto {
  /** Empty: the operators of ONNX itself. */
  readonly domain: string;
  readonly version: number;
}

export interface StringStringEntryProto {
  readonly key: string;
  readonly value: string;
}

export interface GraphProto {
  readonly node: readonly NodeProto[];
  readonly name: string;
  readonly initializer: readonly TensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
}

export interface NodeProto {
  /** Names of values; an empty one is an optional input that is left out. */
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly name: string;
  readonly opType: string;
  readonly attribute: readonly AttributeProto[];
}

export interface AttributeProto {
  readonly name: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: string;
  readonly ints?: readonly number[];
  /** AttributeType: which of the fields is set. */
  readonly type: number;
}

export interface TensorProto {
  readonly dims: readonly number[];
  /** TensorProto.DataType */
  readonly dataType: number;
  readonly name: string;
  /** All values, little endian, the last axis fastest. */
  readonly rawData: Uint8Array;
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: TypeProto;
}

export interface TypeProto {
  readonly tensorType: TensorTypeProto;
}

export interface TensorTypeProto {
  /** TensorProto.DataType */
  readonly elemType: number;
  readonly shape: TensorShapeProto;
}

export interface TensorShapeProto {
  readonly dim: readonly DimensionProto[];
}

/** A length, or the name of one that is known when the graph runs. */
export type DimensionProto = { readonly dimValue: number } | { readonly dimParam: string };

/** Each message by the name that the schema has for it. */
export interface Messages {
  readonly Model: ModelProto;
  readonly OperatorSetId: OperatorSetIdProto;
  readonly StringStringEntry: StringStringEntryProto;
  readonly Graph: GraphProto;
  readonly Node: NodeProto;
  readonly Attribute: AttributeProto;
  readonly Tensor: TensorProto;
  readonly ValueInfo: ValueInfoProto;
  readonly Type: TypeProto;
  readonly TensorType: TensorTypeProto;
  readonly TensorShape: TensorShapeProto;
  readonly Dimension: DimensionProto;
}

export type MessageName = keyof Messages;
