import * as runtime from "onnxruntime-node";
import { expect, test } from "vitest";
import { LabelInputs, withPoints } from "../../../src/engines/onnx/label-inputs.ts";
import { randomBatch } from "../support/small-task.ts";

test("integers become those of 64 bits, in memory that is used again", () => {
  const inputs = new LabelInputs(runtime);
  const batch = randomBatch(1, { points: 6 });
  const most = { ...batch, corners: batch.corners.with(0, 2 ** 31 - 1).with(1, -1) };
  const large = inputs.points(most).corners!.data as BigInt64Array;
  expect([...large]).toEqual([...most.corners].map(BigInt));
  const small = inputs.points(randomBatch(2, { points: 2 }));
  expect((small.corners!.data as BigInt64Array).buffer).toBe(large.buffer);
  expect(small.corners!.dims).toEqual([2, 4, 2]);
  expect((small.batch_index!.data as BigInt64Array).length).toBe(2);
});

test("images and weights are not copied", () => {
  const batch = randomBatch(1);
  const { images, weights, cloud_scenario: labels } = new LabelInputs(runtime).labelled(batch);
  expect([images!.data, weights!.data, labels!.data]).toEqual([batch.images, batch.weights, batch.cloudScenario]);
  expect(images!.data).toBe(batch.images);
  expect(labels!.dims).toEqual([5, 4]);
});

test("a batch without points gets one that nothing is known of", () => {
  const batch = randomBatch(1, { points: 0 });
  const found = withPoints(batch, 4);
  expect(found).toMatchObject({ images: batch.images, shape: batch.shape });
  expect([found.batchIndex.length, found.corners.length]).toEqual([1, 8]);
  expect([...found.cloudScenario]).toEqual([255, 255, 255, 255]);
  expect(withPoints(randomBatch(1), 4)).toEqual(randomBatch(1));
});
