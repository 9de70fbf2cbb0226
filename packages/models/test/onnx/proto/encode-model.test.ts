import { expect, test } from "vitest";
import { encodeModel } from "../../../src/onnx/proto/encode-model.ts";
import type { GraphProto, ModelProto } from "../../../src/onnx/proto/messages.ts";

const none: GraphProto = { node: [], name: "", initializer: [], input: [], output: [] };

function model(graph: Partial<GraphProto>, rest: Partial<ModelProto> = {}): ModelProto {
  return {
    irVersion: 8,
    producerName: "a",
    docString: "é",
    graph: { ...none, ...graph },
    opsetImport: [{ domain: "", version: 17 }],
    metadataProps: [{ key: "k", value: "vw" }],
    ...rest,
  };
}

/** What the model's bytes have between the head and the end of a model with this graph. */
function graphBytes(graph: Partial<GraphProto>): number[] {
  const bytes = [...encodeModel(model(graph, { producerName: "", docString: "", opsetImport: [], metadataProps: [] }))];
  // ir_version, two empty texts, tag and length of the graph; at the end of what is tested here, an empty name.
  expect(bytes.slice(0, 7)).toEqual([0x08, 8, 0x12, 0, 0x32, 0, 0x3a]);
  expect(bytes[7]).toBe(bytes.length - 8);
  return bytes.slice(8);
}

const noName = [0x12, 0];

test("a model without nodes, byte by byte", () => {
  const expected = [
    [0x08, 8],
    [0x12, 1, 0x61],
    [0x32, 2, 0xc3, 0xa9],
    [0x3a, 2, ...noName],
    [0x42, 4, 0x0a, 0, 0x10, 17],
    [0x72, 7, 0x0a, 1, 0x6b, 0x12, 2, 0x76, 0x77],
  ];
  expect([...encodeModel(model({}))]).toEqual(expected.flat());
});

test("a node with attributes: repeated numbers are not packed, negative ones have ten bytes", () => {
  const attribute = [
    { name: "i", i: -1, type: 2 },
    { name: "f", f: 1, type: 1 },
    { name: "s", s: "t", type: 3 },
    { name: "n", ints: [1, 300], type: 7 },
  ];
  const node = [{ input: ["x", ""], output: ["y"], name: "y", opType: "Op", attribute }];
  const minusOne = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
  const fields = [
    [0x0a, 1, 0x78],
    [0x0a, 0],
    [0x12, 1, 0x79],
    [0x1a, 1, 0x79],
    [0x22, 2, 0x4f, 0x70],
    [0x2a, 17, 0x0a, 1, 0x69, 0x18, ...minusOne, 0xa0, 0x01, 2],
    [0x2a, 11, 0x0a, 1, 0x66, 0x15, 0, 0, 0x80, 0x3f, 0xa0, 0x01, 1],
    [0x2a, 9, 0x0a, 1, 0x73, 0x22, 1, 0x74, 0xa0, 0x01, 3],
    [0x2a, 11, 0x0a, 1, 0x6e, 0x40, 1, 0x40, 0xac, 0x02, 0xa0, 0x01, 7],
  ].flat();
  expect(graphBytes({ node })).toEqual([0x0a, fields.length, ...fields, ...noName]);
});

test("initializers, inputs and outputs", () => {
  const tensor = { dims: [2, 1], dataType: 1, name: "w", rawData: new Uint8Array([1, 2, 3]) };
  const shape = { dim: [{ dimParam: "n" }, { dimValue: 0 }] };
  const value = { name: "v", type: { tensorType: { elemType: 7, shape } } };
  const tensorBytes = [0x08, 2, 0x08, 1, 0x10, 1, 0x42, 1, 0x77, 0x4a, 3, 1, 2, 3];
  const shapeBytes = [0x0a, 3, 0x12, 1, 0x6e, 0x0a, 2, 0x08, 0];
  const typeBytes = [0x08, 7, 0x12, shapeBytes.length, ...shapeBytes];
  const valueBytes = [0x0a, 1, 0x76, 0x12, typeBytes.length + 2, 0x0a, typeBytes.length, ...typeBytes];
  expect(graphBytes({ initializer: [tensor], input: [value], output: [value] })).toEqual([
    ...noName,
    ...[0x2a, tensorBytes.length, ...tensorBytes],
    ...[0x5a, valueBytes.length, ...valueBytes],
    ...[0x62, valueBytes.length, ...valueBytes],
  ]);
});
