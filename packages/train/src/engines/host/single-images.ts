import type { MicroBatch } from "../types.ts";

/** One image of a batch, with its label points. */
export interface SingleImage {
  readonly batch: MicroBatch;
  /** Which points of the batch these are. */
  readonly points: Int32Array;
}

/** A batch image by image, of which each can be computed anywhere without a difference. Nothing of the images is copied. */
export function singleImages(batch: MicroBatch): SingleImage[] {
  const [count, channels, height, width] = batch.shape;
  const size = channels * height * width;
  const { batchIndex, corners, weights, cloudScenario } = batch;
  const bins = batchIndex.length === 0 ? 0 : cloudScenario.length / batchIndex.length;
  return pointsOf(batchIndex, count).map((points, image) => {
    const own: MicroBatch = {
      images: batch.images.subarray(image * size, (image + 1) * size),
      shape: [1, channels, height, width],
      batchIndex: new Int32Array(points.length),
      corners: rowsOf(corners, points, 8, new Int32Array(points.length * 8)),
      weights: rowsOf(weights, points, 4, new Float32Array(points.length * 4)),
      cloudScenario: rowsOf(cloudScenario, points, bins, new Uint8Array(points.length * bins)),
    };
    return { batch: own, points };
  });
}

/** Put the rows of one image's points back to their places in the rows of all. */
export function putRows(all: Float32Array, rows: Float32Array, points: Int32Array): void {
  const length = points.length === 0 ? 0 : rows.length / points.length;
  for (const [i, point] of points.entries()) all.set(rows.subarray(i * length, (i + 1) * length), point * length);
}

/** Of each image, which points are its own. */
function pointsOf(batchIndex: Int32Array, images: number): Int32Array[] {
  const points = Array.from({ length: images }, (): number[] => []);
  for (const [point, image] of batchIndex.entries()) points[image]!.push(point);
  return points.map((own) => Int32Array.from(own));
}

function rowsOf<T extends Int32Array | Float32Array | Uint8Array>(
  all: T,
  points: Int32Array,
  length: number,
  rows: T,
): T {
  for (const [i, point] of points.entries()) rows.set(all.subarray(point * length, (point + 1) * length), i * length);
  return rows;
}
