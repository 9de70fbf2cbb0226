import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, it } from "vitest";
import { counts, expectClose, randomValues, useWasmKernels, valueAndGradients } from "./support.ts";

beforeAll(useWasmKernels);

it("adds up the rows of each segment, and leaves out what is in none", () => {
  const before = counts();
  tf.tidy(() => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [5, 2]);
    const sums = tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, -1, 4], "int32"), 4);
    expect(sums.shape).toEqual([4, 2]);
    expect([...sums.dataSync()]).toEqual([3, 4, 0, 0, 6, 8, 0, 0]);
  });
  expect(counts()).toEqual(before);
});

it.each([0, 1, 2])("is the gradient of gather along axis %i, with rows taken twice", (axis) => {
  const shape = [3, 4, 5];
  const taken = [2, 0, 2, 1, 2];
  const values = randomValues(60, 1);
  const { weights, gradients } = valueAndGradients(
    (x) => tf.gather(x, tf.tensor1d(taken, "int32"), axis),
    [{ values, shape }],
  );
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  const length = shape[axis]!;
  const dx = new Float64Array(60);
  weights.forEach((weight, i) => {
    const outer = Math.floor(i / (inner * taken.length));
    const row = taken[Math.floor(i / inner) % taken.length]!;
    dx[(outer * length + row) * inner + (i % inner)]! += weight;
  });
  expectClose(gradients[0]!, dx, 1e-6);
});
