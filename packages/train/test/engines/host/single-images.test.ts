import { expect, test } from "vitest";
import { putRows, singleImages } from "../../../src/engines/host/single-images.ts";
import { randomBatch } from "../support/small-task.ts";

test("every point goes with its image, and its row comes back to its place", () => {
  const batch = { ...randomBatch(3, { images: 3, points: 6 }), batchIndex: Int32Array.of(2, 0, 2, 0, 0, 2) };
  const images = singleImages(batch);
  expect(images.map(({ points }) => [...points])).toEqual([[1, 3, 4], [], [0, 2, 5]]);
  const [first, second, third] = images.map((each) => each.batch);
  expect(first!.shape).toEqual([1, 3, 8, 8]);
  expect(third!.images).toEqual(batch.images.slice(2 * 3 * 64));
  expect(first!.batchIndex).toEqual(new Int32Array(3));
  expect(second!.corners).toHaveLength(0);
  expect([...third!.corners.subarray(8, 16)]).toEqual([...batch.corners.subarray(16, 24)]);
  expect([...first!.cloudScenario.subarray(4, 8)]).toEqual([...batch.cloudScenario.subarray(12, 16)]);
  const all = new Float32Array(12);
  for (const { points } of images) putRows(all, Float32Array.from([...points].flatMap((p) => [p, p + 0.5])), points);
  expect([...all]).toEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5]);
});
