import { expect, test } from "vitest";
import { OnnxGraphBuilder } from "../../../../src/onnx/onnx-graph-builder.ts";
import { applyTrainingRule } from "../../../../src/onnx/training/rules/rules.ts";
import { testTrainingRule } from "./support/rule-suite.ts";

testTrainingRule("conv2d");

/** Names of the values that the rule writes, forward and back. */
function valuesOf(side: number, filters: number): string[] {
  const onnx = new OnnxGraphBuilder();
  const kernel = onnx.input("node/kernel", "float32", [3, 3, 64, filters]);
  const shape = { altitude: 1, height: side, width: side, channels: 64 };
  const { backward } = applyTrainingRule(
    { op: "conv2d", name: "node", inputs: [0], filters, kernel: 3, bias: false },
    [onnx.input("image", "float32", ["batch", 64, side, side])],
    { value: { ...shape, channels: filters }, inputs: [shape] },
    { onnx, parameter: () => kernel, shapeOf: () => [3, 3, 64, filters], addMoments: () => {} },
  );
  const gradient = onnx.input("gradient", "float32", ["batch", filters, side, side]);
  backward(gradient, [true], { prefix: "back", addGradient: () => {} });
  return onnx.build("test").node.flatMap(({ output }) => output);
}

test("Winograd's form is taken for large images with many channels, forward and back", () => {
  const parts = ["node/parts/products", "back/node/parts/products", "back/node/gradient_parts"];
  expect(valuesOf(25, 64)).toEqual(expect.arrayContaining(parts));
  for (const values of [valuesOf(12, 64), valuesOf(25, 32)]) {
    expect(values).toEqual(expect.arrayContaining(["node", "back/node/input", "back/node/taps/stacked"]));
    expect(values.filter((name) => parts.includes(name))).toEqual([]);
  }
});
