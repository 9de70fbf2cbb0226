import type { Batch } from "@atcs/dataset";
import type { MicroBatch } from "../engines/types.ts";

/** What of a batch of `@atcs/dataset` is computed with. */
export type ComputedBatch = Pick<
  Batch,
  "sensorInput" | "shape" | "count" | "bins" | "batchIndex" | "corners" | "weights" | "cloudScenario"
>;

/**
 * A batch cut into micro-batches of `size` instances; the last may have fewer. Their arrays are views of the batch's but for
 * the numbers of images, which are counted anew in each.
 * @throws RangeError for label points that are not ordered by instance
 */
export function microBatches(batch: ComputedBatch, size: number): MicroBatch[] {
  const [instances] = batch.shape;
  checkOrder(batch.batchIndex, instances);
  const cut: MicroBatch[] = [];
  let point = 0;
  for (let first = 0; first < instances; first += size) {
    const end = Math.min(first + size, instances);
    const firstPoint = point;
    while (point < batch.count && batch.batchIndex[point]! < end) point++;
    cut.push(part(batch, [first, end], [firstPoint, point]));
  }
  return cut;
}

type Range = readonly [first: number, end: number];

function part(batch: ComputedBatch, [first, end]: Range, [firstPoint, endPoint]: Range): MicroBatch {
  const [, channels, height, width] = batch.shape;
  const { bins } = batch;
  const image = channels * height * width;
  const index = batch.batchIndex.subarray(firstPoint, endPoint);
  return {
    images: batch.sensorInput.subarray(first * image, end * image),
    shape: [end - first, channels, height, width],
    batchIndex: first === 0 ? index : index.map((instance) => instance - first),
    corners: batch.corners.subarray(8 * firstPoint, 8 * endPoint),
    weights: batch.weights.subarray(4 * firstPoint, 4 * endPoint),
    cloudScenario: batch.cloudScenario.subarray(bins * firstPoint, bins * endPoint),
  };
}

function checkOrder(batchIndex: Int32Array, instances: number): void {
  let last = 0;
  for (const [point, instance] of batchIndex.entries()) {
    if (instance < last || instance >= instances) {
      const expected = `one from ${last} to ${instances - 1}, for points are ordered by instance`;
      throw new RangeError(`label point ${point} belongs to image ${instance}: expected ${expected}`);
    }
    last = instance;
  }
}
