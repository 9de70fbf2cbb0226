import { expect, test } from "vitest";
import { OnnxGraphBuilder } from "../../src/onnx/onnx-graph-builder.ts";

test("nodes, initializers, inputs and outputs as messages", () => {
  const builder = new OnnxGraphBuilder();
  const x = builder.input("x", "int64", ["n", 3]);
  const values = Float32Array.of(9, 1, 2).subarray(1);
  const w = builder.floats("w", [2], values);
  const y = builder.node("Op", "y", [x, undefined, w], { i: 2, is: [3], s: "t", f: { float: 0.5 } });
  builder.output(y, "float32", [3]);
  const graph = builder.build("g");
  expect(graph.name).toBe("g");
  expect(graph.node).toEqual([
    {
      input: ["x", "", "w"],
      output: ["y"],
      name: "y",
      opType: "Op",
      attribute: [
        { name: "i", i: 2, type: 2 },
        { name: "is", ints: [3], type: 7 },
        { name: "s", s: "t", type: 3 },
        { name: "f", f: 0.5, type: 1 },
      ],
    },
  ]);
  // Only the part of the buffer that the array has.
  expect(graph.initializer).toEqual([
    { dims: [2], dataType: 1, name: "w", rawData: Uint8Array.of(0, 0, 0x80, 0x3f, 0, 0, 0, 0x40) },
  ]);
  const dim = [{ dimParam: "n" }, { dimValue: 3 }];
  expect(graph.input).toEqual([{ name: "x", type: { tensorType: { elemType: 7, shape: { dim } } } }]);
  expect(graph.output).toMatchObject([{ name: "y", type: { tensorType: { elemType: 1 } } }]);
});

test("last inputs that are left out are no inputs", () => {
  const builder = new OnnxGraphBuilder();
  const x = builder.input("x", "float32", [1]);
  builder.node("Conv", "y", [x, x, undefined]);
  builder.node("Resize", "z", [x, undefined, x, undefined, undefined]);
  builder.node("Op", "none", [undefined]);
  expect(builder.build("g").node.map(({ input }) => input)).toEqual([["x", "x"], ["x", "", "x"], []]);
});

test("integers have eight bytes each", () => {
  const builder = new OnnxGraphBuilder();
  builder.integers("i", [1, -1]);
  expect(builder.build("g").initializer).toEqual([
    { dims: [2], dataType: 7, name: "i", rawData: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, ...new Array(8).fill(255)) },
  ]);
});

test("a name is given once", () => {
  const builder = new OnnxGraphBuilder();
  const x = builder.input("x", "float32", [1]);
  expect(() => builder.node("Relu", "x", [x])).toThrow("two values are called x");
});
