import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { isColocateError } from "../../src/errors.ts";
import { interpolateFeatures, sparseInterpolate, type TensorLayout } from "../../src/sparse-interpolation/index.ts";
import { testBackend } from "./support/backend-suite.ts";

// Before the suites below, which start backends.
it("registers no backend by being imported", () => {
  expect(["cpu", "wasm", "webgpu", "webgl"].filter((name) => tf.findBackendFactory(name) !== null)).toEqual([]);
});

describe("on the cpu backend", () => testBackend("cpu"));
describe("on the wasm backend", () => testBackend("wasm"));

const corners = [0, 0, 0, 1, 1, 0, 1, 1];
const weights = [0.25, 0.25, 0.25, 0.25];

describe("a case by hand", () => {
  beforeAll(() => useBackend("cpu"));

  it("reads channels last unless told otherwise", () => {
    const dense = tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40], [1, 2, 2, 2]);
    expect([...sparseInterpolate(dense, [0], corners, [0.1, 0.2, 0.3, 0.4]).dataSync()]).toEqual([
      expect.closeTo(3, 6),
      expect.closeTo(30, 5),
    ]);
    const first = tf.tensor4d([1, 2, 3, 4, 10, 20, 30, 40], [1, 2, 2, 2]);
    const out = sparseInterpolate(first, [0], corners, [0.1, 0.2, 0.3, 0.4], { layout: "NCHW" });
    expect([...out.dataSync()]).toEqual([expect.closeTo(3, 6), expect.closeTo(30, 5)]);
  });

  it("is not changed by what the caller does to its arrays afterwards", () => {
    const dense = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const mine = Float32Array.from(weights);
    const gradient = tf.grad((x) => {
      const out = sparseInterpolate(x as tf.Tensor4D, [0], corners, mine);
      mine.fill(9);
      return out;
    })(dense, tf.tensor2d([[1]]));
    expect([...gradient.dataSync()]).toEqual(weights);
  });
});

it("refuses a tensor that is disposed", async () => {
  await useBackend("cpu");
  const dense = tf.ones<tf.Rank.R4>([1, 2, 2, 1]);
  dense.dispose();
  const message = "the dense tensor is disposed: expected one that still has its values";
  expect(() => sparseInterpolate(dense, [0], corners, weights)).toThrow(new TypeError(message));
  expect(() => interpolateFeatures(dense, [0], corners, weights, (points) => points)).toThrow(new TypeError(message));
});

describe("wrong points", () => {
  beforeAll(() => useBackend("cpu"));
  const dense = () => tf.ones<tf.Rank.R4>([2, 3, 4, 5]);
  const changed = (at: number, value: number) => corners.map((old, i) => (i === at ? value : old));

  it.each([
    [
      "a row below the image",
      [0],
      changed(4, 3),
      weights,
      "row of corner 2 of point 0 is 3: expected an integer in 0..2",
    ],
    ["a row above", [0], changed(0, -1), weights, "row of corner 0 of point 0 is -1"],
    ["a column", [0], changed(7, 4), weights, "column of corner 3 of point 0 is 4: expected an integer in 0..3"],
    ["a fraction of a column", [0], changed(1, 0.5), weights, "column of corner 0 of point 0 is 0.5"],
    ["a row that is not a number", [0], changed(2, Number.NaN), weights, "row of corner 1 of point 0 is NaN"],
    ["an image", [2], corners, weights, "batchIndex of point 0 is 2: expected an integer in 0..1"],
    ["an image of the second point", [0, -1], [...corners, ...corners], [...weights, ...weights], "of point 1 is -1"],
  ])("%s: IndexError", (_, batchIndex, wrong, w, message) => {
    const act = () => sparseInterpolate(dense(), batchIndex, wrong, w);
    expect(act).toThrow(message);
    expect(catchError(act)).toSatisfy((error) => isColocateError(error, "COLOCATE_INDEX"));
  });

  it.each([
    ["corners", [0], corners.slice(1), weights, "corners has 7 elements: expected 8, 8 for each of the 1 points"],
    ["weights", [0, 1], [...corners, ...corners], weights, "weights has 4 elements: expected 8"],
  ])("%s: ShapeError", (_, batchIndex, c, w, message) => {
    const act = () => sparseInterpolate(dense(), batchIndex, c, w);
    expect(act).toThrow(message);
    expect(catchError(act)).toSatisfy((error) => isColocateError(error, "COLOCATE_SHAPE"));
  });

  it.each([
    ["infinite", [1, 0, Infinity, 0], "weight of corner 2 of point 0 is Infinity"],
    ["no number", [Number.NaN, 0, 0, 0], "weight of corner 0 of point 0 is NaN"],
    ["too large for single precision", [0, 1e39, 0, 0], "weight of corner 1 of point 0 is 1e+39"],
  ])("a weight that is %s: ValueError", (_, wrong, message) => {
    const act = () => sparseInterpolate(dense(), [0], corners, wrong);
    expect(act).toThrow(message);
    expect(catchError(act)).toSatisfy((error) => isColocateError(error, "COLOCATE_VALUE"));
  });

  it("a dense tensor of another rank: ShapeError", () => {
    expect(() => sparseInterpolate(tf.ones<tf.Rank.R3>([2, 3, 4]), [0], corners, weights)).toThrow(
      "the dense tensor has shape [2, 3, 4]: expected [B, H, W, O] or [B, H, W, C, K]",
    );
  });

  it("an empty image: IndexError", () => {
    expect(() => sparseInterpolate(tf.zeros([1, 0, 4, 5]), [0], corners, weights)).toThrow("the tensor is empty");
  });

  it("wrong kinds of arguments: TypeError", () => {
    const integers = tf.ones<tf.Rank.R4>([1, 2, 2, 1], "int32");
    expect(() => sparseInterpolate(integers, [0], corners, weights)).toThrow(
      new TypeError("the dense tensor is int32: expected float32"),
    );
    const tensor = tf.tensor1d([0]) as unknown as number[];
    expect(() => sparseInterpolate(dense(), tensor, corners, weights)).toThrow(TypeError);
    expect(() => sparseInterpolate(dense(), tensor, corners, weights)).toThrow("got a tensor");
    expect(() => sparseInterpolate(dense(), 0 as never, corners, weights)).toThrow(
      new TypeError("sparseInterpolate: batchIndex must be an array or a typed array, got 0"),
    );
    expect(() => sparseInterpolate([1] as never, [0], corners, weights)).toThrow(
      new TypeError("the dense tensor must be a tensor, got an array"),
    );
    const options = { layout: "HWC" as TensorLayout };
    expect(() => sparseInterpolate(dense(), [0], corners, weights, options)).toThrow(
      new TypeError('layout is the text "HWC": expected "NHWC" or "NCHW"'),
    );
    expect(() => sparseInterpolate(dense(), [0], corners, weights, "NCHW" as never)).toThrow(
      new TypeError('sparseInterpolate: the options must be an object, got the text "NCHW"'),
    );
  });
});

function catchError(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
