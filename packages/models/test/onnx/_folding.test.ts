import { expect, test } from "vitest";
import { GraphBuilder } from "../../src/graph/builder.ts";
import { affineOf, checkFolded, foldable } from "../../src/onnx/_folding.ts";

test("convolutions take up the batch normalisation behind them", () => {
  const builder = new GraphBuilder();
  const first = builder.convBatchNorm("first", builder.input(1), 1, 1);
  const second = builder.convTransposeBatchNorm("second", first, 1);
  builder.conv3dBatchNorm("third", builder.lift("lift", second, 2), 1, [3, 1, 1]);
  const { takenUp, layers } = foldable(builder.build([], { classes: 1, bins: 1, of: "pixel" }));
  expect([...takenUp]).toEqual([
    ["first", "first_bn"],
    ["second", "second_bn"],
    ["third", "third_bn"],
  ]);
  expect([...layers]).toEqual(["first_bn", "second_bn", "third_bn"]);
});

test("not when something else reads the convolution, or there is none before", () => {
  const nodes = [
    { op: "input", name: "input", inputs: [], channels: 1 },
    { op: "batchNormRelu", name: "of_input", inputs: [0] },
    { op: "conv2d", name: "conv", inputs: [1], filters: 1, kernel: 1, bias: false },
    { op: "batchNormRelu", name: "of_conv", inputs: [2] },
    { op: "concat", name: "concat", inputs: [2, 3] },
  ] as const;
  expect(foldable({ nodes, head: [], outputs: { classes: 1, bins: 1, of: "pixel" } }).takenUp.size).toBe(0);
});

test("gamma (x - mean) / sqrt(variance + 1e-5) + beta", () => {
  const weights = new Map([
    ["bn/gamma", Float32Array.of(2, 3)],
    ["bn/beta", Float32Array.of(0.5, 1)],
    ["bn/moving_mean", Float32Array.of(-1, 0)],
    ["bn/moving_variance", Float32Array.of(4, 0)],
  ]);
  const { factor, shift } = affineOf("bn", weights);
  expect(factor[0]).toBeCloseTo(2 / Math.sqrt(4.00001), 9);
  expect(factor[1]).toBeCloseTo(3 / Math.sqrt(1e-5), 6);
  expect(shift[0]).toBeCloseTo(0.5 + 2 / Math.sqrt(4.00001), 9);
  expect(shift[1]).toBe(1);
});

test("what folding makes too large is refused", () => {
  expect(() => checkFolded("conv", Float32Array.of(1, 1e39))).toThrow(
    expect.objectContaining({ code: "MODEL_WEIGHTS", layer: "conv" }),
  );
  expect(() => checkFolded("conv", Float32Array.of(1, -3e38))).not.toThrow();
});
