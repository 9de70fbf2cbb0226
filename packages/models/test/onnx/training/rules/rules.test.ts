import { expect, test } from "vitest";
import type { GraphNode } from "../../../../src/graph/types.ts";
import { OnnxGraphBuilder } from "../../../../src/onnx/onnx-graph-builder.ts";
import { applyTrainingRule } from "../../../../src/onnx/training/rules/rules.ts";

test("an operation without a rule is named, with its layer", () => {
  const node = { op: "dropout", name: "odd", inputs: [] } as unknown as GraphNode;
  const shape = { altitude: 1, height: 1, width: 1, channels: 1 };
  const context = {
    onnx: new OnnxGraphBuilder(),
    parameter: (name: string) => ({ name }),
    shapeOf: () => [],
    addMoments: () => {},
  };
  expect(() => applyTrainingRule(node, [], { value: shape, inputs: [] }, context)).toThrow(
    expect.objectContaining({
      code: "MODEL_ONNX",
      layer: "odd",
      message: expect.stringContaining("no ONNX rule for training dropout"),
    }),
  );
});
