import fc from "fast-check";
import { expect, test } from "vitest";
import { type ComputedBatch, microBatches } from "../../src/data/micro-batches.ts";

/** @param points of each instance */
function batchOf(points: readonly number[], channels = 2, bins = 3): ComputedBatch {
  const count = points.reduce((sum, n) => sum + n, 0);
  const numbers = (length: number): number[] => Array.from({ length }, (_, i) => i);
  return {
    shape: [points.length, channels, 2, 2],
    sensorInput: Float32Array.from(numbers(points.length * channels * 4)),
    count,
    bins,
    batchIndex: Int32Array.from(points.flatMap((n, i) => new Array<number>(n).fill(i))),
    corners: Int32Array.from(numbers(8 * count)),
    weights: Float32Array.from(numbers(4 * count)),
    cloudScenario: Uint8Array.from(numbers(bins * count), (i) => i % 256),
  };
}

const joined = (parts: readonly ArrayLike<number>[]): number[] => parts.flatMap((part) => Array.from(part));

test("parts hold every instance and point once, in order, and each point with its image", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 9 }), (points, size) => {
      const batch = batchOf(points);
      const parts = microBatches(batch, size);
      expect(parts.map(({ shape }) => shape[0])).toEqual(
        Array.from({ length: Math.ceil(points.length / size) }, (_, i) => Math.min(size, points.length - i * size)),
      );
      for (const name of ["corners", "weights", "cloudScenario"] as const) {
        expect(joined(parts.map((part) => part[name]))).toEqual(Array.from(batch[name]));
      }
      expect(joined(parts.map(({ images }) => images))).toEqual(Array.from(batch.sensorInput));
      const whole = joined(parts.map(({ batchIndex }, i) => batchIndex.map((index) => index + i * size)));
      expect(whole).toEqual(Array.from(batch.batchIndex));
    }),
  );
});

test("images are not copied", () => {
  const batch = batchOf([1, 0, 2]);
  for (const { images, corners } of microBatches(batch, 1)) {
    expect(images.buffer).toBe(batch.sensorInput.buffer);
    expect(corners.buffer).toBe(batch.corners.buffer);
  }
});

test("points that are not ordered by instance, or of no instance, are refused", () => {
  const batch = { ...batchOf([1, 1, 1]), batchIndex: Int32Array.of(0, 2, 1) };
  expect(() => microBatches(batch, 2)).toThrow(
    new RangeError("label point 2 belongs to image 1: expected one from 2 to 2, for points are ordered by instance"),
  );
  expect(() => microBatches({ ...batch, batchIndex: Int32Array.of(0, 1, 3) }, 2)).toThrow(/point 2 belongs to image 3/);
});
