import type { MessageName, Messages } from "./messages.ts";

/** How a field that is no message is written. */
export type ScalarType = "int32" | "int64" | "float" | "string" | "bytes";

/** Number and type of a field. Repeated ones are not told apart: their values are arrays. */
export type Field = readonly [number: number, type: ScalarType | MessageName];

type FieldsOf<Message> = Message extends unknown ? keyof Message : never;

/** Fields of each message, in the order in which they are written; the numbers are those of onnx/onnx.proto. */
export const schema: { readonly [Name in MessageName]: Readonly<Record<FieldsOf<Messages[Name]>, Field>> } = {
  Model: {
    irVersion: [1, "int64"],
    producerName: [2, "string"],
    docString: [6, "string"],
    graph: [7, "Graph"],
    opsetImport: [8, "OperatorSetId"],
    metadataProps: [14, "StringStringEntry"],
  },
  OperatorSetId: { domain: [1, "string"], version: [2, "int64"] },
  StringStringEntry: { key: [1, "string"], value: [2, "string"] },
  Graph: {
    node: [1, "Node"],
    name: [2, "string"],
    initializer: [5, "Tensor"],
    input: [11, "ValueInfo"],
    output: [12, "ValueInfo"],
  },
  Node: {
    input: [1, "string"],
    output: [2, "string"],
    name: [3, "string"],
    opType: [4, "string"],
    attribute: [5, "Attribute"],
  },
  Attribute: {
    name: [1, "string"],
    f: [2, "float"],
    i: [3, "int64"],
    s: [4, "string"],
    ints: [8, "int64"],
    type: [20, "int32"],
  },
  Tensor: { dims: [1, "int64"], dataType: [2, "int32"], name: [8, "string"], rawData: [9, "bytes"] },
  ValueInfo: { name: [1, "string"], type: [2, "Type"] },
  Type: { tensorType: [1, "TensorType"] },
  TensorType: { elemType: [1, "int32"], shape: [2, "TensorShape"] },
  TensorShape: { dim: [1, "Dimension"] },
  Dimension: { dimValue: [1, "int64"], dimParam: [2, "string"] },
};
