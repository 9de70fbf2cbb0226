import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { describeDense, indicesOfCorner } from "../../src/sparse-interpolation/_dense-layout.ts";
import type { TensorLayout } from "../../src/sparse-interpolation/tensor-layout.ts";

beforeAll(() => useBackend("cpu"));

describe("describeDense", () => {
  it.each<[TensorLayout, number[], number[], number[], number]>([
    ["NHWC", [2, 3, 4, 5], [5], [2, 3, 4, 5], 5],
    ["NHWC", [2, 3, 4, 5, 6], [5, 6], [2, 3, 4, 30], 30],
    ["NCHW", [2, 5, 3, 4], [5], [10, 3, 4], 5],
    ["NCHW", [2, 5, 6, 3, 4], [5, 6], [60, 3, 4], 30],
  ])("%s of shape %j", (layout, shape, valueShape, indexed, channels) => {
    expect(describeDense(tf.zeros(shape), layout)).toEqual({
      size: { batch: 2, height: 3, width: 4 },
      shape,
      valueShape,
      indexed: { shape: indexed, channelsFirst: layout === "NCHW", channels },
    });
  });

  it("refuses more planes than single precision counts", () => {
    const huge = { dtype: "float32", shape: [2 ** 12, 2 ** 13, 1, 1] } as unknown as tf.Tensor;
    expect(() => describeDense(huge, "NCHW")).toThrow("has 33554432 images, rows or columns: expected 2^24 at most");
    expect(() => describeDense(huge, "NHWC")).not.toThrow();
  });
});

describe("indicesOfCorner", () => {
  const stencil = { points: 2, pixels: [Int32Array.of(0, 1, 2, 1, 3, 4)], weights: [] };

  it("is one index for a point, or one for each of its channels", () => {
    const last = { shape: [2, 4, 5, 3], channelsFirst: false, channels: 3 };
    expect([...indicesOfCorner(last, stencil, 0)]).toEqual([0, 1, 2, 1, 3, 4]);
    const first = { shape: [6, 4, 5], channelsFirst: true, channels: 3 };
    expect([...indicesOfCorner(first, stencil, 0)]).toEqual([0, 1, 2, 1, 1, 2, 2, 1, 2, 3, 3, 4, 4, 3, 4, 5, 3, 4]);
  });
});
