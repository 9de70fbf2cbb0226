import { expect, test } from "vitest";
import { checkImages, checkMicroBatch, checkStep } from "../../../src/engines/compute/check-arguments.ts";
import { randomBatch, smallTask } from "../support/small-task.ts";

const task = smallTask();
const batch = randomBatch(1);

test.each([
  [{ shape: [2, 4, 8, 8] as const }, /shape is \[2, 4, 8, 8\]: expected \[B, 3, H, W\]/],
  [{ shape: [0, 3, 8, 8] as const }, /shape is \[0, 3, 8, 8\]/],
  [{ images: new Float32Array(7) }, /images has 7 numbers: expected 384/],
  [{ corners: new Int32Array(39) }, /corners has 39 numbers: expected 40/],
  [{ weights: new Float32Array(21) }, /weights has 21 numbers: expected 20/],
  [{ cloudScenario: new Uint8Array(5) }, /cloudScenario has 5 numbers: expected 20/],
  [{ batchIndex: Int32Array.of(0, 1, 2, 0, 0) }, /batchIndex is 2 at 2: expected 0 to 1/],
  [{ batchIndex: Int32Array.of(0, 1, 0, -1, 0) }, /batchIndex is -1 at 3/],
])("%o is refused", (wrong, message) => {
  expect(() => checkMicroBatch({ ...batch, ...wrong }, task, "batch")).toThrow(RangeError);
  expect(() => checkMicroBatch({ ...batch, ...wrong }, task, "batch")).toThrow(message);
});

test("other arrays are refused", () => {
  const corners = Float32Array.from(batch.corners) as unknown as Int32Array;
  expect(() => checkMicroBatch({ ...batch, corners }, task, "batch")).toThrow(TypeError);
  expect(() => checkImages(new Float32Array(8), [2, 2, 2, 1], 2, "batch")).not.toThrow();
});

test("a step needs micro-batches and a learning rate", () => {
  expect(() => checkStep([], task, 0.1)).toThrow(/microBatches is empty/);
  expect(() => checkStep([batch, { ...batch, shape: [1, 3, 8, 8] }], task, 0.1)).toThrow(/microBatches\[1\]\.images/);
  for (const rate of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
    expect(() => checkStep([batch], task, rate)).toThrow(/learningRate is/);
  }
  expect(() => checkStep([batch], task, 0)).not.toThrow();
});
